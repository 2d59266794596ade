"""Which requests a pattern means: for faults, and for questions to the journal."""

import re


def matches(method: str, path: str, *, want_method: str, want_path: str) -> bool:
    """Whether a request is meant by a method (`*`: any) and a path.

    In the path `*` stands for anything and `{pool_id}` for one part, so a route is a pattern too.
    """
    return want_method.upper() in {"*", method} and bool(re.fullmatch(_regex(want_path), path, re.DOTALL))


def _regex(pattern: str) -> str:
    def part(text: str) -> str:
        if text == "*":
            return ".*"
        return "[^/]+" if text.startswith("{") else re.escape(text)

    return "".join(part(text) for text in re.split(r"(\*|\{[^}]*\})", pattern))
