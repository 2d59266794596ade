"""The life of two resources, shown with the real `pulumi` against a local Bland API. `make demo` runs it.

It works on a copy of the examples in a temporary folder, which holds Pulumi's state too and is removed at the end. What
the captions say is checked: a step that turns out otherwise ends the demonstration with an error.
"""

from __future__ import annotations

import difflib
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from bland_sandbox import Sandbox
from rich.console import Console
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
SUPPORT, APPOINTMENTS = "+15550001111", "+15550002222"

PROVEN = """\
What this has shown, each time by a look at the account:
  - A preview says what will change, number by number and field by field, and writes nothing.
  - After `up` there is nothing left to do.
  - What somebody else changed is not overwritten before a preview has shown it.
  - A take-over says beforehand what it replaces, and leaves alone what the program does not name.
  - `destroy` deletes what the program made and hands back what was there before."""

steps = itertools.count(1)
console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)


class Unexpected(Exception):
    """A step did not do what its caption says."""


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))  # leave by way of the clean-up
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="bland-demo-") as folder, Sandbox() as box:
            copy = Path(folder).resolve()
            shutil.copy(ROOT / "Pulumi.yaml", copy)
            shutil.copytree(ROOT / "examples", copy / "examples", symlinks=True)
            (copy / ".venv").symlink_to(sys.prefix)
            tell(copy, box)
    except Unexpected as error:
        console.print(f"\nThe demonstration went wrong: {error}", style="bold red", markup=False)
        return 1
    except KeyboardInterrupt:
        console.print("\nInterrupted. Everything is removed.")
        return 130
    console.print(f"\n{PROVEN}", style="bold green", markup=False)
    console.print(f"\nThat took {time.monotonic() - started:.0f} seconds, and nothing is left of it.", style="dim")
    return 0


def tell(copy: Path, box: Sandbox) -> None:
    """The story: what is there, what a program adds to it, and what another one takes over."""
    legacy_pool = box.add_pool("+12065550102", "+14155550101")
    box.edit_sms(APPOINTMENTS, objective="Say that we are closed.", temperature=0, webhook="https://example.com/sms")
    before = holdings(box)
    console.print(
        "At Bland, a pool is a set of numbers that phone calls go out from, and an agent answers the text messages "
        "that a number receives."
    )
    say(f"A local Bland API runs at {box.url}. Somebody has set up a pool and an agent in its dashboard:")
    show(before)
    made_and_changed(Pulumi(copy, copy, box), box)
    taken_over(Pulumi(copy / "examples" / "take_over", copy, box), box, legacy_pool)
    say("So the account holds what it held at the beginning:")
    show(holdings(box))
    expect(holdings(box) == before, "the account is not as it was")


def made_and_changed(pulumi: Pulumi, box: Sandbox) -> None:
    """Run examples/quickstart: a pool and an agent are made, changed, changed by somebody else, destroyed."""
    program = pulumi.folder / "examples" / "quickstart" / "__main__.py"
    before = holdings(box)
    pulumi("stack", "init", "demo", shown=False)

    say("examples/quickstart makes a pool of its own, and an agent for a number that has no settings yet:")
    show_code(program.read_text().split('"""', 2)[2], "python")
    said = pulumi("preview", "--diff")
    expect("+ 3 to create" in said and holdings(box) == before, "the preview is not what the program says")

    say("`up` makes both:")
    pulumi("up", "--yes", "--skip-preview")
    own_pool = next(pool_id for pool_id in box.org().pools if f"pool {pool_id}" not in before)
    expect(bool(box.sms(SUPPORT)), "the number has no settings")

    say("A second preview finds nothing left to do:")
    pulumi("preview", "--diff", "--expect-no-changes")

    say("A change to review: one number goes, another comes, and the agent learns about prices.")
    edit(program, {"+12065550102": "+13035550123", "opening hours": "opening hours and prices"})
    said = pulumi("preview", "--diff")
    expect("- +12065550102" in said and "+ +13035550123" in said, "the preview does not show the two numbers")

    say("`review` makes the comment of a pull request from the same preview; here it is as text:")
    said = pulumi.shell("pulumi preview --json | pulumi-bland review --format text")
    expect("1 number added, 1 removed" in said, "the review does not count the numbers")

    say(
        "Meanwhile somebody adds a number in London, and writes another prompt, in the dashboard. `drift` compares the "
        "account with the state, and its exit code 2 can wake somebody up:"
    )
    box.edit_pool(own_pool, add=["+442079460123"])
    box.edit_sms(SUPPORT, objective="Answer in rhymes.")
    edited = holdings(box)
    said = pulumi.shell("pulumi-bland drift", code=2)
    expect("+442079460123" in said and "Answer in rhymes." in said, "drift did not find the changes")

    say("`up` would undo that unseen, so it says what it found and writes nothing:")
    pulumi("up", "--yes", "--skip-preview", "--suppress-outputs", "--continue-on-error", fails=True)
    expect(holdings(box) == edited, "up has written something")

    say("`refresh` takes what was changed there into the state:")
    said = pulumi("refresh", "--yes", "--skip-preview", "--suppress-outputs", "--diff")
    expect("+ +442079460123" in said and "Answer in rhymes." in said, "refresh did not find the changes")

    say("Now the preview says what will be undone. Whoever approves it has seen it, and `up` goes ahead:")
    said = pulumi("preview", "--diff")
    expect("- +442079460123" in said, "the preview does not show what will be undone")
    pulumi("up", "--yes", "--skip-preview")
    expect(box.pool(own_pool).phone_numbers == ["+13035550123", "+14155550101"], "the pool is not as declared")

    say("`destroy` deletes the pool that Pulumi made, and clears the settings that it made:")
    pulumi("destroy", "--yes", "--skip-preview")
    expect(holdings(box) == before, "something is left")


def taken_over(pulumi: Pulumi, box: Sandbox, pool_id: str) -> None:
    """Run examples/take_over: what somebody else made is managed for a while, and handed back."""
    before = holdings(box)
    say(
        "examples/take_over manages the pool and the number that were there already. First a look at what that "
        "replaces:"
    )
    show_code((pulumi.folder / "__main__.py").read_text().split('"""', 2)[2], "python")
    pulumi("stack", "init", "demo", shown=False)
    pulumi("config", "set-all", "--plaintext", f"poolId={pool_id}", "--plaintext", f"number={APPOINTMENTS}")
    said = pulumi("preview")
    expect("removes +14155550101" in said and "replaces objective" in said, "the preview does not say what is replaced")
    expect(holdings(box) == before, "the preview has written something")

    say("That was a look: nothing is written yet. `up` does it:")
    pulumi("up", "--yes", "--skip-preview")
    expect(holdings(box) != before, "nothing was taken over")
    say("The webhook, which the program does not name, is as before:")
    show(holdings(box))

    say("`destroy` hands both back:")
    pulumi("destroy", "--yes", "--skip-preview")
    expect(holdings(box) == before, "not everything was handed back")


# What is shown


def say(text: str) -> None:
    console.print()
    console.print(f"{next(steps)}. {text}", style="bold cyan", markup=False)
    console.print()


def out(text: Text) -> None:
    """Print a line of something real: where a terminal is too narrow, the rest goes under its beginning."""
    if console.is_terminal and text.plain.strip():
        indent = len(text.plain) - len(text.plain.lstrip())
        console.print(Padding(text[indent:], (0, 0, 0, 4 + indent), expand=False))
    else:
        console.print(f"    {text.plain}".rstrip(), soft_wrap=True, markup=False)


def expect(truth: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as an assertion, and is not lost under -O
    if not truth:
        raise Unexpected(otherwise)


def show_code(code: str, language: str) -> None:
    for line in Syntax("", language, theme="ansi_dark").highlight(code.strip()).split():
        out(line)
    console.print()


def edit(path: Path, replacements: dict[str, str]) -> None:
    """Change a program and show how."""
    old = new = path.read_text()
    for this, that in replacements.items():
        expect(this in new, f"the program does not have {this}")
        new = new.replace(this, that)
    path.write_text(new)
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm=""))[2:]
    show_code("\n".join(line for line in lines if not line.startswith("@@")), "diff")


def holdings(box: Sandbox) -> dict[str, list[str]]:
    """All pools and all settings of the account."""
    org = box.org()
    held = {f"pool {pool_id}": sorted(pool.phone_numbers) for pool_id, pool in org.pools.items()}
    for number, channels in org.configs.items():
        for channel, fields in channels.items():
            if fields:
                held[f"{number} ({channel})"] = [f"{name}: {fields[name]}" for name in sorted(fields)]
    return held


def show(held: dict[str, list[str]]) -> None:
    table = Table(box=None, show_header=False, padding=(0, 0, 0, 4))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for what, lines in held.items():
        shown = [text.strip().partition("\n")[0] + " ..." * ("\n" in text.strip()) for text in lines]
        table.add_row(what, Text("\n".join(shown)))
    console.print(table)


# The command line

NOISE = re.compile(
    r"^@ |^Duration:|^ {8,}pulumi-python:\S+ \S+  (warning|error): |^ \+  pulumi:pulumi:Stack \S+ create$"
    r"|^\w+ing .*\(demo\):$|^ [+~-]  .*(creat|updat|delet)ing \("
    r"|^ +(pulumi:pulumi:Stack|error: update failed|\[urn=.*::pulumi:pulumi:Stack::)"
    "|^(The resources in the stack|If you want to remove)"
)
NOTHING = re.compile(r"(?!)")
LONG_URN = re.compile(r"(?<=\[urn=).*(?=::)")
SAID_AGAIN_BELOW = re.compile(r"(?<=\S);? (warning|error): .*")


class Pulumi:
    """The real `pulumi` in one project, with its home and its state in a folder and the sandbox as the account."""

    def __init__(self, folder: Path, home: Path, box: Sandbox) -> None:
        self.folder = folder
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PULUMI_", "BLAND_"))}
        self.environment = kept | {
            "BLAND_API_KEY": box.key,
            "BLAND_BASE_URL": box.url,
            "PULUMI_BACKEND_URL": f"file://{home}",
            "PULUMI_CONFIG_PASSPHRASE": "only for the demonstration",
            "PULUMI_HOME": str(home / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
        }

    def __call__(self, *args: str, shown: bool = True, fails: bool = False) -> str:
        """Run a command of `pulumi`, show what it prints without the noise, and return all of it without colour."""
        options = ["--non-interactive", f"--color={'always' if self.coloured else 'never'}"]
        code, said = self.run(["pulumi", *args, *options], f"pulumi {' '.join(args)}" if shown else "", NOISE)
        expect((code != 0) is fails, f"`pulumi {args[0]}` ended with code {code}")
        return said

    def shell(self, line: str, *, code: int = 0) -> str:
        """Run a line as a person types it, and show all that it prints."""
        ended, said = self.run(["sh", "-c", line], line, NOTHING)
        expect(ended == code, f"`{line}` ended with code {ended}")
        return said

    @property
    def coloured(self) -> bool:
        return console.is_terminal and not console.no_color

    def run(self, command: list[str], typed: str, noise: re.Pattern[str]) -> tuple[int, str]:
        """Run a command; where something was typed, show that and what is printed. Returns its exit code and text."""
        if typed:
            out(Text(f"$ {typed}", style="bold"))
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # an interrupt reaches this process alone, which then ends the other
        )
        said = []
        with process, ending(process), console.status("") if console.is_terminal else nullcontext():
            for line in process.stdout or ():
                text = Text.from_ansi(line.rstrip("\n"))
                said.append(text.plain)
                if typed and text.plain.strip() and not noise.search(text.plain):
                    out(shortened(text))
        return process.returncode, "\n".join(said)


def shortened(text: Text) -> Text:
    """A line without the parts that say nothing, or that are said again below."""
    if urn := LONG_URN.search(text.plain):
        text = text[: urn.start()] + Text("...") + text[urn.end() :]
    again = SAID_AGAIN_BELOW.search(text.plain)
    return text[: again.start()] if again else text


@contextmanager
def ending(process: subprocess.Popen[str]) -> Iterator[None]:
    """When this is interrupted, end a command and what it started: politely, then not."""
    try:
        yield
    except BaseException:
        for number in (signal.SIGINT, signal.SIGKILL):
            with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(process.pid, number)
                process.wait(10)
        raise


if __name__ == "__main__":
    sys.exit(main())
