"""A Pulumi project in a folder of its own, driven by the real command line, seen as a user sees it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NOT_COPIED = (".venv", "venv", ".git", "__pycache__", "node_modules", "Pulumi.dev.yaml")
# The setting of the runtime: its line, and the lines below it that are indented.
_RUNTIME = re.compile(r"^runtime:.*\n(?:[ \t]+.*\n?)*", re.MULTILINE)

PROGRAM = """\
import pulumi
import pulumi_bland as bland

"""


@dataclass(frozen=True)
class Run:
    """One finished command: its exit code and what it printed."""

    args: tuple[str, ...]
    code: int
    stdout: str
    stderr: str

    @property
    def text(self) -> str:
        """All that the user sees."""
        return self.stdout + self.stderr

    @property
    def json(self) -> Any:
        """What it printed, parsed."""
        return json.loads(self.stdout)

    def expect(self, *parts: str, fails: bool = False) -> Run:
        """Fail unless the command succeeded (or, with `fails`, did not), and said all of this."""
        shown = f"$ pulumi {' '.join(self.args)}\n{self.text}"
        assert (self.code != 0) is fails, shown
        for part in parts:
            assert part in self.text, f"missing: {part}\n{shown}"
        return self

    def hides(self, *parts: str) -> Run:
        """Fail if the command said any of this."""
        for part in parts:
            assert part not in self.text, f"shown: {part}\n$ pulumi {' '.join(self.args)}\n{self.text}"
        return self

    def refuses(self, *parts: str) -> Run:
        """Fail unless the command failed for a reason that a person can act on: all of this, and no traceback."""
        return self.expect(*parts, fails=True).hides("Traceback", "grpc", "debug_error_string", "<class")


class Project:
    """A project with one stack, `dev`, on a local backend: empty, or a copy of the files of one's own project.

    The copy is run with the Python that runs the test, whichever virtual environment its Pulumi.yaml names.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], of: Path | None = None) -> None:
        self.folder = folder
        self.environment = dict(environment)
        if of is not None:
            shutil.copytree(of, folder, ignore=shutil.ignore_patterns(*_NOT_COPIED))
        (folder / ".state").mkdir(parents=True)
        self.environment["PULUMI_BACKEND_URL"] = f"file://{folder / '.state'}"
        settings = folder / "Pulumi.yaml"
        own = settings.read_text(encoding="utf-8") if settings.exists() else "name: try\n"
        settings.write_text(_RUNTIME.sub("", own) + "\nruntime: python\n", encoding="utf-8")
        self.run("stack", "init", "dev").expect()

    def program(self, text: str) -> Project:
        """Write the program; `pulumi` and `bland` are imported."""
        (self.folder / "__main__.py").write_text(PROGRAM + textwrap.dedent(text))
        return self

    def run(self, *args: str) -> Run:
        """Run any command of `pulumi`."""
        # Into files: after a failed update the program may outlive the command for some seconds, and would hold pipes.
        with TemporaryFile("w+") as stdout, TemporaryFile("w+") as stderr:
            self._running = subprocess.Popen(
                ["pulumi", *args, "--non-interactive", "--color=never"],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
            try:
                code = self._running.wait(timeout=300)
            except BaseException:
                os.killpg(self._running.pid, signal.SIGKILL)
                raise
            stdout.seek(0)
            stderr.seek(0)
            return Run(args, code, stdout.read(), stderr.read())

    def interrupt(self) -> None:
        """Press Ctrl-C while a command runs: a terminal tells it, and all that it started."""
        os.killpg(self._running.pid, signal.SIGINT)

    def preview(self, *args: str) -> Run:
        """Preview in detail."""
        return self.run("preview", "--diff", *args)

    def up(self, *args: str) -> Run:
        """Make the account what the program says."""
        return self.run("up", "--yes", "--skip-preview", *args)

    def refresh(self, *args: str) -> Run:
        """Make the state what the account is."""
        return self.run("refresh", "--yes", "--skip-preview", *args)

    def destroy(self, *args: str) -> Run:
        """Take everything back."""
        return self.run("destroy", "--yes", "--skip-preview", *args)

    def expect_quiet(self) -> None:
        """Fail unless a preview shows nothing at all: no change of a resource, none of an output of the stack."""
        quiet = self.run("preview", "--diff", "--expect-no-changes").expect("unchanged")
        shown = [line for line in quiet.stdout.splitlines() if line.lstrip().startswith(("+", "-", "~"))]
        assert not [line for line in shown if not line.lstrip().startswith("--outputs:--")], quiet.text

    def config(self, key: str, value: str, *, secret: bool = False) -> None:
        """Set a value of the stack's configuration."""
        self.run("config", "set", key, value, *(["--secret"] if secret else [])).expect()

    def export(self) -> str:
        """The state as `pulumi stack export` writes it: secrets encrypted."""
        return self.run("stack", "export").expect().stdout

    def state(self) -> dict[str, Any]:
        """The resources of the state by name, without the stack itself and the default provider."""
        resources = json.loads(self.export())["deployment"].get("resources", [])
        named = {each["urn"].rsplit("::", 1)[1]: each for each in resources}
        return {name: each for name, each in named.items() if not each["type"].startswith("pulumi:")}

    def outputs(self) -> dict[str, Any]:
        """The outputs of the stack, secrets in the clear."""
        return dict(self.run("stack", "output", "--json", "--show-secrets").expect().json)


def engine_environment(home: Path) -> dict[str, str]:
    """The environment of a user with the engine on PATH, and nothing of the machine's own Pulumi or Bland settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PULUMI_", "BLAND_"))}
    return kept | {
        "PATH": os.pathsep.join([os.path.dirname(sys.executable), kept.get("PATH", "")]),  # noqa: PTH120 - a link stays one
        "PULUMI_CONFIG_PASSPHRASE": "a passphrase for tests",
        "PULUMI_HOME": str(home),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK": "1",
        # A Python program that only names a provider would have its plugin looked for, and wait for the network.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
