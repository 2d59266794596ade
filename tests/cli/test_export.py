"""`pulumi-bland export` against the sandbox: what is on standard output, what is on disk, and what is said."""

from __future__ import annotations

import ast
import runpy
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bland_sandbox import Sandbox
from pulumi_bland.cli.export.secrets import PATTERNS
from tests.cli import accounts
from tests.cli.command import Ran, run
from tests.reference import CREDENTIALS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Export = Callable[..., Ran]

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "examples" / "policy" / "__main__.py"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        accounts.small(running)
        yield running


@pytest.fixture
def export(box: Sandbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Export:
    monkeypatch.setenv("BLAND_API_KEY", box.key)
    monkeypatch.setenv("BLAND_BASE_URL", box.url)
    monkeypatch.setenv("PATH", "")
    return lambda *arguments: run(capsys, "export", *map(str, arguments))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names(program: str) -> list[str]:
    """The names of the resources of a program, in its order."""
    calls = [each for each in ast.walk(ast.parse(program)) if isinstance(each, ast.Call) and each.args]
    return [ast.literal_eval(each.args[0]) for each in calls if ast.unparse(each.func).startswith("bland.")]


def formatted(path: Path) -> bool:
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--check", str(path)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0


def test_a_program_is_printed_and_nothing_is_written(export: Export, box: Sandbox) -> None:
    done = export()
    assert done.code == 0
    assert len(names(done.out)) == 7
    assert (box.calls("POST"), box.calls("DELETE"), box.calls("GET")) == (0, 0, 4)
    assert done.err.startswith("exported 2 dialing pools and 5 SMS agents\n")


def test_the_same_account_gives_the_same_bytes(export: Export, tmp_path: Path) -> None:
    assert export().out == export().out
    export("--out", tmp_path / "one" / "shop")
    export("--out", tmp_path / "two" / "shop")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_everything_is_as_the_formatter_would_have_it(export: Export, box: Sandbox, tmp_path: Path) -> None:
    accounts.large(box, pools=4, members=3, agents=60)
    (tmp_path / "printed.py").write_text(export().out)
    export("--out", tmp_path / "project")
    assert formatted(tmp_path)


def test_the_program_has_the_types_that_the_package_asks_for(export: Export, tmp_path: Path) -> None:
    (tmp_path / "printed.py").write_text(export().out)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(tmp_path / "printed.py")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_large_program_has_a_module_for_each_kind(export: Export, box: Sandbox, tmp_path: Path) -> None:
    accounts.large(box, pools=4, members=100, agents=8)
    assert export("--out", tmp_path / "project").code == 0
    files = contents(tmp_path / "project")
    assert names(files["__main__.py"].decode()) == []
    assert len(names(files["dialing_pools.py"].decode())) == 6
    assert len(names(files["sms_agents.py"].decode())) == 13


def test_names_come_from_labels_and_places_and_no_other_object_moves_them(export: Export, box: Sandbox) -> None:
    before = names(export().out)
    (london, west) = (name for name, pool in zip(before, range(2), strict=False))
    assert (london[:-8], west[:-8]) == ("london-", "san-francisco-ca-")
    assert before[2:] == [
        "14155550101",
        "16505550199-imessage",
        "büro-東京-2222",
        "front-desk-1111",
        "front-desk-1111-whatsapp",
    ]
    box.add_pool("+442079460123")
    box.add_number("+15550007777")
    box.org().numbers["+15550007777"].label = "Front desk"
    box.edit_sms("+15550007777", objective="Hello.")
    after = names(export().out)
    assert set(before) < set(after)
    assert "front-desk-7777" in after


def test_two_numbers_with_one_label_and_one_ending_are_told_apart(export: Export, box: Sandbox) -> None:
    box.add_number("+15559991111")
    box.org().numbers["+15559991111"].label = "Front Desk"
    box.edit_sms("+15559991111", objective="Hello.")
    assert {"front-desk-15550001111", "front-desk-15559991111"} < set(names(export().out))


def test_names_can_be_chosen(export: Export, tmp_path: Path) -> None:
    chosen = tmp_path / "names.json"
    chosen.write_text('{"+15550001111": "support", "+16505550199/imessage": "blue"}')
    assert names(export("--names", chosen).out)[2:6] == [
        "14155550101",
        "blue",
        "büro-東京-2222",
        "front-desk-1111-whatsapp",
    ]
    chosen.write_text('{"+15550009999": "nobody"}')
    assert "names +15550009999, which is not exported" in export("--names", chosen).err
    chosen.write_text('{"+15550001111": "blue", "+16505550199/imessage": "blue"}')
    done = export("--names", chosen)
    assert (done.code, done.out) == (1, "")
    assert "would both be called 'blue'" in done.err


@pytest.mark.parametrize("text", ["no json", "[]", '{"+15550001111": 7}'])
def test_a_file_of_names_that_is_none_is_refused(export: Export, tmp_path: Path, text: str) -> None:
    (tmp_path / "names.json").write_text(text)
    done = export("--names", tmp_path / "names.json")
    assert (done.code, done.out) == (1, "")
    assert "names.json" in done.err


def test_secrets_are_configuration_and_neither_printed_nor_written(export: Export, tmp_path: Path) -> None:
    printed, done = export(), export("--out", tmp_path / "project")
    everything = printed.out + printed.err + done.err + str(contents(tmp_path / "project"))
    assert not [each for each in ("hunter2", "0123456789abcdef", CREDENTIALS) if each in everything]
    assert 'encrypted_key=config.require_secret("twilioKey0001")' in printed.out
    assert 'request_data=config.require_secret_object("buro2222RequestData")' in printed.out
    assert "secrets to set, which --out with --stack would do: buro2222RequestData, " in done.err


def test_a_secret_is_what_the_policy_pack_calls_one() -> None:
    tree = ast.parse(POLICY.read_text())
    [patterns] = [
        ast.literal_eval(each.value)
        for each in tree.body
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "SECRETS"
    ]
    assert tuple(patterns.values()) == PATTERNS


def test_texts_that_several_agents_share_stand_once(export: Export, tmp_path: Path) -> None:
    program = export().out
    assert program.count("Northside Dental") == program.count(accounts.HOOK) == program.count(accounts.SHORT) == 1
    export("--out", tmp_path / "project")
    files = contents(tmp_path / "project")
    assert files["prompts/objective.md"].decode() == accounts.PROMPT + "\n"
    assert files["__main__.py"].count(b'objective=prompt("objective")') == 2


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--number", "+1555*"], ["büro-東京-2222", "front-desk-1111", "front-desk-1111-whatsapp"]),
        (["--number", "*", "--channel", "whatsapp"], ["front-desk-1111-whatsapp"]),
        (["--exclude", "+1*", "--exclude", "*-*-*", "--number", "*"], []),
        (
            ["--number", "*", "--exclude", "*/whatsapp", "--exclude", "+14155550101"],
            ["16505550199-imessage", "büro-東京-2222", "front-desk-1111"],
        ),
    ],
)
def test_a_part_of_the_account_can_be_chosen(export: Export, arguments: list[str], found: list[str]) -> None:
    done = export(*arguments)
    assert (done.code, names(done.out)) == (0 if found else 1, found)


def test_naming_pools_leaves_numbers_out(export: Export, box: Sandbox) -> None:
    first = next(iter(box.org().pools))
    assert names(export("--pool", f"{first[:8]}*").out) == [f"san-francisco-ca-{first[:8]}"]


def test_what_is_left_out_is_said(export: Export, box: Sandbox) -> None:
    box.add_pool("+33123456789")
    box.edit_sms("+15550002222", pathway_id="p", request_data={"n": 2**60}, time_out=30, temperature=0.5)
    said = export()
    assert said.code == 0
    notes = [line.removeprefix("note: ") for line in said.err.splitlines() if line.startswith("note: ")]
    assert "+12065550102/sms has no settings" in notes
    assert any("temperature is reported as 0 for" in each for each in notes)
    assert any(each.startswith("not every agent comes with response_data") for each in notes)
    assert any("is left out: phone_numbers[0] must be a US (+1) or UK (+44) number" in each for each in notes)
    assert any(each.startswith("request_data of +15550002222/sms is not declared") for each in notes)
    assert "temperature=0,\n" not in said.out


def test_an_account_without_anything_is_no_export(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox() as empty:
        monkeypatch.setenv("BLAND_API_KEY", empty.key)
        monkeypatch.setenv("BLAND_BASE_URL", empty.url)
        done = run(capsys, "export")
    assert (done.code, done.out, done.err) == (1, "", "pulumi-bland: there is nothing to export\n")


@pytest.mark.parametrize("path", ["/v1/custom-dialing-pools", "/v1/sms/numbers"])
def test_half_an_account_is_no_export(export: Export, box: Sandbox, tmp_path: Path, path: str) -> None:
    box.fault("GET", path, status=500, body={"data": None, "errors": [{"error": "BROKEN", "message": "no"}]})
    done = export("--out", tmp_path / "project")
    assert (done.code, done.out) == (1, "")
    assert "BROKEN" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_limit_of_requests_is_waited_for(export: Export, box: Sandbox) -> None:
    box.fault("GET", "/v1/sms/numbers", status=429, calls="1-2", headers={"retry-after": "0"})
    assert len(names(export().out)) == 7


def test_without_a_key_it_says_where_one_is_looked_for(export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BLAND_API_KEY")
    done = export()
    assert (done.code, done.err) == (1, "pulumi-bland: no Bland API key: set BLAND_API_KEY in the environment\n")


def test_no_file_is_overwritten_without_force(export: Export, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "__main__.py").write_text("mine")
    done = export("--out", project)
    assert done.code == 1
    assert "has __main__.py already; nothing was written" in done.err
    assert contents(project) == {"__main__.py": b"mine"}
    assert export("--out", project, "--force").code == 0
    assert b"mine" not in contents(project)["__main__.py"]
    assert export("--out", project).code == 0, "the same files again are no conflict"


def test_a_failure_on_the_way_leaves_everything_as_it_was(export: Export, tmp_path: Path) -> None:
    """A folder where a file is to be: the others were on their way already."""
    project = tmp_path / "project"
    (project / "requirements.txt" / "mine").mkdir(parents=True)
    assert export("--out", project, "--force").code == 1
    assert [each.name for each in project.iterdir()] == ["requirements.txt"]
    assert export("--out", tmp_path / "other" / "deep", "--stack", "dev").code == 1, "there is no pulumi on PATH"
    assert not (tmp_path / "other").exists()


def test_a_stack_for_secrets_needs_a_project(export: Export) -> None:
    done = export("--stack", "dev")
    assert (done.code, done.out) == (1, "")
    assert "name its folder with --out" in done.err


@pytest.mark.parametrize("fault", [{"status": 401}, {"status": 429, "headers": {"retry-after": "3600"}}])
def test_a_list_that_could_not_be_had_is_no_account_without_it(
    export: Export, box: Sandbox, fault: dict[str, Any]
) -> None:
    box.fault("GET", "/v1/sms/numbers", calls="2-", **fault)
    done = export()
    assert (done.code != 0, done.out) == (True, "")


def test_an_unknown_channel_is_named(export: Export) -> None:
    done = export("--channel", "rcs")
    assert (done.code, done.out) == (1, "")
    assert "there is no channel 'rcs'" in done.err


def test_the_older_generation_lists_channels_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox(generation="old") as old:
        accounts.small(old)
        monkeypatch.setenv("BLAND_API_KEY", old.key)
        monkeypatch.setenv("BLAND_BASE_URL", old.url)
        found = names(run(capsys, "export").out)
    assert [each for each in found if not each.startswith(("london", "san"))] == [
        "14155550101",
        "15550001111",
        "15550001111-whatsapp",
        "15550002222",
        "16505550199-imessage",
    ]


def test_the_prompts_are_read_as_they_are(export: Export, box: Sandbox, tmp_path: Path) -> None:
    texts = [
        "line\n" * 9,
        "no end " * 30,
        "\n\n" + "x" * 200 + "\n\n",
        "\ufeffmark " * 40,
        'quote """ ' * 30,
        "tab\t\x85" * 60,
    ]
    for count, each in enumerate(texts):
        box.add_number(f"+1555888000{count}")
        box.edit_sms(f"+1555888000{count}", objective=each)
    export("--out", tmp_path / "project", "--number", "+1555888*")
    read = runpy.run_path(str(tmp_path / "project" / "__main__.py"))["prompt"]
    assert [read(f"1555888000{count}") for count in range(len(texts))] == texts


def test_the_requirements_name_where_the_package_is_from(export: Export, tmp_path: Path) -> None:
    export("--out", tmp_path / "project")
    last = contents(tmp_path / "project")["requirements.txt"].decode().splitlines()[-1]
    assert last.startswith(("pulumi-bland @ file:", "pulumi-bland=="))
