"""What was asked of a sandbox, for assertions: by route, from a moment on."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bland_sandbox.journal import Entry
    from bland_sandbox.sandbox import Sandbox

_IN_PATHS = re.compile(r"(?<=/custom-dialing-pools/)[^/]+")


class Asked:
    """The requests to a sandbox since this was made, or since `forget`."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box
        self._forgotten = 0
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self._forgotten = max((entry.sequence for entry in self._box.journal.entries()), default=self._forgotten)

    @property
    def entries(self) -> list[Entry]:
        """The requests, in the order in which they came."""
        return [entry for entry in self._box.journal.entries() if entry.sequence > self._forgotten]

    @property
    def routes(self) -> dict[str, int]:
        """How often each route was asked, like `{"POST /v1/custom-dialing-pools/{pool_id}/update": 1}`."""
        return dict(Counter(_route(entry) for entry in self.entries))

    @property
    def writes(self) -> dict[str, int]:
        """The same without the reads."""
        return {route: count for route, count in self.routes.items() if not route.startswith("GET ")}

    @property
    def changed(self) -> set[str]:
        """What they changed in the account: ids of pools, and numbers with their channel (`+15550001111/sms`)."""
        return {each for entry in self.entries for each in entry.changed}

    def expect_writes(self, **counts: int) -> None:
        """Fail unless so much was written: `pools_created`, `pools_updated`, `pools_deleted`, `sms`; 0 if not given."""
        wanted = {_WRITES[name]: count for name, count in counts.items() if count}
        assert self.writes == wanted, f"written: {self.writes}\n{self}"

    def expect_no_writes(self) -> None:
        """Fail if anything was written, be it what is there already."""
        self.expect_writes()

    def __str__(self) -> str:
        return "\n".join(
            " ".join(filter(None, (entry.method, entry.path, str(entry.status), entry.error, entry.fault)))
            for entry in self.entries
        )


_WRITES = {
    "pools_created": "POST /v1/custom-dialing-pools",
    "pools_updated": "POST /v1/custom-dialing-pools/{pool_id}/update",
    "pools_deleted": "DELETE /v1/custom-dialing-pools/{pool_id}",
    "sms": "POST /v1/sms/number/update",
}


def _route(entry: Entry) -> str:
    return f"{entry.method} {_IN_PATHS.sub('{pool_id}', entry.path)}"
