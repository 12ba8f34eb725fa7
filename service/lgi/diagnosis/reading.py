"""Read the pattern of a query as the parts that it is joined of, each with its place, so that each can be asked alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lgi.diagnosis import statements
from lgi.diagnosis.statements import Unread
from lgi.diagnosis.text import Source
from lgi.engine.pieces import Piece

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_CLOSING = {"(": ")", "{": "}", "[": "]"}
_ENDS = {"FILTER", "OPTIONAL", "MINUS", "GRAPH", "SERVICE", "BIND", "VALUES", "LATERAL", "{", "}", "."}


@dataclass(frozen=True)
class Part:
    """A part of a group: its kind, its pieces, how it is written when it stands alone, and the groups within it.

    The kinds are `triple`, `block` (statements that cannot be told apart), `filter`, `optional`, `minus`, `union`,
    `graph`, `select`, `group`, `values` and `bind`.
    """

    kind: str
    pieces: tuple[Piece, ...]
    text: str
    groups: tuple[tuple["Part", ...], ...] = ()
    triple: statements.Triple | None = None

    @property
    def start(self) -> int:
        """The offset at which it begins; of a statement, that of its property."""
        return self.triple.verb[0].start if self.triple else self.pieces[0].start

    @property
    def end(self) -> int:
        """The offset after it."""
        return self.pieces[-1].start + len(self.pieces[-1].text)


@dataclass(frozen=True)
class Pattern:
    """What a query asks: its form, the graphs that it names, its parts, and the words after them."""

    form: str
    prologue: str
    dataset: str
    parts: tuple[Part, ...]
    tail: tuple[Piece, ...]
    head: tuple[Piece, ...]


def read(source: Source) -> Pattern:
    """Read a query. Raises Unread where it is written as is not foreseen here."""
    return _Reader(source, source.pieces).query(source.beginning)


class _Reader:
    """Where in the pieces of a query the reading is."""

    def __init__(self, source: Source, pieces: Sequence[Piece]) -> None:
        self.source = source
        self.pieces = pieces
        self.at = 0

    def query(self, begin: int) -> Pattern:
        """Read a whole query."""
        self.at = begin
        form = self._word()
        if form not in _FORMS:
            raise Unread(form)
        prologue = self.source.query[: self.pieces[begin].start]
        head, dataset = self._head(form)
        parts = self._group()
        return Pattern(form, prologue, dataset, parts, tuple(self.pieces[self.at :]), head)

    def _head(self, form: str) -> tuple[tuple[Piece, ...], str]:
        begin = self.at
        self.at += 1
        if form == "CONSTRUCT" and self._word() == "{":
            self._balanced()
        named: list[str] = []
        while (word := self._word()) not in ("{", "WHERE"):
            if word == "FROM":
                size = 3 if self._word(1) == "NAMED" else 2
                named += [piece.text for piece in self.pieces[self.at : self.at + size]]
                self.at += size
            else:
                self._balanced()
        head = tuple(self.pieces[begin : self.at])
        self.at += self._word() == "WHERE"
        return head, " ".join(named)

    def _group(self) -> tuple[Part, ...]:
        """Read a group, from its opening brace to after its closing one."""
        self._take("{")
        parts: list[Part] = [self._inner_query()] if self._word() == "SELECT" else []
        while self._word() != "}":
            if self._word() == ".":
                self.at += 1
            else:
                parts += self._parts()
        self._take("}")
        return tuple(parts)

    def _inner_query(self) -> Part:
        """Read a query that fills a group, and give it with braces around it."""
        begin = self.at
        self._head("SELECT")
        inner = self._group()
        while self._word() != "}":
            self._balanced()
        part = self._part("select", begin, (inner,))
        return replace(part, text=f"{{ {part.text} }}")

    def _parts(self) -> list[Part]:
        word, begin = self._word(), self.at
        if word == "{":
            return [self._braces()]
        if word not in _ENDS or self.pieces[begin].kind != "word":
            return self._statements()
        self.at += 1
        if word in ("OPTIONAL", "MINUS"):
            return [self._part(word.lower(), begin, (self._group(),))]
        if word == "GRAPH":
            self.at += 1
            return [self._part("graph", begin, (self._group(),))]
        if word in ("FILTER", "BIND", "VALUES"):
            {"FILTER": self._condition, "BIND": self._balanced, "VALUES": self._values}[word]()
            return [self._part(word.lower(), begin)]
        raise Unread(word)

    def _condition(self) -> None:
        """Pass over what follows FILTER."""
        self.at += self._word() == "NOT"
        self.at += self._word() != "("
        self._balanced()

    def _values(self) -> None:
        self._balanced()
        self._balanced()

    def _braces(self) -> Part:
        """Read a group in a group, or several groups of which each will do."""
        begin = self.at
        groups = [self._group()]
        while self._word() == "UNION":
            self.at += 1
            groups.append(self._group())
        return self._part("union" if len(groups) > 1 else "group", begin, tuple(groups))

    def _statements(self) -> list[Part]:
        begin = self.at
        while self._word() not in _ENDS:
            self._balanced()
        found = self.pieces[begin : self.at]
        if any(piece.text in "[(" for piece in found if piece.kind == "open") and not statements.is_flat(found):
            return [self._part("block", begin)]
        query = self.source.query
        return [
            Part("triple", triple.pieces, triple.text(query), (), triple) for triple in statements.split(list(found))
        ]

    def _part(self, kind: str, begin: int, groups: tuple[tuple[Part, ...], ...] = ()) -> Part:
        found = tuple(self.pieces[begin : self.at])
        last = found[-1]
        return Part(kind, found, self.source.query[found[0].start : last.start + len(last.text)], groups)

    def _balanced(self) -> None:
        """Pass over one piece, or all that it opens."""
        closing = _CLOSING.get(self._word())
        self.at += 1
        while closing and self._word() != closing:
            self._balanced()
        self.at += closing is not None

    def _take(self, sign: str) -> None:
        if self._word() != sign:
            raise Unread(sign)
        self.at += 1

    def _word(self, ahead: int = 0) -> str:
        if self.at + ahead >= len(self.pieces):
            raise Unread("end")
        piece = self.pieces[self.at + ahead]
        return piece.text.upper() if piece.kind == "word" else piece.text
