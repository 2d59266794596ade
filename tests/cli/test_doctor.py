"""`pulumi-bland doctor`: each trap of the README's table that a machine can find is found, and says how to get out."""

from __future__ import annotations

import json
import os
import re
import ssl
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from bland_sandbox import Sandbox
from pulumi_bland._http.access import Settings
from pulumi_bland._http.client import Client
from pulumi_bland._rules.account import Account
from pulumi_bland.cli._kinds.agent import KIND as AGENT
from pulumi_bland.cli._kinds.pool import KIND as POOL
from pulumi_bland.cli._read.stack import Managed, Stack
from pulumi_bland.cli.doctor import account, resources, toolchain
from pulumi_bland.cli.doctor import project as projects
from pulumi_bland.cli.doctor import stack as stacks
from pulumi_bland.cli.doctor.check import Check
from tests.cli.command import run
from tests.client.servers import Server, reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pulumi_bland.cli._kind import Kind

PULUMI_YAML = "name: shop\nruntime:\n  name: python\n  options:\n    virtualenv: .venv\n"


FOUND = {
    "no Bland API key": "test_no_key_is_noticed",
    "was given none (api_key in Python, else apiKey)": "test_an_account_that_was_given_no_key_is_noticed",
    "the API key was not accepted": "test_a_key_that_is_not_accepted_is_noticed",
    "the plan of this Bland account does not include the feature": "test_a_service_in_trouble_is_noticed",
    "was changed outside Pulumi": "test_a_change_outside_pulumi_is_noticed",
    "there is no dialing pool": "test_a_pool_that_is_gone_is_noticed",
    "belongs to another Bland organisation": "test_the_key_of_another_organisation_is_noticed",
    "run it again, and ask Bland's support if it stays": "test_a_service_in_trouble_is_noticed",
    "limit of requests is used up": "test_a_service_in_trouble_is_noticed",
    "has no route to delete pools": "test_it_tells_which_generation_answers_by_reads_alone",
    "has no settings at all any more": "test_settings_that_are_all_gone_are_noticed",
    "Bland asks to wait": "test_a_service_in_trouble_is_noticed",
    "hold different keys": "test_two_keys_that_differ_are_noticed",
    "cannot be reached": "test_a_host_that_cannot_be_reached_is_noticed",
    "did not answer in time": "test_a_service_in_trouble_is_noticed",
    "the proxy on the way to": "test_a_proxy_that_fails_is_noticed_and_its_password_is_not_shown",
    "the certificate of": "test_a_certificate_that_is_not_accepted_is_noticed",
    "must be an https address": "test_an_address_that_a_key_must_not_go_to_is_noticed",
    "No module named 'pulumi_bland'": "test_a_python_without_the_package_is_noticed",
    "The 'virtualenv' option in Pulumi.yaml is set to …": "test_a_program_in_a_subfolder_needs_it_there_too",
}
"""The traps of the troubleshooting table that doctor finds, each with its test."""
SEEN_ELSEWHERE = {
    "of a write, which doctor never makes": [
        "the number must be on this Bland account",
        "is provisioned for iMessage",
        "was updated in part",
        "was updated, but",
        "was made, but",
        "could not hand back",
        "could not restore",
        "may be the one that was made",
        "seems to have been carried out late",
        "so nothing was undone",
    ],
    "of an answer that repeats a secret, which is no trap of its own": ["its words are withheld"],
    "of the program, which a preview runs": [
        "and each would undo what the other did",
        "cannot be imported",
        "in no assigned number range",
    ],
}
"""The traps that it cannot find, by the reason."""


@pytest.fixture(autouse=True)
def _nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("BLAND_", "PULUMI_")) or name.lower().endswith(("_proxy", "_ca_bundle")):
            monkeypatch.delenv(name)


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def config(box: Sandbox | None = None, **more: str) -> dict[str, Any]:
    found = {"bland:apiKey": box.key, "bland:baseUrl": box.url} if box else {}
    return found | {key.replace("_", ":", 1): value for key, value in more.items()}


def only(checks: Iterable[Check], state: str = "failed") -> Check:
    """The one check in this state."""
    [found] = [each for each in checks if each.state == state]
    assert found.fix
    return found


def wrong(checks: Iterable[Check]) -> list[Check]:
    return [each for each in checks if each.state != "ok"]


def test_every_trap_of_the_table_is_found_or_has_a_reason() -> None:
    root = Path(__file__).resolve().parents[2]
    pages = [page.read_text() for page in (root / "README.md", *(root / "docs").glob("*.md"))]
    [table] = [
        page.partition("| it says | do this |")[2].partition("\n\n")[0]
        for page in pages
        if "| it says | do this |" in page
    ]
    traps = [text for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for text in re.findall(r"`(.+?)`", row)]
    known = {*FOUND, *(each for texts in SEEN_ELSEWHERE.values() for each in texts)}
    assert [each for each in traps if each not in known] == []
    assert set(FOUND.values()) <= globals().keys()


# The project and its environment


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text(PULUMI_YAML)
    (tmp_path / ".venv").mkdir()
    return tmp_path


def examined(folder: Path) -> list[Check]:
    found = projects.find_project(folder)
    return [found] if isinstance(found, Check) else list(projects.examine(found))


def test_a_project_as_it_should_be_has_nothing_to_mend(project: Path) -> None:
    (project / "deep" / "er").mkdir(parents=True)
    assert wrong(examined(project)) == wrong(examined(project / "deep" / "er")) == []


def test_no_project_is_noticed(tmp_path: Path) -> None:
    assert "no Pulumi.yaml" in only(examined(tmp_path)).said


@pytest.mark.parametrize("text", ["", "name: [", "- a\n- b\n"])
def test_a_project_file_that_is_none_is_noticed(project: Path, text: str) -> None:
    (project / "Pulumi.yaml").write_text(text)
    assert str(project / "Pulumi.yaml") in only(examined(project)).said


def test_another_language_is_noticed(project: Path) -> None:
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: nodejs\n")
    assert "nodejs" in only(examined(project)).said


def test_an_environment_that_does_not_exist_is_noticed(project: Path) -> None:
    (project / ".venv").rmdir()
    found = only(examined(project))
    assert found.said.startswith("The 'virtualenv' option in Pulumi.yaml is set to")
    assert found.fix == f"python3 -m venv {project / '.venv'}"


def test_a_program_in_a_subfolder_needs_it_there_too(project: Path) -> None:
    (project / "Pulumi.yaml").write_text(PULUMI_YAML + "main: app\n")
    (project / "app").mkdir()
    found = only(examined(project))
    assert found.fix == f"ln -s {project / '.venv'} {project / 'app' / '.venv'}, or name an absolute path"
    (project / "app" / ".venv").symlink_to(project / ".venv")
    assert wrong(examined(project)) == []


# The toolchain: what `pulumi about` tells, with real interpreters


def told(executable: str = sys.executable, **more: Any) -> dict[str, Any]:
    runtime = {"executable": executable, "language": "python", "version": "3.11"}
    return {"cliAbout": {"version": "3.259.0"}, "runtime": runtime, "errors": [], **more}


def with_tools(project: Path, about: dict[str, Any]) -> list[Check]:
    found = projects.find_project(project)
    assert isinstance(found, projects.Project)
    return list(toolchain.examine(about, found))


def test_the_python_of_this_test_has_what_it_needs(project: Path) -> None:
    (project / ".venv").rmdir()
    (project / ".venv").symlink_to(sys.prefix)
    assert wrong(with_tools(project, told())) == []


def test_a_python_without_the_package_is_noticed(project: Path) -> None:
    venv.create(project / ".venv", with_pip=False)
    python = str(project / ".venv" / "bin" / "python")
    found = [each for each in with_tools(project, told(python)) if each.state == "failed"]
    assert [each.name for each in found] == ["package", "SDK"]
    assert found[0].said == f"No module named 'pulumi_bland' in {python}"
    assert found[0].fix == f"{python} -m pip install -r requirements.txt"


def test_a_language_host_that_ignores_the_environment_is_noticed(project: Path) -> None:
    found = only(with_tools(project, told()), "warning")
    assert "this language host ignores" in found.said
    assert found.fix == f". {project / '.venv'}/bin/activate"


def test_a_python_that_cannot_be_run_is_noticed(project: Path) -> None:
    assert "cannot be run" in only(with_tools(project, told(str(project / ".venv" / "bin" / "python")))).said


def test_an_engine_that_is_too_old_is_noticed(project: Path) -> None:
    (project / ".venv").rmdir()
    found = only(with_tools(project, told(cliAbout={"version": "v3.9.1"})))
    assert (found.name, "v3.9.1 is older than" in found.said) == ("engine", True)


def test_a_language_host_that_is_missing_is_noticed(project: Path) -> None:
    found = only(with_tools(project, told(runtime=None, errors=["no language plugin"])))
    assert (found.name, "no language plugin" in found.said) == ("language host", True)


def test_no_engine_at_all_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    found = toolchain.about()
    assert isinstance(found, Check)
    assert "there is no `pulumi` on PATH" in found.said


# The key


def keys(own: dict[str, Any], *, secret: bool = True, **others: dict[str, Any]) -> list[Check]:
    return list(stacks.examine(Stack("shop/dev", (), {"": own, **others}), secret=secret))


def test_no_key_is_noticed() -> None:
    assert "no Bland API key" in only(keys({})).said


def test_an_account_that_was_given_no_key_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLAND_API_KEY", "key-1")
    assert (
        "'second' was given none (api_key in Python, else apiKey)"
        in only(keys({}, urn={"bland:account": "second"})).said
    )


def test_two_keys_that_differ_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLAND_API_KEY", "key-1")
    found = keys({"bland:apiKey": "key-2"})
    assert "hold different keys" in only(found, "warning").said
    assert "key-" not in str(found)


def test_a_key_in_the_clear_is_noticed() -> None:
    assert "is kept in clear text" in only(keys({"bland:apiKey": "key-1"}, secret=False), "warning").said


@pytest.mark.parametrize("url", ["http://bland.example.com", "https://bland.example.com/?a=b"])
def test_an_address_that_a_key_must_not_go_to_is_noticed(url: str) -> None:
    assert "must be an https address" in only(keys({"bland:apiKey": "key-1", "bland:baseUrl": url})).said


@pytest.mark.parametrize(("own", "where"), [({"bland:apiKey": "key-1"}, "configuration"), ({}, "BLAND_API_KEY")])
def test_it_says_where_the_key_is_from_and_not_what_it_is(
    own: dict[str, Any], where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not own:
        monkeypatch.setenv("BLAND_API_KEY", "key-1")
    found = keys(own)
    assert wrong(found) == []
    assert where in found[1].said
    assert "key-1" not in str(found)


# The account


@pytest.mark.parametrize(("generation", "word"), [("new", "newer"), ("old", "older")])
def test_it_tells_which_generation_answers_by_reads_alone(generation: str, word: str) -> None:
    with Sandbox(generation=generation) as box:
        found = list(account.examine(config(box)))
        assert [each.name for each in found] == ["dialing pools", "SMS numbers", "clock", "generation"]
        assert word in found[-1].said
        assert ("no route to delete pools" in found[-1].said) is (generation == "old")
        assert box.calls("POST") + box.calls("DELETE") == 0


def coded(code: str) -> dict[str, Any]:
    return {"data": None, "errors": [{"error": code, "message": "no"}]}


def failures(checks: Iterable[Check]) -> list[str]:
    found = [each for each in checks if each.state == "failed"]
    assert all(each.fix for each in found)
    return [f"{each.said}; {each.fix}" for each in found]


def test_a_key_that_is_not_accepted_is_noticed(box: Sandbox) -> None:
    found = failures(account.examine(config(box) | {"bland:apiKey": "key-9"}))
    assert len(found) == 2
    assert all("the API key was not accepted" in each and "key-9" not in each for each in found)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"status": 429, "headers": {"retry-after": "0"}}, "limit of requests is used up"),
        ({"status": 429, "headers": {"retry-after": "60"}}, "Bland asks to wait"),
        ({"status": 500, "body": coded("BROKEN")}, "ask Bland's support"),
        ({"status": 403, "body": coded("ENTERPRISE_REQUIRED")}, "the plan of this Bland account does not include"),
        ({"delay": 3}, "did not answer in time"),
    ],
)
def test_a_service_in_trouble_is_noticed(
    fault: dict[str, Any], said: str, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "PATIENCE", 1.0)
    box.fault("GET", "/v1/custom-dialing-pools", **fault)
    assert said in failures(account.examine(config(box)))[0]


def test_a_host_that_cannot_be_reached_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "PATIENCE", 1.0)
    found = failures(account.examine({"bland:apiKey": "key-1", "bland:baseUrl": "http://127.0.0.1:9"}))
    assert all("127.0.0.1 cannot be reached" in each for each in found)
    assert len(found) == 2


def test_a_proxy_that_fails_is_noticed_and_its_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "PATIENCE", 1.0)
    monkeypatch.setenv("HTTPS_PROXY", "http://me:hunter2@127.0.0.1:9")
    found = failures(account.examine({"bland:apiKey": "key-1"}))
    assert all("the proxy on the way to" in each for each in found)
    shown = list(account.environment(os.environ))
    assert [each.said for each in shown] == ["HTTPS_PROXY names 127.0.0.1, except for NO_PROXY="]
    assert "hunter2" not in str(found) + str(shown)


def test_a_certificate_that_is_not_accepted_is_noticed() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with Server(lambda _: reply(), context) as server:
        found = failures(account.examine({"bland:apiKey": "key-1", "bland:baseUrl": server.url}))
    assert all("the certificate of 127.0.0.1 was not accepted" in each for each in found)


def test_a_file_of_certificates_that_is_not_there_is_noticed(tmp_path: Path) -> None:
    missing = str(tmp_path / "ca.pem")
    assert missing in only(account.environment({"REQUESTS_CA_BUNDLE": missing})).said


def test_a_clock_that_is_wrong_is_noticed() -> None:
    past = "Wed, 21 Oct 2015 07:28:00 GMT"
    with Server(lambda _: reply(date=past)) as server:
        found = list(account.examine({"bland:apiKey": "key-1", "bland:baseUrl": server.url}))
    assert only(found).name == "clock"


# What the stack has


def managed(box: Sandbox, kind: Kind, **program: Any) -> Managed:
    """A resource that an up of this program has just made or taken over."""
    lifecycle = kind.lifecycle
    inputs = lifecycle.check({}, program).inputs
    own = Account(Client(Settings(api_key=box.key, base_url=box.url)))
    id_, state = lifecycle.create(lambda: own, inputs, {}, lambda _: None)
    return Managed(kind, "mine", id_, "", state, frozenset())


def resources_of(box: Sandbox, *found: Managed, key: str | None = None) -> list[Check]:
    own = config(box) | ({"bland:apiKey": key} if key else {})
    return list(resources.examine(Stack("shop/dev", found, {"": own})))


def test_resources_as_they_were_left_are_one_line(box: Sandbox) -> None:
    pool = managed(box, POOL, phone_numbers=["+14155550101"])
    desk = managed(box, AGENT, phone_number="+15550001111", objective="Hello.", time_out=10)
    assert [each.said for each in resources_of(box, pool, desk)] == ["2 are as Pulumi left them"]


def test_a_change_outside_pulumi_is_noticed(box: Sandbox) -> None:
    pool = managed(box, POOL, phone_numbers=["+14155550101"])
    desk = managed(box, AGENT, phone_number="+15550001111", objective="Hello.")
    box.edit_pool(pool.id, add=["+12065550102"])
    box.edit_sms("+15550001111", objective="Theirs.")
    found = resources_of(box, pool, desk)
    assert [each.state for each in found] == ["warning", "warning"]
    assert all("was changed outside Pulumi" in each.said and "Theirs" not in each.said for each in found)


def test_a_pool_that_is_gone_is_noticed(box: Sandbox) -> None:
    pool = managed(box, POOL, phone_numbers=["+14155550101"])
    box.drop_pool(pool.id)
    assert "is gone" in only(resources_of(box, pool), "warning").said


def test_the_key_of_another_organisation_is_noticed(box: Sandbox) -> None:
    pool = managed(box, POOL, phone_numbers=["+14155550101"])
    box.add_org("key-2")
    box.add_pool("+12065550102", key="key-2")
    assert "belongs to another Bland organisation" in only(resources_of(box, pool, key="key-2")).said


def test_settings_that_are_all_gone_are_noticed(box: Sandbox) -> None:
    desk = managed(box, AGENT, phone_number="+15550001111", objective="Hello.")
    box.drop_sms("+15550001111")
    assert "has no settings at all any more" in only(resources_of(box, desk), "warning").said


# The command


def test_the_command_ends_with_1_and_says_how_many_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
    done = run(capsys, "doctor")
    assert (done.code, done.err) == (1, "pulumi-bland: 2 of 2 checks failed\n")
    assert [line.split()[0] for line in done.out.splitlines()][::2] == ["failed", "failed"]
    done = run(capsys, "doctor", "--format", "json")
    assert [each["name"] for each in json.loads(done.out)] == ["engine", "project"]
