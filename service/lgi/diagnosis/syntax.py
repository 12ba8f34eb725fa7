"""A query that cannot be read: the engine's fault as a problem, with changes to make where they are plain."""

import re

from lgi.diagnosis.faults import Fix, Problem
from lgi.engine import pieces
from lgi.errors import BadQuery

_PLACE = re.compile(r"line \d+, column \d+: ")
_MEANT = re.compile(r"did you mean (?P<word>[A-Z]+)\?")
_WRITTEN = re.compile(
    r"write (?:the straight mark |the plain hyphen |one )?(?P<sign>&&|\|\||!=|<=|>=|=|#|[\"'-]|\?\w+|[A-Z]+)(?: |$)"
)
_AT_END = re.compile(r"write (?P<sign>[})\]]+) at the end")
_BEFORE = re.compile(r"write (?:a (?P<stop>full stop)|(?P<sign>[{(]|AS \?name)) before ")
_WORDS = {"a plain blank": " ", "an underscore": "_"}


def problem(query: str, fault: BadQuery, shift: int = 0) -> Problem:
    """Say what is wrong with a query; `shift` characters stand before it in what the engine was given."""
    text = _PLACE.sub("", str(fault), count=1)
    start = pieces.offset_of(" " * shift + query, fault.line or 1, fault.column or 1) - shift
    start = min(max(start, 0), len(query))
    token = fault.token or ""
    # What is quoted from the query stays as it stands there.
    message = (text if token and text.startswith(token) else text[:1].upper() + text[1:]).removesuffix(".")
    message += "" if message.endswith("?") else "."
    fixes = _fixes(query, start, token, fault.suggestion or "")
    return Problem("error", start, len(token), message, tuple(fixes))


def _fixes(query: str, start: int, token: str, advice: str) -> list[Fix]:
    end = start + len(token)
    if query[start:end] != token:
        return []
    if found := _AT_END.match(advice):
        return [Fix(f"Add {found['sign']} at the end", len(query), len(query), f"\n{found['sign']}")]
    if found := _BEFORE.match(advice):
        sign = "." if found["stop"] else found["sign"]
        return [Fix(f"Write {sign} here", start, start, f"{sign} ")]
    if token and (advice.startswith("delete") or advice == f"write one {token}"):
        return [Fix(f"Delete {token}", start, end, "")]
    new = _replacement(advice)
    return [Fix(f"Change {token} to {new.strip() or 'a blank'}", start, end, new)] if new and token else []


def _replacement(advice: str) -> str:
    for words, sign in _WORDS.items():
        if words in advice:
            return sign
    found = _MEANT.search(advice) or _WRITTEN.match(advice)
    return found[1] if found else ""
