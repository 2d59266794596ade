"""Who is measured, doing what. One more contender is one more row here, and its program beside the others."""

from __future__ import annotations

from dataclasses import dataclass

OPERATIONS = {
    "preview, all new": ("preview",),
    "create": ("up", "--yes", "--skip-preview"),
    "preview, nothing to do": ("preview", "--expect-no-changes"),
    "refresh": ("refresh", "--yes", "--skip-preview"),
    "preview --refresh": ("preview", "--refresh", "--expect-no-changes"),
    "change of a tenth": ("up", "--yes", "--skip-preview"),
    "destroy": ("destroy", "--yes", "--skip-preview"),
}
"""What is measured, in this order: each operation finds what the one before it left."""
WRITES = ("create", "change of a tenth", "destroy")
CHANGE = "change of a tenth"


@dataclass(frozen=True)
class Contender:
    """One way to have the resources.

    Attributes:
        name: in the results and on the command line.
        title: in tables and plots.
        program: the folder under `programs/` with its Pulumi program; none for what works without Pulumi.
        imports: modules that its provider imports and does not use.
        plugin: whether its resources are those of the native plugin, which the engine then has to find.
        operations: those that it has.
        config: of its stack.
        checkpoints: whether the engine writes its state after each step, as it does unless told otherwise.
    """

    name: str
    title: str
    program: str | None = None
    imports: tuple[str, ...] = ()
    plugin: bool = False
    operations: tuple[str, ...] = tuple(OPERATIONS)
    config: tuple[tuple[str, str], ...] = ()
    checkpoints: bool = False


FLOOR = Contender("floor", "floor: no-op dynamic resources", "floor")
CONTENDERS = {
    each.name: each
    for each in (
        FLOOR,
        Contender("libraries", "floor that imports pydantic and requests", "floor", imports=("pydantic", "requests")),
        Contender("dynamic", "this provider, dynamic resources", "bland"),
        Contender(
            "unlooked",
            "the same without a look at the account",
            "bland",
            operations=("preview, all new",),
            config=(("bland:look", "false"),),
        ),
        Contender("native", "this provider, native plugin", "native", plugin=True),
        Contender("bare", "bare dynamic provider", "bare"),
        Contender("threads", "the writes alone, eight threads", operations=WRITES),
    )
}
GROWING = (FLOOR.name, "dynamic", "native")
"""Of whom it is shown how cost grows with the number of resources."""
GROWTH = ("create", "preview, nothing to do", "refresh")
"""What it is shown for."""
CHECKPOINTED = {
    f"{name}-checkpoints": Contender(
        f"{name}-checkpoints",
        f"{title}, state written at each step",
        program,
        operations=("create",),
        checkpoints=True,
    )
    for name, title, program in (("floor", "floor", "floor"), ("dynamic", "this provider", "bland"))
}
"""What the growth of cost is shown with besides."""
