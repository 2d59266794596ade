"""The example pipeline for GitLab: its syntax, what its jobs may do, and the comment that it makes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from .pipeline import jobs, pipeline, script

NOTES = "/projects/7/merge_requests/3/notes"
MARKER = "<!-- pulumi-bland review: shop/dev -->"


@pytest.mark.parametrize("part", ["before_script", "script"])
@pytest.mark.parametrize("job", jobs())
def test_every_script_is_one_that_bash_understands(job: str, part: str) -> None:
    done = subprocess.run(["bash", "-n"], input=script(job, part), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_job_has_a_stage_and_waits_for_jobs_that_there_are() -> None:
    needed = {
        each["job"] if isinstance(each, dict) else each for job in jobs().values() for each in job.get("needs", [])
    }
    assert {job["stage"] for job in jobs().values()} == set(pipeline()["stages"])
    assert needed == {"preview", "review"} < set(jobs())


def test_the_program_of_a_merge_request_runs_without_a_key_and_what_has_one_runs_no_program() -> None:
    assert [name for name, job in jobs().items() if "KEY" in str(job)] == ["review"]
    assert "environment" not in jobs()["preview"]
    assert script("review", "before_script").startswith('git checkout --quiet "$CI_MERGE_REQUEST_DIFF_BASE_SHA"\n')
    assert "pulumi preview" not in script("review")


def test_the_job_that_may_write_to_a_merge_request_checks_nothing_out_and_installs_nothing() -> None:
    assert [name for name, job in jobs().items() if "GITLAB_COMMENT_TOKEN" in str(job)] == ["comment"]
    assert (jobs()["comment"]["variables"], jobs()["comment"]["before_script"]) == ({"GIT_STRATEGY": "none"}, [])


class GitLab(ThreadingHTTPServer):
    """The notes of one merge request, one on each page, and a user with the number 1."""

    def __init__(self, *notes: dict[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.notes = list(notes)
        self.tokens: set[str | None] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answers(BaseHTTPRequestHandler):
    server: GitLab

    def answer(self, body: object, **headers: str) -> None:
        self.server.tokens.add(self.headers["PRIVATE-TOKEN"])
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def sent(self) -> str:
        return str(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"])

    def do_GET(self) -> None:
        if self.path == "/user":
            return self.answer({"id": 1})
        page = int(self.path.removeprefix(f"{NOTES}?per_page=100&page="))
        following = str(page + 1) if page < len(self.server.notes) else ""
        return self.answer(self.server.notes[page - 1 : page], X_Next_Page=following)

    def do_POST(self) -> None:
        assert self.path == NOTES
        self.server.notes.append({"id": 99, "author": {"id": 1}, "body": self.sent()})
        self.answer({})

    def do_PUT(self) -> None:
        [note] = [each for each in self.server.notes if self.path == f"{NOTES}/{each['id']}"]
        note["body"] = self.sent()
        self.answer({})

    def log_message(self, *_: object) -> None:
        """Quiet."""


def note(number: int, author: int, body: str) -> dict[str, Any]:
    return {"id": number, "author": {"id": author}, "body": body}


@pytest.fixture
def gitlab() -> Iterator[GitLab]:
    with GitLab(note(11, 2, MARKER), note(12, 1, "<!-- pulumi-bland review: shop/prod -->")) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def comment(gitlab: GitLab, folder: Path, text: str) -> None:
    (folder / "comment.md").write_text(text)
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "CI_API_V4_URL": gitlab.url,
        "CI_PROJECT_ID": "7",
        "CI_MERGE_REQUEST_IID": "3",
        "GITLAB_COMMENT_TOKEN": "token-of-comments",
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script("comment")]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_comment_of_a_stack_is_made_once_and_edited_in_place_afterwards(gitlab: GitLab, tmp_path: Path) -> None:
    others = [dict(each) for each in gitlab.notes]
    comment(gitlab, tmp_path, f"first\n\n{MARKER}\n")
    comment(gitlab, tmp_path, f"second\n\n{MARKER}\n")
    assert gitlab.notes == [*others, note(99, 1, f"second\n\n{MARKER}\n")]
    assert gitlab.tokens == {"token-of-comments"}


def test_without_a_review_there_is_no_comment(gitlab: GitLab, tmp_path: Path) -> None:
    comment(gitlab, tmp_path, "")
    assert len(gitlab.notes) == 2
