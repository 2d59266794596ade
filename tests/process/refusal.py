"""How a call ended in an error, over gRPC."""

from __future__ import annotations

from typing import Any

from pulumi.runtime.proto import provider_pb2, status_pb2


class Refusal:
    """How a call ended in an error, with all that the engine could read of it."""

    def __init__(self, error: Any) -> None:
        self.details = str(error.details())
        metadata = dict(error.trailing_metadata() or ())
        packed = metadata.get("grpc-status-details-bin")
        self.status = status_pb2.Status.FromString(packed) if packed else None
        self.kept = None
        for detail in self.status.details if self.status else ():
            self.kept = provider_pb2.ErrorResourceInitFailed()
            assert detail.Unpack(self.kept)

    @property
    def message(self) -> str:
        """What the user reads after `error: `."""
        assert self.status is not None, self.details
        assert self.status.code == 2
        return str(self.status.message)

    @property
    def text(self) -> str:
        """Everything, for a search of what must be nowhere."""
        return "\n".join([self.details, str(self.status), str(self.kept)])
