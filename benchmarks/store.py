"""What a backend costs: the state in a file, and in an object store (moto's S3, on this machine), written at each step.

And two `pulumi up` at once on the object store: the backend's lock lets one of them work and tells the other so.
"""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from benchmarks.contenders import CHECKPOINTED
from benchmarks.stack import FailedError, Stack

_numbers = itertools.count(1)
CONTENDER = CHECKPOINTED["dynamic-checkpoints"]
STATE = ".pulumi/stacks/bench/bench.json"
LOCKED = "the stack is currently locked"


@dataclass
class Store:
    """An S3 on this machine, which keeps each version of each object."""

    environment: dict[str, str]
    client: Any
    bucket: str

    def written(self) -> tuple[int, int]:
        """How often the state was written, and how many bytes in all."""
        pages = self.client.get_paginator("list_object_versions").paginate(Bucket=self.bucket, Prefix=STATE)
        sizes = [one["Size"] for page in pages for one in page.get("Versions", ()) if one["Key"] == STATE]
        return len(sizes), sum(sizes)

    def is_locked(self) -> bool:
        """Whether somebody works on the stack."""
        return bool(self.client.list_objects_v2(Bucket=self.bucket, Prefix=".pulumi/locks/").get("KeyCount"))


@contextmanager
def store() -> Iterator[Store]:
    """Serve an empty one."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it would print a line for each request
    server.start()
    try:
        host, port = server.get_host_and_port()
        credentials = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_REGION": "us-east-1"}
        client = boto3.client(
            "s3",
            endpoint_url=f"http://{host}:{port}",
            aws_access_key_id="any",
            aws_secret_access_key="any",  # noqa: S106 - moto opens to everybody
            region_name="us-east-1",
        )
        bucket = f"state-{next(_numbers)}"  # moto keeps everything while the process lives
        client.create_bucket(Bucket=bucket)
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        url = f"s3://{bucket}?endpoint={host}:{port}&disableSSL=true&s3ForcePathStyle=true&region=us-east-1"
        yield Store(credentials | {"PULUMI_BACKEND_URL": url}, client, bucket)
    finally:
        server.stop()


def measured(sizes: Sequence[int]) -> dict[str, Any]:
    """Creates of these sizes on each backend, and two runs at once."""
    return {"creates": list(_creates(sizes)), "two_at_once": _two_at_once(40, 0.05)}


def _creates(sizes: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Creates of so many resources, on each backend."""
    for size in sizes:
        with Stack(CONTENDER, size, 0, {}) as stack:
            yield {"backend": "file", "resources": size, "seconds": stack.measure("create").seconds}
        with store() as objects, Stack(CONTENDER, size, 0, objects.environment) as stack:
            before, bytes_before = objects.written()
            seconds = stack.measure("create").seconds
            writes, total = objects.written()
            kept = {"writes": writes - before, "bytes": total - bytes_before}
            yield {"backend": "object store", "resources": size, "seconds": seconds, **kept}


def _two_at_once(size: int, latency: float) -> dict[str, Any]:
    """Two `pulumi up` of one stack on the object store, the second while the first works."""
    up = ("up", "--yes", "--skip-preview")
    with store() as objects, Stack(CONTENDER, size, latency, objects.environment) as stack:
        with ThreadPoolExecutor(1) as other:
            first = other.submit(stack.pulumi, *up)
            while not objects.is_locked() and not first.done():
                time.sleep(0.05)
            try:
                stack.pulumi(*up)
                refusal = ""
            except FailedError as error:
                refusal = next((line.strip() for line in str(error).splitlines() if LOCKED in line), str(error))
            first.result()
        writes = sum(count for route, count in stack.service.taken().calls.items() if route.startswith("POST"))
        stack.pulumi("preview", "--expect-no-changes")
        return {"resources": size, "refusal": refusal.partition(" by ")[0], "writes": writes}
