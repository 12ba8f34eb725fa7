"""What a release holds, in a form that can be compared: each fact a line, and the text of each question."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from lgi import blank, names, release
from lgi.release import Manifest, Release

MADE_HERE = names.MADE
"""The graphs that a build makes; what is authored stands in the others."""

_PREDICATES = [names.expand(name) or "" for name in ("rdfs:label", "skos:prefLabel", "dcterms:title", "lgi:gloss")]


@dataclass(frozen=True)
class State:
    """What a release holds; blank nodes are labelled as `blank` does it."""

    name: str
    built: str
    lines: frozenset[str]
    questions: Mapping[str, str]

    @classmethod
    def of(cls, made: Release) -> Self:
        """That of a release."""
        lines = set(filter(None, made.dump().decode().split("\n")))
        blanks = {line for line in lines if "_:" in line}
        lines = lines - blanks | set(_lines(blank.named(read("\n".join(blanks)))))
        return cls(made.manifest.name, made.manifest.built, frozenset(lines), _questions(made.path / release.QUERIES))

    @classmethod
    def to_be(cls, manifest: Manifest, quads: Iterable[Quad], questions: Mapping[str, str]) -> Self:
        """That of a release in the making; its blank nodes are labelled so already."""
        return cls(manifest.name, manifest.built, frozenset(_lines(quads)), questions)

    @cached_property
    def subjects(self) -> set[str]:
        """All that something authored is said of, as it is written in a line."""
        made_here = tuple(f" <{graph}> ." for graph in MADE_HERE)
        return {line.partition(" ")[0] for line in self.lines if not line.endswith(made_here)}

    def labels(self, iris: set[str]) -> dict[str, str]:
        """The labels of some things: English ones where there are any."""
        wanted = {f"<{iri}>" for iri in iris}
        ranks = {f"<{predicate}>": rank for rank, predicate in enumerate(_PREDICATES)}
        parts = (line.split(" ", 2) for line in self.lines)
        lines = [" ".join(part) for part in parts if part[1] in ranks and part[0] in wanted]
        found: dict[str, tuple[bool, int, str]] = {}
        for quad in read("\n".join(lines)):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                label = quad.object.language != "en", ranks[str(quad.predicate)], quad.object.value
                found[quad.subject.value] = min(label, found.get(quad.subject.value, label))
        return {iri: text for iri, (_, _, text) in found.items()}


def read(text: str) -> list[Quad]:
    """Read lines of N-Quads; blank nodes keep their labels."""
    return list(parse(text, format=RdfFormat.N_QUADS))


def _lines(quads: Iterable[Quad]) -> Iterator[str]:
    return (f"{quad} ." for quad in quads)


def _questions(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.rq")}
