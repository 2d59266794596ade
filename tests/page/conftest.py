"""A real browser without a window, and what is asked of the sandbox's page in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from bland_sandbox import Sandbox

FLAGS = (
    "--headless",
    "--no-sandbox",  # as root, as in CI
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60
"""Seconds until something that should be on the page counts as missing."""


class Page:
    """The page of one sandbox as a person uses it: everything waits until it is there.

    The page draws itself anew with each change, so what was found a moment ago may be gone when it is used: then it is
    looked for again.
    """

    def __init__(self, browser: Chrome) -> None:
        self.browser = browser

    def open(self, box: Sandbox) -> Page:
        self.browser.get(f"{box.url}/")
        self.wait(lambda: self.text("#link") == "live" and self.all(".org"))
        return self

    def wait(self, until: Callable[[], Any]) -> Any:
        gone = [StaleElementReferenceException]
        return WebDriverWait(self.browser, PATIENCE, 0.05, ignored_exceptions=gone).until(lambda _: until())

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        found: WebElement = self.wait(lambda: next(iter(self.all(selector)), None))
        return found

    def use(self, selector: str, how: Callable[[WebElement], object]) -> None:
        """Do something with the first such element, once it is there."""

        def used() -> bool:
            found = self.all(selector)
            if found:
                how(found[0])
            return bool(found)

        self.wait(used)

    def text(self, selector: str) -> str:
        """All text of an element, shown or scrolled away; read at once, because the page draws it anew."""
        script = "return document.querySelector(arguments[0])?.textContent ?? ''"
        return str(self.browser.execute_script(script, selector))

    def texts(self, selector: str) -> list[str]:
        """The text of each such element, read at once: what flashes is soon drawn anew."""
        script = "return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent)"
        texts: list[str] = self.browser.execute_script(script, selector)
        return texts

    def shows(self, selector: str, *parts: str) -> None:
        """Wait until an element has all of this in it."""
        self.wait(lambda: all(part in self.text(selector) for part in parts))

    def is_seen(self, selector: str, inside: str) -> bool:
        """Whether an element is there, and lies within the part of another one that is in sight."""
        script = """
            const [one, other] = [...arguments].map((each) => document.querySelector(each)?.getBoundingClientRect());
            if (!one || !other) return false;
            const [top, bottom] = [Math.max(other.top, 0), Math.min(other.bottom, window.innerHeight)];
            return one.height > 0 && one.top >= top - 1 && one.bottom <= bottom + 1;"""
        return bool(self.browser.execute_script(script, selector, inside))

    def click(self, selector: str) -> None:
        def click(found: WebElement) -> None:
            self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
            found.click()

        self.use(selector, click)

    def write(self, selector: str, text: str) -> None:
        def write(found: WebElement) -> None:
            found.clear()
            found.send_keys(text)

        self.use(selector, write)

    def choose(self, selector: str, value: str) -> None:
        self.click(f"{selector} option[value='{value}']")

    def press(self, button: str) -> None:
        """A button of the open dialog by its text; then the dialog closes."""

        def pressed() -> bool:
            buttons = {each.text: each for each in self.all("dialog[open] button")}
            if button in buttons:
                buttons[button].click()
            return button in buttons

        self.wait(pressed)
        self.wait(lambda: not self.all("dialog[open]"))

    def look(self, *, dark: bool, width: int, height: int) -> None:
        """Light or dark, wide or narrow."""
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def complaints(self) -> list[str]:
        """What the browser has to say: errors of scripts, and what the policy of the page kept from loading."""
        log: list[dict[str, str]] = self.browser.get_log("browser")  # type: ignore[no-untyped-call]
        return [each["message"] for each in log]


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    """Chromium with its driver, both of the machine: they come in one package and fit each other."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.fail("there is no chromium with chromedriver: run the tests with `make page`, which gets one on Debian")
    options = ChromeOptions()
    options.binary_location = chromium
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in FLAGS:
        options.add_argument(flag)
    os.environ.setdefault("NO_PROXY", "127.0.0.1,localhost")
    running = Chrome(options, ChromeService(driver))
    yield running
    running.quit()


@pytest.fixture
def boxes() -> Iterator[Callable[..., Sandbox]]:
    """Start sandboxes that end after the page that shows them."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(Sandbox(**options))


@pytest.fixture
def box(boxes: Callable[..., Sandbox]) -> Sandbox:
    """One with something to look at."""
    return boxes(seed="demo")


@pytest.fixture
def page(browser: Chrome, boxes: Callable[..., Sandbox]) -> Iterator[Page]:  # noqa: ARG001 - ends before them
    """The browser for one test; at the end it has nothing to complain about."""
    page = Page(browser)
    page.look(dark=False, width=1440, height=900)
    page.complaints()
    yield page
    browser.get("about:blank")
    assert page.complaints() == []
