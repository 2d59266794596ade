"""`serve`: a sandbox that lives as long as its process."""

import signal
import sys
import threading

from bland_sandbox.accounts import DEFAULT_KEY
from bland_sandbox.sandbox import Sandbox


def serve(sandbox: Sandbox) -> None:
    """Print where the sandbox is and serve until the process is interrupted or told to end. For the main thread.

    The first line of the output is what scripts read, the URL alone; on a terminal it is what a person sets.
    """
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with sandbox:
        print(_greeting(sandbox) if sys.stdout.isatty() else sandbox.url, flush=True)  # noqa: T201
        # In slices, because Windows hands signals to Python only between waits.
        while not ended.wait(timeout=0.5):
            continue


def _greeting(sandbox: Sandbox) -> str:
    """What to set. A key of one's own is not repeated: it might be a true one."""
    key = DEFAULT_KEY if sandbox.key == DEFAULT_KEY else "…"
    return f"export BLAND_BASE_URL={sandbox.url} BLAND_API_KEY={key}  # watch it at {sandbox.url}/ ; Ctrl-C ends it"
