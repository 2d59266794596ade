"""`pulumi-bland sandbox` and `python -m bland_sandbox`: a local Bland API for demos, tests and CI."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer import Option

_NO_SERVER = "the sandbox needs a web server: pip install 'pulumi-bland[sandbox]'"


def _behave_as(context: typer.Context, profile: Path | None) -> None:
    """Take what a profile says for the defaults of the switches; what is given beside it wins."""
    if profile is None or context.resilient_parsing:
        return
    try:
        from bland_sandbox import SeedError, read_profile  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise _failed(_NO_SERVER) from None
    try:
        context.default_map = read_profile(profile)
    except SeedError as error:
        raise _failed(str(error)) from None


_Host = Annotated[str, Option(help="Address to listen on.")]
_Port = Annotated[int, Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)]
_Generation = Annotated[Literal["new", "old"], Option(help="Which of the two published references to follow.")]
_Key = Annotated[str | None, Option(help="API key of the first organisation; otherwise the seed's, or sandbox-key.")]
_Plan = Annotated[
    Literal["enterprise", "standard"] | None,
    Option(help="Plan of the first organisation; anything but enterprise may only read."),
]
_Seed = Annotated[
    Path | None,
    Option(
        help="JSON file to begin with, of the form that /_sandbox/state answers; or demo, for pools, numbers and "
        "settings that the examples run on."
    ),
]
_Data = Annotated[Path | None, Option(help="JSON file to keep everything in; once it exists, the seed is not read.")]
_Faults = Annotated[Path | None, Option(help="JSON file with an array of faults to begin with.")]
_Profile = Annotated[
    Path | None,
    Option(
        is_eager=True,
        callback=_behave_as,
        help="JSON file of `pulumi-bland contract --out`: behave so, except where a switch is given too.",
    ),
]
_ErrorStatus = Annotated[Literal["documented", "200"], Option(help="HTTP status that errors come with.")]
_Write = Annotated[Literal["merge", "replace"], Option(help="What an SMS update does to fields that it does not name.")]
_Nulls = Annotated[Literal["honoured", "ignored"], Option(help="What null does to an SMS field other than time_out.")]
_OmittedKey = Annotated[Literal["kept", "cleared"], Option(help="What a pool update without encrypted_key does to it.")]
_NullKey = Annotated[
    Literal["honoured", "ignored", "refused"], Option(help="What an encrypted_key of null does to a pool.")
]
_EmptyPool = Annotated[Literal["accepted", "refused"], Option(help="Whether a pool may be without numbers.")]
_Reads = Annotated[
    Literal["documented", "update-echo", "all"], Option(help="Which SMS fields the list of numbers reports.")
]
_Order = Annotated[Literal["kept", "sorted", "shuffled"], Option(help="Order of a pool's numbers in answers.")]
_NumbersAs = Annotated[Literal["numbers", "strings"], Option(help="JSON type of numeric SMS fields in answers.")]
_Values = Annotated[
    Literal["as-sent", "tidied"], Option(help="Whether texts are kept trimmed, and tools with a default.")
]
_Echo = Annotated[Literal["object", "absent"], Option(help="Whether the answer to an update holds what was updated.")]
_Unset = Annotated[
    Literal["sample", "null", "empty", "absent", "defaults"],
    Option(help="How answers show SMS fields without a value; sample: as the reference's example does."),
]
_ReadOnly = Annotated[bool, Option(help="Refuse each write with 403, as for a key that may only read.")]
_Latency = Annotated[float, Option(help="Seconds that each call takes.", min=0)]
_CallsPerSecond = Annotated[
    int, Option(help="Calls that are carried out in a second; more get 429 with Retry-After. 0: any number.", min=0)
]
_Private = Annotated[bool, Option(help="Let the page describe texts instead of showing them, to show it to others.")]
_Strict = Annotated[bool, Option(help="Note in the journal which fields were sent and ignored.")]


def sandbox(
    host: _Host = "127.0.0.1",
    port: _Port = 8787,
    generation: _Generation = "new",
    key: _Key = None,
    plan: _Plan = None,
    seed: _Seed = None,
    data: _Data = None,
    faults: _Faults = None,
    profile: _Profile = None,  # noqa: ARG001 - the callback has taken it for the defaults of the switches
    error_status: _ErrorStatus = "documented",
    write: _Write = "merge",
    nulls: _Nulls = "honoured",
    omitted_key: _OmittedKey = "kept",
    null_key: _NullKey = "honoured",
    empty_pool: _EmptyPool = "accepted",
    reads: _Reads = "documented",
    order: _Order = "kept",
    numbers_as: _NumbersAs = "numbers",
    values: _Values = "as-sent",
    echo: _Echo = "object",
    unset: _Unset = "sample",
    read_only: _ReadOnly = False,
    latency: _Latency = 0,
    calls_per_second: _CallsPerSecond = 0,
    strict: _Strict = True,
    private: _Private = False,
) -> None:
    """Serve a local Bland API until interrupted; the first line printed is its URL.

    Open the URL in a browser to watch it. For a program, set BLAND_BASE_URL to it and BLAND_API_KEY to sandbox-key; on
    a terminal the first line is the command that does so.
    """
    switches: dict[str, Any] = {
        "generation": generation,
        "error_status": error_status,
        "write": write,
        "nulls": nulls,
        "omitted_key": omitted_key,
        "null_key": null_key,
        "empty_pool": empty_pool,
        "reads": reads,
        "order": order,
        "numbers_as": numbers_as,
        "values": values,
        "echo": echo,
        "unset": unset,
        "read_only": read_only,
        "latency": latency,
        "calls_per_second": calls_per_second,
        "strict": strict,
    }
    try:
        from bland_sandbox import Sandbox, SeedError, read_faults, serve  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise _failed(_NO_SERVER) from None
    try:
        broken = read_faults(faults) if faults else []
        account: dict[str, Any] = {"key": key, "plan": plan, "seed": seed, "data": data}
        serve(Sandbox(host=host, port=port, faults=broken, private=private, **account, **switches))
    except SeedError as error:
        raise _failed(str(error)) from None
    except OSError as error:
        raise _failed(f"{error.filename or f'{host} port {port}'}: {error.strerror}") from None


def _failed(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)
