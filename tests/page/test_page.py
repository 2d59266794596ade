"""The sandbox's page in a real browser: what it shows, and what can be done on it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from bland_sandbox import Sandbox
from tests.page.conftest import Page
from tests.sandbox.api import POOLS, SMS_UPDATE, Api

POOL = "550e8400-e29b-41d4-a716-446655440001"
SUPPORT, APPOINTMENTS = "+15550001111", "+15550002222"
EDIT_POOL = f"button[aria-label='Edit pool {POOL}']"
EDIT_SMS = f"button[aria-label='Edit sms settings of {APPOINTMENTS}']"


def test_all_that_an_account_has_is_on_it(page: Page, box: Sandbox) -> None:
    """Members grouped by area, settings with their texts, credentials by their name."""
    page.open(box)
    areas = {
        area.text: [each.text for each in members.find_elements(By.TAG_NAME, "li")]
        for area, members in zip(page.all(".areas dt"), page.all(".areas dd"), strict=True)
    }
    assert areas == {
        "+1 206": ["555-0102"],
        "+1 415": ["555-0101", "555-0102"],
        "+1 312": ["555-0166", "555-0167", "555-0168"],
        "+1 773": ["555-0133"],
        "+44 20": ["7946 0123"],
    }
    page.shows("#orgs", "Twilio AC00000000000000000000000000000001", "Never promise a date.", "whatsapp", "front desk")
    assert len(page.all(".org")) == 2
    assert box.key not in page.browser.page_source


def test_what_a_program_changes_flashes_where_it_changes(page: Page, box: Sandbox) -> None:
    page.open(box)
    api = Api(box)
    api.update(POOL, phone_numbers=["+14155550101", "+12065550102", "+13035550123"])
    page.wait(lambda: page.texts(".pool.flash li:is(.new, .gone)") == ["555-0123", "555-0102"])
    page.wait(lambda: not page.all(".flash, .gone"))
    api.sms(APPOINTMENTS, objective="New words.", webhook=None)
    page.wait(lambda: page.texts(".flash .fields dt:is(.new, .gone)") == ["objective", "webhook"])
    api.sms("+13035550123", objective="x")
    page.shows("#orgs", "New words.", "+1 303 555-0123")
    made = api.create().json()["data"]["id"]
    page.shows(".org .cards", made)
    api.delete(made)
    page.wait(lambda: made not in page.text("#orgs"))


def test_requests_stream_in_and_tell_on_a_click_what_they_changed(page: Page, box: Sandbox) -> None:
    page.open(box)
    api = Api(box)
    api.get(POOLS)
    api.sms(APPOINTMENTS, objective="New words.", persona_id="x")
    api.create(["x"])
    page.wait(lambda: len(page.all("#list li")) == 3)
    refused, wrote, _read = page.all("#list li")
    assert [each.text for each in refused.find_elements(By.CSS_SELECTOR, ".method, .status, .notes")] == [
        "POST",
        "400",
        "INVALID_PHONE_NUMBERS",
    ]
    assert wrote.find_element(By.CLASS_NAME, "ms").text.endswith(" ms")
    wrote.find_element(By.CLASS_NAME, "line").click()
    page.shows(".said", "Changed in the account", "objective: New words.", "Body", '"persona_id": "x"', "Answer")
    assert [each.text for each in page.all(".said del")] == [
        "objective: Say that the practice is closed, and when it opens again."
    ]
    page.click("#writes")
    page.wait(lambda: [each.is_displayed() for each in page.all("#list li")] == [True, True, False])
    page.click("#clear")
    page.wait(lambda: not page.all("#list li"))
    assert box.calls() == 0


def test_a_request_that_still_runs_is_shown_too(page: Page, box: Sandbox) -> None:
    page.open(box)
    with Sandbox() as slow:
        slow.fault(delay=3600)
        page.open(slow)
        page.browser.execute_script(
            "fetch(arguments[0], {headers: {authorization: 'sandbox-key'}}).catch(() => null)", POOLS
        )
        page.shows("#list", "GET", "…", "3600 s")
        page.complaints()
    page.shows("#link", "the sandbox has ended")
    page.complaints()  # of the connection that is refused, and of the fetch that was cut short


def test_a_pool_is_edited_made_and_deleted_by_hand(page: Page, box: Sandbox) -> None:
    """Only the difference is sent: a number that a program adds meanwhile stays."""
    page.open(box)
    page.click(EDIT_POOL)
    box.edit_pool(POOL, add=["+12125550100"])
    page.write("textarea[name=phone_numbers]", "+14155550101\n+13035550123")
    page.choose("select[name=encrypted_key]", "550e8400-e29b-41d4-a716-446655440000")
    page.press("Save")
    assert box.pool(POOL).phone_numbers == ["+14155550101", "+12125550100", "+13035550123"]
    assert box.pool(POOL).encrypted_key == "550e8400-e29b-41d4-a716-446655440000"

    page.click(EDIT_POOL)
    page.write("textarea[name=phone_numbers]", "not a number")
    page.click("dialog .primary")
    page.shows("dialog .wrong", "add.0: must be a number in E.164 form")
    assert [each.partition(" - ")[2] for each in page.complaints()] == [
        "Failed to load resource: the server responded with a status of 400 (Bad Request)"
    ]
    page.press("Delete pool")
    assert POOL not in box.org().pools

    page.click(".org h3 button")
    page.write("textarea[name=phone_numbers]", "+12125550100")
    page.press("Make it")
    assert [pool.phone_numbers for pool in box.org().pools.values()][-1] == ["+12125550100"]


def test_a_setting_is_edited_cleared_and_taken_away_by_hand(page: Page, box: Sandbox) -> None:
    page.open(box)
    page.click(EDIT_SMS)
    page.write("textarea[name=value]", "Edited in the dashboard.")
    page.press("Set field")
    page.shows("#orgs", "Edited in the dashboard.")

    page.click(EDIT_SMS)
    page.choose("select[name=field]", "tools")
    page.write("textarea[name=value]", "[{")
    page.click("dialog .primary")
    page.shows("dialog .wrong", "tools is array, written as JSON")
    page.write("textarea[name=value]", '[{"name": "look_up"}]')
    page.press("Set field")
    assert (box.sms(APPOINTMENTS) or {})["tools"] == [{"name": "look_up"}]

    page.click(EDIT_SMS)
    page.press("Clear field")
    assert "objective" not in (box.sms(APPOINTMENTS) or {})
    page.click(EDIT_SMS)
    page.press("Take all away")
    assert box.sms(APPOINTMENTS) is None
    assert box.calls() == 0, "the API saw none of it"


def test_switches_and_faults_are_set_by_hand(page: Page, box: Sandbox) -> None:
    page.open(box)
    page.click("#open-switches")
    page.choose("select[name=write]", "replace")
    page.choose("select[name=read_only]", "true")
    page.write("input[name=calls_per_second]", "40")
    page.press("Turn them")
    assert (box.settings.write, box.settings.read_only, box.settings.calls_per_second) == ("replace", True, 40)
    page.shows("#turned", "new reference", "write: replace", "read_only: true", "calls_per_second: 40")
    page.click("#open-switches")
    page.press("All as at first")
    page.wait(lambda: page.text("#turned") == "new reference")

    page.click("#open-faults")
    page.press("Set it")
    page.shows("#turned", "1 fault set")
    assert Api(box).sms(SUPPORT).status_code == 503
    page.shows("#list", "fault: answer 503, before the call")
    page.click("#open-faults")
    page.shows("dialog", "POST *", "first: answer 503", "seen 1 call")
    page.press("Take all away")
    assert box.faults.all() == []

    box.settings.order = "sorted"
    page.shows("#turned", "order: sorted")


def test_an_account_is_reset_and_gone_back_to_by_hand(page: Page, box: Sandbox) -> None:
    page.open(box)
    box.edit_sms(APPOINTMENTS, objective="First words.")
    page.click("#open-snapshots")
    page.write("input[name=name]", "mine")
    page.press("Take one now")
    box.edit_sms(APPOINTMENTS, objective="Second words.")
    page.shows("#orgs", "Second words.")
    page.click("#open-snapshots")
    page.click("button[aria-label='Go back to mine']")
    page.shows("#orgs", "First words.")
    page.click("#reset")
    page.shows("#orgs", "Say that the practice is closed")
    assert box.state.shown() == Sandbox(seed="demo").state.shown()


def test_a_pool_of_many_numbers_leaves_room_for_the_rest_and_shows_what_changes(
    page: Page, boxes: Callable[..., Sandbox]
) -> None:
    """Its members scroll inside of it, to where something happens, and stay there."""
    every = [f"+1{area}{5550000 + each}" for area in (206, 212, 312, 415, 773) for each in range(80)]
    org = {"id": "550e8400-e29b-41d4-a716-446655440002", "pools": {POOL: {"phone_numbers": every}}}
    box = boxes(seed={"orgs": [org]})
    page.open(box)
    height = page.browser.execute_script("return document.querySelector('.pool').clientHeight")
    assert height < 450
    Api(box).update(POOL, phone_numbers=every[:-1])
    page.wait(lambda: page.is_seen(".gone", ".areas"))
    page.wait(lambda: not page.all(".flash, .gone"))
    assert page.is_seen(f"li[title='{every[-2]}']", ".areas")


def test_on_a_narrow_screen_requests_are_seen_beside_what_they_change(page: Page, box: Sandbox) -> None:
    page.look(dark=False, width=400, height=860)
    page.open(box)
    api = Api(box)
    for _ in range(30):
        api.get(POOLS)
    api.update(POOL, phone_numbers=["+14155550101"])
    page.wait(lambda: page.is_seen(".pool.flash header", "html"))
    page.shows("#list", "changed pool")
    assert page.is_seen("#list li", "html")


def test_everything_is_done_with_the_keyboard(page: Page, box: Sandbox) -> None:
    page.open(box)
    api = Api(box)
    api.get(POOLS)
    api.sms(SUPPORT, objective="x")
    page.wait(lambda: len(page.all("#list li")) == 2)
    keys = page.browser.switch_to

    page.one("body").send_keys("/")
    keys.active_element.send_keys("415 555")
    page.wait(lambda: [each.is_displayed() for each in page.all(".pool")] == [True, False])
    keys.active_element.send_keys(Keys.ESCAPE)
    page.wait(lambda: all(each.is_displayed() for each in page.all(".pool")))

    page.browser.execute_script("document.querySelector('#list .line').focus()")
    keys.active_element.send_keys(Keys.ARROW_DOWN)
    assert "custom-dialing-pools" in keys.active_element.text
    keys.active_element.send_keys(Keys.ENTER)
    page.shows(".said", "Answer")

    page.browser.execute_script("document.querySelector('#open-switches').focus()")
    keys.active_element.send_keys(Keys.ENTER)
    page.one("dialog[open]")
    keys.active_element.send_keys(Keys.ESCAPE)
    page.wait(lambda: not page.all("dialog[open]"))


def test_the_focus_stays_where_it_is_when_that_is_drawn_anew(page: Page, box: Sandbox) -> None:
    """A person with a keyboard edits a setting, and programs write meanwhile."""
    page.open(box)
    keys, label = page.browser.switch_to, f"Edit sms settings of {APPOINTMENTS}"
    page.browser.execute_script(f"document.querySelector(`{EDIT_SMS}`).focus()")
    keys.active_element.send_keys(Keys.ENTER)
    page.one("dialog[open]")
    Api(box).sms(APPOINTMENTS, objective="From a program.")
    page.shows("#orgs", "From a program.")
    page.browser.execute_script("document.querySelector('textarea[name=value]').focus()")
    keys.active_element.send_keys("By hand.", Keys.TAB)
    page.browser.execute_script("document.querySelector('dialog .primary').focus()")
    keys.active_element.send_keys(Keys.ENTER)
    page.wait(lambda: not page.all("dialog[open]"))
    page.shows("#orgs", "By hand.")
    page.wait(lambda: not page.all(".flash"))
    assert keys.active_element.get_attribute("aria-label") == label


def test_on_a_narrow_screen_nothing_is_cut_off(page: Page, box: Sandbox) -> None:
    box.edit_sms(SUPPORT, webhook=f"https://example.com/{'long' * 60}")
    page.look(dark=True, width=360, height=740)
    page.open(box)
    Api(box).get(f"{POOLS}/{POOL}")
    page.wait(lambda: page.all("#list li"))
    assert page.browser.execute_script("return document.documentElement.scrollWidth") <= 360


def test_what_others_send_stays_text(page: Page, box: Sandbox) -> None:
    page.open(box)
    evil = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
    api = Api(box)
    api.sms(SUPPORT, objective=evil, **{evil: 1})
    api.get(f"/v1/{evil}", params={evil: evil})
    page.shows("#list", "NOT_IN_SANDBOX")
    page.shows("#orgs", evil)
    page.browser.execute_script("document.querySelectorAll('#list .line').forEach((each) => each.click())")
    page.wait(lambda: len(page.all(".said pre")) == 3)
    assert page.browser.title == "Bland sandbox"
    assert page.all("img") == []


def test_in_private_no_text_is_on_it(page: Page, boxes: Callable[..., Sandbox]) -> None:
    """`--private`: neither at first, nor when it changes, nor on a click."""
    box = boxes(seed="demo", private=True)
    page.open(box)
    Api(box).sms(APPOINTMENTS, objective="New words.")
    page.shows("#orgs", "<string, length 10>")
    page.click("#list .line")
    page.shows(".said", "<string, length 10>")
    for text in ("New words", "Never promise", "The practice is closed", "example.com"):
        assert text not in page.browser.page_source


def test_it_asks_nobody_else_for_anything(page: Page, box: Sandbox) -> None:
    page.open(box)
    asked = page.browser.execute_script("return performance.getEntriesByType('resource').map((each) => each.name)")
    assert asked
    assert {name for name in asked if not name.startswith(f"{box.url}/")} == set()


@pytest.mark.parametrize("numbers", [1000])
def test_of_many_numbers_one_change_draws_one_card(page: Page, boxes: Callable[..., Sandbox], numbers: int) -> None:
    """Nothing is drawn that did not change, and what is far away is not laid out."""
    every = [f"+1212{5550000 + each}" for each in range(numbers)]
    fields = {"objective": "You answer questions.\n" * 20, "time_out": 600, "timezone": "America/New_York"}
    org = {
        "id": "550e8400-e29b-41d4-a716-446655440002",
        "numbers": {number: {} for number in every},
        "configs": {number: {"sms": fields} for number in every},
        "pools": {POOL: {"phone_numbers": every}},
    }
    box = boxes(seed={"orgs": [org]})
    page.open(box)
    assert len(page.all(".card")) == numbers + 1
    page.browser.execute_script(
        """window.drawn = 0;
        new MutationObserver((all) => all.forEach((each) => { window.drawn += each.addedNodes.length; }))
          .observe(document.querySelectorAll(".cards")[1], {childList: true});"""
    )
    api = Api(box)
    for number in every[:50]:
        api.post(SMS_UPDATE, {"phone_number": number, "objective": f"Only for {number}."})
    page.shows("#orgs", f"Only for {every[49]}.")
    page.wait(lambda: not page.all(".flash"))
    drawn = page.browser.execute_script("return window.drawn")
    assert 50 < drawn <= 100, "each of the changed cards once to flash and once after that"
    page.write("#find", every[500])
    page.wait(lambda: sum(each.is_displayed() for each in page.all("article.card")) == 2)
    assert [each.text for each in page.all(".found")] == ["555-0500"]
    assert page.is_seen(".found", ".areas")
    assert json.loads(Api(box).get("/_sandbox/journal").text)[0]["changed"] == [f"{every[0]}/sms"]
