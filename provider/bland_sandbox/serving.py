"""`serve`: a sandbox that lives as long as its process."""

import signal
import threading

from bland_sandbox.sandbox import Sandbox


def serve(sandbox: Sandbox) -> None:
    """Print the sandbox's URL and serve until the process is interrupted or told to end. For the main thread."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with sandbox:
        print(sandbox.url, flush=True)  # noqa: T201 - the first line of the output is what scripts read
        # In slices, because Windows hands signals to Python only between waits.
        while not ended.wait(timeout=0.5):
            continue
