"""How many calls a second are carried out, for the switch `calls_per_second`."""

import math
import time
from collections import deque
from collections.abc import Callable


class Rate:
    """Remembers the calls of the last second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._calls: deque[float] = deque()

    def wait(self, limit: int) -> int:
        """Whole seconds until one more call would be carried out; 0, and it is counted, if it is now."""
        if not limit:
            return 0
        now = self._clock()
        while self._calls and self._calls[0] <= now - 1:
            self._calls.popleft()
        if len(self._calls) < limit:
            self._calls.append(now)
            return 0
        return max(1, math.ceil(self._calls[-limit] + 1 - now))
