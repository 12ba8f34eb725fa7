"""Take statements apart: each property and each value with the subject that they are said of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lgi.engine.pieces import Piece


class Unread(Exception):
    """A query is written as is not foreseen here; nothing can be told of it, and nothing is."""


@dataclass(frozen=True)
class Triple:
    """A subject, a property or a path of properties, and a value, each as its pieces."""

    subject: tuple[Piece, ...]
    verb: tuple[Piece, ...]
    value: tuple[Piece, ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All its pieces."""
        return self.subject + self.verb + self.value

    @property
    def is_simple(self) -> bool:
        """Whether it has one property, and no path of several."""
        return len(self.verb) == 1

    def text(self, query: str) -> str:
        """How it is written when it stands alone."""
        return " ".join(written(query, part) for part in (self.subject, self.verb, self.value)) + " ."

    def turned(self, query: str) -> str:
        """The same with subject and value in each other's place."""
        return " ".join(written(query, part) for part in (self.value, self.verb, self.subject)) + " ."


def written(query: str, found: Sequence[Piece]) -> str:
    """How pieces that stand side by side are written."""
    return query[found[0].start : found[-1].start + len(found[-1].text)]


def is_flat(found: Sequence[Piece]) -> bool:
    """Tell whether statements have brackets in their paths alone, so that they can be taken apart."""
    try:
        return bool(list(split(list(found))))
    except Unread:
        return False


def split(found: list[Piece]) -> Iterator[Triple]:
    """Each statement of those that share a subject. Raises Unread if they are of another form."""
    at, subject = _value(found, 0)
    if at >= len(found):
        raise Unread("subject alone")
    while at < len(found):
        at, verb = _verb(found, at)
        at, value = _value(found, at)
        yield Triple(subject, verb, value)
        while at < len(found) and found[at].text == ",":
            at, value = _value(found, at + 1)
            yield Triple(subject, verb, value)
        if at < len(found) and found[at].text != ";":
            raise Unread(found[at].text)
        while at < len(found) and found[at].text == ";":
            at += 1


def _value(found: list[Piece], at: int) -> tuple[int, tuple[Piece, ...]]:
    begin = at
    at += _text(found, at) in ("+", "-")
    if at >= len(found) or not (found[at].is_term or found[at].text.lower() in ("true", "false")):
        raise Unread("value")
    at += 1
    if found[at - 1].kind == "text" and at < len(found) and found[at].kind == "language":
        at += 1
    elif found[at - 1].kind == "text" and _text(found, at) == "^^":
        at += 2
    if at > len(found):
        raise Unread("datatype")
    return at, tuple(found[begin:at])


def _verb(found: list[Piece], at: int) -> tuple[int, tuple[Piece, ...]]:
    """Pass over a variable, a property, or a path of properties."""
    begin = at
    if at < len(found) and found[at].kind == "variable":
        return at + 1, (found[at],)
    while True:
        while _text(found, at) in ("^", "!"):
            at += 1
        at = _bracketed(found, at)
        while _text(found, at) in ("*", "+", "?"):
            at += 1
        if _text(found, at) not in ("/", "|"):
            return at, tuple(found[begin:at])
        at += 1


def _bracketed(found: list[Piece], at: int) -> int:
    """Pass over a property, or a path in parentheses."""
    if _text(found, at) != "(":
        if at >= len(found) or not (found[at].kind in ("iri", "name") or found[at].text == "a"):
            raise Unread("property")
        return at + 1
    depth, end = 1, at + 1
    while depth and end < len(found):
        depth += (found[end].text == "(") - (found[end].text == ")")
        end += 1
    return end


def _text(found: list[Piece], at: int) -> str:
    return found[at].text if at < len(found) else ""
