"""The gallery, and what it must show; its previews are what a real engine printed."""

from __future__ import annotations

import os

from .gallery import PAGE, page
from .recorded import RECORD


def test_the_gallery_is_up_to_date() -> None:
    """With PULUMI_BLAND_RECORD in the environment, it is written."""
    if RECORD in os.environ:
        PAGE.write_text(page())
    assert PAGE.read_text() == page()
