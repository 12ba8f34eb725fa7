"""A query as text: its pieces, the prefixes that it declares, and the IRIs that it names, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urljoin

from lgi.engine import pieces
from lgi.engine.pieces import Piece

_ESCAPED = re.compile(r"\\(.)")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class Mention(NamedTuple):
    """An IRI that a query names, and the piece that names it."""

    iri: str
    piece: Piece

    @property
    def end(self) -> int:
        """The offset after it."""
        return self.piece.start + len(self.piece.text)


@dataclass(frozen=True)
class Source:
    """A query, and what can be told of it without reading its grammar."""

    query: str

    @cached_property
    def pieces(self) -> list[Piece]:
        """Its pieces; a full stop after a name is a piece of its own."""
        return [part for piece in pieces.take_apart(self.query) for part in _parted(piece)]

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The namespaces that it declares, by prefix."""
        triples = zip(self.pieces, self.pieces[1:], self.pieces[2:], strict=False)
        return {
            name.text.partition(":")[0]: self._absolute(iri.text)
            for word, name, iri in triples
            if word.text.upper() == "PREFIX" and name.kind == "name" and iri.kind == "iri"
        }

    @cached_property
    def beginning(self) -> int:
        """The number of pieces in the declarations at its top."""
        at = 0
        while at < len(self.pieces) and self.pieces[at].text.upper() in ("PREFIX", "BASE"):
            at += 3 if self.pieces[at].text.upper() == "PREFIX" else 2
        return min(at, len(self.pieces))

    def iri(self, piece: Piece) -> str | None:
        """The IRI that a piece names, if it does and its prefix is declared."""
        if piece.kind == "iri":
            return self._absolute(piece.text)
        if piece.kind == "word" and piece.text == "a":
            return _RDF_TYPE
        prefix, colon, local = piece.text.partition(":")
        if piece.kind != "name" or not colon or prefix not in self.prefixes:
            return None
        return self.prefixes[prefix] + _ESCAPED.sub(r"\1", local)

    def mentions(self, found: list[Piece] | None = None) -> Iterator[Mention]:
        """The IRIs that it names, or that some of its pieces name, but for datatypes and functions."""
        asked = self.pieces[self.beginning :] if found is None else found
        for before, piece, after in zip([None, *asked], asked, [*asked[1:], None], strict=False):
            iri = self.iri(piece)
            is_called = iri and iri.startswith(_XSD) and after and after.text == "("
            if iri and piece.text != "a" and not is_called and not (before and before.text == "^^"):
                yield Mention(iri, piece)

    def short(self, iri: str) -> str:
        """How the query would write an IRI: by a prefix that it declares, or in full."""
        for prefix, space in self.prefixes.items():
            local = iri.removeprefix(space)
            if space and local != iri and re.fullmatch(r"[A-Za-z0-9_](?:[\w-]*\w)?", local, re.ASCII):
                return f"{prefix}:{local}"
        return f"<{iri}>"

    @cached_property
    def _base(self) -> str:
        pairs = zip(self.pieces, self.pieces[1:], strict=False)
        return next((iri.text[1:-1] for word, iri in pairs if word.text.upper() == "BASE" and iri.kind == "iri"), "")

    def _absolute(self, text: str) -> str:
        iri = text[1:-1]
        if ":" in iri or not self._base:
            return iri
        try:
            return urljoin(self._base, iri)
        except ValueError:
            return iri


def _parted(piece: Piece) -> Iterator[Piece]:
    bare = piece.text.rstrip(".")
    if piece.kind == "name" and bare != piece.text:
        yield Piece("name", bare, piece.start)
        yield Piece("sign", ".", piece.start + len(bare))
    else:
        yield piece
