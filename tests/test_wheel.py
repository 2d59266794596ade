"""What users install is the wheel: it is built, installed in an environment of its own, and used there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str | Path, folder: Path) -> str:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COVERAGE"))}
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, folder=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def bin_dir(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it; the packages that it depends on are those of the running one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    binaries = folder / "bin"
    run(sys.executable, "-m", "pip", "--python", binaries / "python", "install", "--no-deps", wheel, folder=folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    # The .pth files of the running environment, that of the editable install among them, are not followed from here.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return binaries


def test_the_wheel_carries_what_its_users_need(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        plugin = json.loads(archive.read("pulumi_bland/pulumi-plugin.json"))
    assert {"pulumi_bland/__init__.py", "pulumi_bland/py.typed", "bland_sandbox/__init__.py"} <= names
    assert {"bland_sandbox/demo.json", "bland_sandbox/page/index.html", "bland_sandbox/page/app.js"} <= names
    assert "pulumi_bland/cli/new/examples/policy/PulumiPolicy.yaml" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"pulumi_bland", "bland_sandbox"}
    # Without it Pulumi takes a package called pulumi-* for one with a plugin, and tries to download that.
    assert plugin == {"resource": False}


@pytest.mark.parametrize("package", ["pulumi_bland", "bland_sandbox"])
def test_the_installed_package_is_the_one_that_is_imported(package: str, bin_dir: Path) -> None:
    source = f"import {package}; print({package}.__file__); print(*{package}.__all__)"
    where, names = run(bin_dir / "python", "-c", source, folder=bin_dir).splitlines()
    assert Path(where).is_relative_to(bin_dir.parent)
    assert names


def test_the_command_line_is_installed(bin_dir: Path) -> None:
    assert "sandbox" in run(bin_dir / "pulumi-bland", "--help", folder=bin_dir)
