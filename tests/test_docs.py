"""The documentation is true as far as a machine can tell."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pulumi_bland

ROOT = Path(__file__).resolve().parents[1]
RESOURCES = (ROOT / "docs" / "resources.md").read_text()
TROUBLESHOOTING = (ROOT / "docs" / "troubleshooting.md").read_text()
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
OF_DEVELOPERS = {"faults.md"}
"""Pages that the README leaves out: who changes the package finds them from the page before."""
DOCS = ROOT / "tools" / "docs.py"


def programs(page: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)


def without_code(page: Path) -> str:
    return re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The headings of a page as GitHub makes links to them."""
    headings = re.findall(r"^#+ (.+)$", without_code(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def words(text: str) -> str:
    return " ".join(text.split())


def run_docs(script: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, script, *args], capture_output=True, text=True, timeout=120, check=False)


def test_the_generated_parts_are_up_to_date() -> None:
    done = run_docs(DOCS, "--check")
    assert done.returncode == 0, done.stderr


def test_a_part_that_is_out_of_date_is_named_and_mended(tmp_path: Path) -> None:
    copy, package = tmp_path / "tools" / "docs.py", tmp_path / "provider" / "pulumi_bland"
    for folder in (copy.parent, package, tmp_path / "docs"):
        folder.mkdir(parents=True)
    for name in ("docs.py", "classes.py", "quotes.py", "schema.py", "services.py"):
        copy.with_name(name).write_text(DOCS.with_name(name).read_text())
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    shutil.copy(ROOT / "provider" / "pulumi_bland" / "schema.json", package)
    page, module = tmp_path / "docs" / "resources.md", package / "sms_number.py"
    (tmp_path / "README.md").touch()
    page.write_text(RESOURCES.replace("| `phone_number` (required) |", "| `phone_number` |"))
    written = (ROOT / module.relative_to(tmp_path)).read_text()
    module.write_text(written.replace("webhook: pulumi.Input[str | None] | None = None", "hook: str"))

    done = run_docs(copy, "--check")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "out of date, `make docs` writes them anew:",
        "  docs/resources.md: inputs of SmsNumberConfig",
        "  provider/pulumi_bland/sms_number.py: constructor of SmsNumberConfig",
    ]
    assert run_docs(copy).returncode == 0
    assert page.read_text() == RESOURCES
    assert module.read_text() == written


@pytest.mark.parametrize("name", pulumi_bland.__all__)
def test_every_public_name_is_on_a_page_for_users_and_in_an_example(name: str) -> None:
    used = re.compile(rf"\bbland\.{name}\b")
    pages = (ROOT / "README.md", ROOT / "docs" / "recipes.md")
    assert any(used.search(program) for page in pages for program in programs(page))
    assert any(used.search(path.read_text()) for path in (ROOT / "examples").glob("*/__main__.py"))


@pytest.mark.parametrize("look_up", ["CustomDialingPool.get(", "SmsNumberConfig.get("])
def test_looking_up_is_in_an_example(look_up: str) -> None:
    assert any(look_up in path.read_text() for path in (ROOT / "examples").glob("*/__main__.py"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_programs_are_python_with_the_names_that_the_package_has(page: Path) -> None:
    for program in programs(page):
        tree = ast.parse(program)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "bland":
                assert node.attr in pulumi_bland.__all__
        imported = {alias.asname or alias.name for node in ast.walk(tree) for alias in getattr(node, "names", [])}
        assert {"pulumi", "bland"} & set(re.findall(r"\b(pulumi|bland)\.", program)) <= imported, program


def test_the_readme_leads_to_every_page_for_users() -> None:
    text = (ROOT / "README.md").read_text()
    assert [
        page.name for page in PAGES[2:] if f"](docs/{page.name})" not in text and page.name not in OF_DEVELOPERS
    ] == []
    assert all((ROOT / "docs" / name).exists() and f"](docs/{name})" not in text for name in OF_DEVELOPERS)


def test_a_requirement_never_has_the_bare_name() -> None:
    """No index has the package: a bare name would install what somebody else registers under it."""
    for page in (*PAGES, *(ROOT / "examples").rglob("*.md")):
        bare = re.findall(r"^pulumi-bland *$|pip install '?pulumi-bland\b", page.read_text(), re.MULTILINE)
        assert bare == [], page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", without_code(page))
    for link in links:
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_troubleshooting_quotes_what_the_provider_says() -> None:
    section = TROUBLESHOOTING.partition("## What it says")[2]
    quoted = [
        text for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for text in re.findall(r"`(.+?)`", row)
    ]
    of_pulumi_and_python = {"No module named 'pulumi_bland'", "The 'virtualenv' option in Pulumi.yaml is set to …"}
    said = words(" ".join(literals(path) for path in (ROOT / "provider" / "pulumi_bland").rglob("*.py")))
    assert len(quoted) > len(of_pulumi_and_python)
    assert [text for text in quoted if text not in of_pulumi_and_python and text not in said] == []


def literals(path: Path) -> str:
    """All texts of a module, those between the braces of an f-string left out."""
    return " ".join(
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_the_changelog_knows_the_version_and_what_it_does_to_stacks() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    version = re.search(r'^version = "(.+)"$', project, re.MULTILINE)
    assert version is not None
    release = (ROOT / "CHANGELOG.md").read_text().partition(f"## [{version[1]}]")[2].partition("\n## [")[0]
    assert "### State" in release
    for kept in ("dialing_pool.CustomDialingPoolProvider", "sms_number.SmsNumberConfigProvider"):
        assert f"pulumi_bland.{kept}" in release
