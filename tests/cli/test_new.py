"""`pulumi-bland new`: the files of a first project, which are the examples, and the commands that lead to a preview."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import run

ROOT = Path(__file__).resolve().parents[2]


def test_a_project_is_written_and_the_next_commands_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = run(capsys, "new", str(tmp_path / "shop"))
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0] == "wrote Pulumi.yaml, requirements.txt, __main__.py"
    assert f"  cd {tmp_path / 'shop'}" in done.out.splitlines()
    assert (tmp_path / "shop" / "Pulumi.yaml").read_text().startswith("name: shop\n")
    program = (tmp_path / "shop" / "__main__.py").read_text()
    assert program == (ROOT / "examples" / "quickstart" / "__main__.py").read_text()


def test_the_workflow_and_the_policy_pack_come_on_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(capsys, "new", "--workflow", "--policy")
    assert "  cd" not in done.out
    workflow = tmp_path / ".github" / "workflows" / "bland.yml"
    assert workflow.read_text() == (ROOT / "examples" / "code_review" / "bland.yml").read_text()
    assert sorted(each.name for each in (tmp_path / "policy").iterdir()) == [
        "PulumiPolicy.yaml",
        "__main__.py",
        "requirements.txt",
    ]


def test_a_project_that_is_there_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: mine\n")
    done = run(capsys, "new", str(tmp_path))
    assert (done.code, done.out) == (1, "")
    assert [each.name for each in tmp_path.iterdir()] == ["Pulumi.yaml"]


@pytest.mark.parametrize(
    ("folder", "name"), [("My Shop!", "my-shop"), ("bland", "bland-account"), ("東京", "bland-account")]
)
def test_the_project_has_a_name_that_pulumi_takes(
    folder: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "new", str(tmp_path / folder))
    assert (tmp_path / folder / "Pulumi.yaml").read_text().startswith(f"name: {name}\n")
