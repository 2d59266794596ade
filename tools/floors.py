"""Prints the oldest version of each dependency that pyproject.toml allows, as constraints for pip.

`make floors` runs the tests that touch these libraries on exactly those: a floor that nobody runs is a guess.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]


def main() -> None:
    """Print a line for each dependency, those of the extras included."""
    for requirement in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["sandbox"]]:
        name, floor = re.match(r"([\w-]+)>=([\w.]+)", requirement).groups()  # type: ignore[union-attr]
        print(f"{name}=={floor}")


if __name__ == "__main__":
    main()
