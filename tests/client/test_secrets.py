"""Neither the key nor a secret is ever repeated, not in an error, not in a log; what is no secret is."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

from pulumi_bland._engine import host as _host
from pulumi_bland._rules.errors import LONGEST_TEXT, ServiceError, hiding
from tests.client.conftest import KEY, Serve, client
from tests.client.servers import Request, reply

PROMPT = 'You are "Canary", the\nagent \\ of 4c1fd0a2'
NESTED = "nested-canary-77aa"
SECRETS = (KEY, "4c1fd0a2", NESTED)
BODY = {
    "phone_number": "+15550001111",
    "objective": PROMPT,
    "tools": [{"headers": {"authorization": NESTED}}],
    "request_data": {"a": {"b": [NESTED]}},
}

ECHOES: dict[str, Any] = {
    "as it is": "{}",
    "in quotes": '"{}" is not valid',
    "again and again": "{0} {0} {0}",
    "where the text is cut": "x" * (LONGEST_TEXT - 4) + "{}",
    "at the end of a long text": "x" * 5000 + "{}",
}


@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize("secret", [KEY, PROMPT, NESTED])
@pytest.mark.parametrize("echo", ECHOES)
def test_words_that_repeat_a_secret_are_withheld(echo: str, secret: str, escaped: bool, serve: Serve) -> None:  # noqa: FBT001
    """Plain, or as JSON writes it, in each place where a text may stand."""
    text = ECHOES[echo].format(json.dumps(secret)[1:-1] if escaped else secret)
    for payload in (
        {"errors": [{"error": "INVALID_BODY", "message": text}]},
        {"errors": [{"error": text, "message": "no"}]},
        {"errors": [{"error": "INVALID_BODY", "message": "no", "field": text}]},
        {"errors": [text]},
        {"status": "error", "message": text},
        {"error": text},
        {"error": {"code": "INVALID_BODY", "message": text}},
    ):
        with hiding([PROMPT, {"authorization": NESTED}]), pytest.raises(ServiceError) as caught:
            client(serve(reply(400, json.dumps(payload)))).update_sms(BODY)
        with hiding([PROMPT, {"authorization": NESTED}]):
            assert_none_of(SECRETS, str(caught.value))


@pytest.mark.parametrize(
    "words", ["+15550001111 is not on this account", 'cannot set objective to "Be kind to 4c1fd0a2"']
)
def test_what_is_no_secret_is_shown_as_the_service_said_it(words: str, serve: Serve) -> None:
    """Numbers, names of fields and declared values."""
    body = {"errors": [{"error": "INBOUND_NUMBER_NOT_FOUND", "message": words}]}
    with pytest.raises(ServiceError, match=re.escape(words)):
        client(serve(reply(404, json.dumps(body)))).update_sms(BODY)


@pytest.mark.parametrize(
    "answer",
    [
        reply(502, f"<html>{KEY} {NESTED}</html>", "text/html"),
        reply(302, "", location=f"https://elsewhere.example/{KEY}?{NESTED}"),
        reply(200, f"{KEY} {NESTED}", "text/plain"),
        reply(200, json.dumps([KEY, NESTED])),
        reply(400, "{}", x_request_id=KEY),
        None,
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{",
    ],
)
def test_an_error_and_its_traceback_hold_no_secret(answer: bytes | None, serve: Serve) -> None:
    made = client(serve(lambda _: answer), deadline=0.3)
    with pytest.raises(ServiceError) as caught:
        made.update_sms(BODY)
    assert_none_of(SECRETS, "".join(traceback.format_exception(caught.value)))
    assert_none_of(SECRETS, repr(made), repr(made.settings), repr(caught.value), repr(vars(caught.value)))


@pytest.fixture
def all_logs(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that any library logs, as a user sees who switches it all on."""
    with caplog.at_level(logging.DEBUG):
        for name in ("urllib3", "requests", "pulumi_bland"):
            caplog.set_level(logging.DEBUG, logger=name)
        yield caplog


def test_no_library_logs_a_secret_at_any_level(serve: Serve, all_logs: pytest.LogCaptureFixture) -> None:
    script = iter([None, reply(503, "", retry_after="0"), reply(400, json.dumps({"errors": [f"{KEY} {PROMPT}"]}))])
    with pytest.raises(ServiceError):
        client(serve(lambda _: next(script))).update_sms(BODY)
    assert "urllib3.connectionpool" in {record.name for record in all_logs.records}
    assert_none_of(SECRETS, *[record.getMessage() + str(record.__dict__) for record in all_logs.records])


def test_nothing_is_logged_unless_it_is_asked_for(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    client(serve([None, reply()])).list_pools()
    assert not caplog.records


@pytest.fixture
def on_stderr(request: pytest.FixtureRequest) -> Iterator[pytest.CaptureFixture[str]]:
    """What `BLAND_LOG=debug` shows, from a process that had no logging before."""
    logger = logging.getLogger("pulumi_bland")
    before = (logger.handlers[:], logger.level, logger.propagate)
    logger.handlers[:] = []
    yield request.getfixturevalue("capfd")
    logger.handlers[:], logger.level, logger.propagate = before


LINE = re.compile(
    r"bland: method=(?P<method>[A-Z]+) path=(?P<path>/\S+) status=(?P<status>\d+|None) attempt=(?P<attempt>\d+) "
    r"seconds=(?P<seconds>\d+\.\d{3}) request_id=(?P<id>\S+)"
)


def test_bland_log_shows_a_line_for_each_attempt(serve: Serve, on_stderr: pytest.CaptureFixture[str]) -> None:
    def answer(_: Request) -> bytes | None:
        return next(script)

    script = iter([None, reply(503, "", retry_after="0"), reply(200, x_request_id="req-1"), reply()])
    _host.log_requests("debug")
    _host.log_requests("DEBUG")  # each provider of a process asks for it; the lines come once
    made = client(serve(answer))
    made.update_sms(BODY)
    made.list_sms("sms")
    lines = [line for line in on_stderr.readouterr().err.splitlines() if line.startswith("bland: ")]
    shown = [found.groupdict() for line in lines if (found := LINE.fullmatch(line))]
    assert [(each["method"], each["path"], each["status"], each["attempt"], each["id"]) for each in shown] == [
        ("POST", "/v1/sms/number/update", "None", "1", "None"),
        ("POST", "/v1/sms/number/update", "503", "2", "None"),
        ("POST", "/v1/sms/number/update", "200", "3", "req-1"),
        ("GET", "/v1/sms/numbers", "200", "1", "None"),
    ]
    assert len(shown) == len(lines)
    assert_none_of(SECRETS, *lines)


@pytest.mark.parametrize("level", ["", "0", "info", "off"])
def test_bland_log_is_off_unless_it_says_debug(level: str, serve: Serve, on_stderr: pytest.CaptureFixture[str]) -> None:
    _host.log_requests(level)
    client(serve(reply())).list_pools()
    assert on_stderr.readouterr().err == ""


def test_a_request_id_is_logged_without_a_secret(serve: Serve, on_stderr: pytest.CaptureFixture[str]) -> None:
    """A gateway that makes its request ids out of what it was sent."""
    _host.log_requests("debug")
    client(serve(reply(x_request_id=f"{KEY}-1"))).list_pools()
    assert_none_of(SECRETS, on_stderr.readouterr().err)


def assert_none_of(secrets: tuple[str, ...], *texts: str) -> None:
    for text in texts:
        for secret in secrets:
            assert secret not in text
            assert secret[: len(secret) // 2 + 1] not in text
