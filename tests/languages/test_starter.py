"""tools/starter.py makes the plugin's Python environment once, or says why it cannot.

The wheel beside it is a small one that needs nothing: no test asks a package index.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

STARTER = Path(__file__).parents[2] / "tools" / "starter.py"
FILES = {
    "pulumi_bland/__init__.py": "",
    "pulumi_bland/plugin.py": "import sys; print('serving', *sys.argv[1:])\n",
    "pulumi_bland-0.1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: pulumi-bland\nVersion: 0.1.0\n",
    "pulumi_bland-0.1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "pulumi_bland-0.1.0.dist-info/RECORD": "",
}
WHEEL = "pulumi_bland-0.1.0-py3-none-any.whl"
SERVES = "serving 127.0.0.1:1\n"
MAKES = "The first start makes a Python environment"


def bundle(folder: Path) -> Path:
    """Unpack a bundle into a folder."""
    folder.mkdir()
    shutil.copy(STARTER, folder / "pulumi-resource-bland")
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        for name, text in FILES.items():
            wheel.writestr(name, text)
    return folder


def start(bundle: Path, python: tuple[str, ...] = (), **env: str) -> subprocess.Popen[str]:
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    return subprocess.Popen(
        [*python, str(bundle / "pulumi-resource-bland"), "127.0.0.1:1"],
        env={"PATH": path, "PIP_NO_INDEX": "1"} | env,
        cwd=bundle.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def started(bundle: Path, python: tuple[str, ...] = (), **env: str) -> tuple[int, str, str]:
    """How a start ended, and what it said."""
    process = start(bundle, python, **env)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle that was started twice at once, in a folder whose name has a space."""
    folder = bundle(tmp_path_factory.mktemp("bundles") / "a plugin")
    ends = [process.communicate(timeout=120) for process in (start(folder), start(folder))]
    assert [out for out, _ in ends] == [SERVES, SERVES]
    assert sum(MAKES in err for _, err in ends) == 1
    return folder


def test_the_first_starts_make_one_environment_and_the_next_uses_it(used: Path) -> None:
    assert started(used) == (0, SERVES, "")


def test_an_environment_that_is_not_whole_is_made_anew_by_the_next_start(tmp_path: Path) -> None:
    folder = bundle(tmp_path / "bundle")
    whole = (folder / WHEEL).read_bytes()
    (folder / WHEEL).write_bytes(b"not a wheel")
    code, out, err = started(folder)
    assert (code, out) == (1, "")
    assert err.splitlines()[-1].startswith("The plugin's Python environment could not be made: ")
    assert "Traceback" not in err
    (folder / WHEEL).write_bytes(whole)
    assert started(folder)[:2] == (0, SERVES)
    python = folder / "environment" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3.11")  # as after an upgrade of the machine's Python
    code, out, err = started(folder)
    assert (code, out) == (0, SERVES)
    assert MAKES in err


def test_nothing_of_the_programs_folder_is_imported(used: Path) -> None:
    for name in ("pulumi_bland.py", "runpy.py"):
        (used.parent / name).write_text("raise SystemExit('a module of the program')\n")
    assert started(used, PYTHONPATH=str(used.parent)) == (0, SERVES, "")


def test_a_python_that_is_too_old_gives_way_to_a_newer_one_or_says_so(used: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.py"
    old.write_text(
        "import runpy, sys; sys.version_info = (3, 9); del sys.argv[0]; runpy.run_path(sys.argv[0], {}, '__main__')"
    )
    path = tmp_path / "path"
    path.mkdir()
    code, out, err = started(used, (sys.executable, str(old)), PATH=str(path))
    assert (code, out) == (1, "")
    assert err.startswith("The plugin needs Python 3.11 or newer")
    (path / "python3.12").symlink_to(sys.executable)
    assert started(used, (sys.executable, str(old)), PATH=str(path)) == (0, SERVES, "")
