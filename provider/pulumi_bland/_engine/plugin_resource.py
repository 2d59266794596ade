"""The resource that a request to the plugin is about: between its properties on the wire and the lifecycle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_bland._engine.door import Call
from pulumi_bland._engine.plugin_schema import Shape
from pulumi_bland._engine.plugin_wire import Bag, packed
from pulumi_bland._rules.lifecycle import State
from pulumi_bland._rules.values import UNKNOWN, Json


class Resource:
    """A call, and how the properties of its resource travel."""

    def __init__(self, call: Call, shape_: Shape) -> None:
        self.call, self.shape = call, shape_

    def inputs(self, bag: Bag, old: Mapping[str, Json]) -> dict[str, Json]:
        """Inputs as a check left them: what it makes of them does not travel, and is made again."""
        return self.call.lifecycle.check(old, self.given(bag)).inputs

    def given(self, bag: Bag) -> dict[str, Json]:
        """Inputs, with the names of their secrets; those that always are one need not be told."""
        return bag.told({*self.shape.inputs} - self.call.lifecycle.secrets({}))

    def state(self, bag: Bag, inputs: Bag) -> State:
        """Outputs. Their own marks do not tell which of them the program made secret: an option adds to these."""
        return Bag(bag.values, inputs.secret | bag.told_of).told({*self.shape.inputs} - self.call.lifecycle.secrets({}))

    def pack_inputs(self, inputs: Mapping[str, Json]) -> Any:
        """Inputs for the state: those that a program may give."""
        given = {name: inputs[name] for name in self.shape.inputs if inputs.get(name) is not None}
        return packed(given, self.call.lifecycle.secrets(inputs))

    def pack_state(self, state: Mapping[str, Json]) -> Any:
        """Outputs for the state."""
        return packed(state, self.call.lifecycle.secrets(state))

    def expected(self, inputs: Mapping[str, Json], state: Mapping[str, Json]) -> Any:
        """Outputs for a preview: what is known of them already."""
        follows = self.call.lifecycle.follows
        known = {
            name: state.get(name, UNKNOWN)
            for name in self.shape.always
            if name not in follows or inputs.get(follows[name]) == state.get(follows[name])
        }
        return self.pack_state(dict.fromkeys(self.shape.always, UNKNOWN) | known | dict(inputs))
