"""How this sandbox behaves: the generation of the API, and a switch for everything that the reference leaves open."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

Generation = Literal["new", "old"]


class Settings(BaseModel):
    """The switches. The first value of each is the default; "undocumented" means that Bland may do any of them."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True, use_attribute_docstrings=True)

    generation: Generation = "new"
    """Which reference: `old` is the published one; `new`, the later pages, has DELETE for pools and channels."""

    error_status: Literal["documented", "200"] = "documented"
    """HTTP status of errors. OLD documents none, so the envelope of an error may come inside a 200 as well."""

    write: Literal["merge", "replace"] = "merge"
    """What an SMS update does to the fields that it does not name. Undocumented."""

    nulls: Literal["honoured", "ignored"] = "honoured"
    """What `null` does to an SMS field. Undocumented, except for `time_out`, which it always clears (PR #386)."""

    omitted_key: Literal["kept", "cleared"] = "kept"
    """What a pool's update without `encrypted_key` does to it. NEW says unchanged, OLD does not say."""

    null_key: Literal["honoured", "ignored", "refused"] = "honoured"
    """What `encrypted_key: null` does to a pool. OLD says that it removes the credentials, NEW does not say."""

    empty_pool: Literal["accepted", "refused"] = "accepted"
    """Whether a pool may have no numbers at all. Undocumented."""

    reads: Literal["documented", "update-echo", "all"] = "documented"
    """Which fields GET /v1/sms/numbers reports: those of its page, those of update's sample, or all that can be set."""

    order: Literal["kept", "sorted", "shuffled"] = "kept"
    """Order of a pool's numbers in answers. Undocumented; `shuffled` differs from call to call."""

    numbers_as: Literal["numbers", "strings"] = "numbers"
    """JSON type of numeric SMS fields in answers. `strings` also turns OLD's `pathway_version: "3"` into a number."""

    values: Literal["as-sent", "tidied"] = "as-sent"
    """How SMS fields are kept. `tidied`: texts without outer white space, tools with a default added. Undocumented."""

    echo: Literal["object", "absent"] = "object"
    """Whether the answer to an update holds the updated object. Documented; a cautious program does not rely on it."""

    unset: Literal["sample", "null", "empty", "absent", "defaults"] = "sample"
    """SMS fields without a value, in answers: as the page's sample shows them (`null`, but `[]` for `tools` and
    `request_data` and 0 for `temperature`), all `null`, `""` or `[]` where the type allows, left out, or `null` with
    defaults for `restart_after_end_call` and `timezone`, whose defaults are not stated."""

    read_only: bool = False
    """Whether each write is refused with 403, as for a key that may only read. Its code is undocumented."""

    latency: float = Field(default=0, ge=0, allow_inf_nan=False)
    """Seconds that each call takes before it is carried out."""

    calls_per_second: int = Field(default=0, ge=0)
    """How many calls are carried out in a second, 0 for any number; more get 429 with `Retry-After`. Undocumented."""

    strict: bool = True
    """Whether the journal notes fields that were sent and ignored."""

    def change(self, switches: Mapping[str, JsonValue]) -> None:
        """Turn several switches, or none if one of them is wrong."""
        changed = Settings.model_validate({**self.model_dump(), **switches})
        for name in switches:
            setattr(self, name, getattr(changed, name))
