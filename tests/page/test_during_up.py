"""Four looks at the page while a real `pulumi up` runs. They are kept in build/page for whoever wants to see them."""

from __future__ import annotations

import threading
from pathlib import Path

from bland_sandbox import Sandbox
from bland_sandbox.testing import Project, Run
from tests.page.conftest import Page

SHOTS = Path(__file__).parents[2] / "build" / "page"
SMALL_ENOUGH = 200_000
NARROW, WIDE = (400, 860), (1440, 900)
LOOKS = {
    "light-narrow": (False, NARROW, ".pool.flash"),
    "dark-narrow": (True, NARROW, ".flash"),
    "dark-wide": (True, WIDE, ".flash .config"),
    "light-wide": (False, WIDE, ".flash .config"),
}
"""Dark or light, the size, and what flashes when the look is taken."""

PROGRAM = """
front_desk = bland.CustomDialingPool(
    "front-desk",
    pool_id="550e8400-e29b-41d4-a716-446655440001",
    phone_numbers=["+14155550101", "+12065550102", "+13035550123"],
)
previous = front_desk
for name, number in {
    "appointments": "+15550002222",
    "support": "+15550001111",
    "on-call": "+13035550123",
    "seattle": "+12065550102",
    "west": "+14155550101",
    "london": "+442079460123",
}.items():
    previous = bland.SmsNumberConfig(
        name,
        phone_number=number,
        objective=f"You answer text messages for {name}. Be short, and never promise a date.",
        time_out=600,
        opts=pulumi.ResourceOptions(depends_on=[previous]),
    )
"""


def test_an_up_is_seen_as_it_happens(page: Page, box: Sandbox, tmp_path: Path, bland_engine: dict[str, str]) -> None:
    account = {"BLAND_API_KEY": box.key, "BLAND_BASE_URL": box.url}
    project = Project(tmp_path / "project", bland_engine | account).program(PROGRAM)
    box.settings.latency = 1
    ended: list[Run] = []
    page.open(box)
    running = threading.Thread(target=lambda: ended.append(project.up()))
    running.start()
    try:
        SHOTS.mkdir(parents=True, exist_ok=True)
        for name, (dark, (width, height), flashing) in LOOKS.items():
            page.look(dark=dark, width=width, height=height)
            page.one(flashing)
            page.browser.save_screenshot(str(SHOTS / f"{name}.png"))
        assert not ended, "the last look was taken while it ran"
    finally:
        running.join()
    ended[0].expect("+ 8 created")
    assert all((SHOTS / f"{name}.png").stat().st_size < SMALL_ENOUGH for name in LOOKS)
    page.shows("#orgs", "You answer text messages for london.")
    page.shows("#list", "changed +442079460123/sms")
