"""Media types: which there are for which kind of result, their short names, and how one is agreed on.

Negotiation follows RFC 9110, section 12.5.1: the most specific range that matches one of our types gives its
quality, the highest quality wins, and our own order decides between equals. Quality 0 takes a type out, and
ranges that cannot be read are passed over; a header without one that can counts as none. Werkzeug reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

HTML = "text/html"
PROBLEM = "application/problem+json"
JSON = "application/json"

SOLUTIONS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""Formats of a table of rows, by short name, the default first."""

BOOLEANS = {"json": SOLUTIONS["json"], "xml": SOLUTIONS["xml"]}
"""Formats of a yes or no: CSV and TSV are not defined for it."""

TRIPLES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
"""Formats of a graph, by short name, the default first."""

ALIASES = {"xml": "rdf", "json": "jsonld"}
"""Short names that mean another format when the result is a graph."""

OTHER_NAMES = {
    "turtle": "ttl",
    "n3": "ttl",
    "json-ld": "jsonld",
    "n-triples": "nt",
    "ntriples": "nt",
    "rdf+xml": "rdf",
    "rdfxml": "rdf",
}
"""Other names that clients have for formats."""

SYNONYMS = {JSON: SOLUTIONS["json"], "application/xml": SOLUTIONS["xml"]}
"""Generic types that callers send when they mean the type registered for a table."""


_MOST_CHARACTERS = 4000


@dataclass(frozen=True)
class Accept:
    """The type agreed on for each kind of result; None where the caller accepts none of ours."""

    solutions: str | None
    boolean: str | None
    graph: str | None


DEFAULT = Accept(SOLUTIONS["json"], BOOLEANS["json"], TRIPLES["ttl"])


def agree(header: str | None, offers: Sequence[str]) -> str | None:
    """Choose the best of our offers for an `Accept` header, or None if it takes none of them.

    >>> agree("text/csv;q=0.5, */*;q=0.1", ["application/json", "text/csv"])
    'text/csv'
    >>> agree("text/csv;q=0", ["text/csv"]) is None
    True
    """
    parsed = parse_accept_header(_beginning(header or ""), MIMEAccept)
    ranges = [(kind.partition(";")[0], quality) for kind, quality in parsed]
    readable = MIMEAccept([(kind, quality) for kind, quality in ranges if "/" in kind])
    if not readable:
        return offers[0]
    best = max(offers, key=readable.quality)
    return best if readable.quality(best) > 0 else None


def _beginning(header: str) -> str:
    """The ranges of a header that are read, with single blanks: those who read them take very long over many."""
    read = header if len(header) <= _MOST_CHARACTERS else header[:_MOST_CHARACTERS].rpartition(",")[0]
    return " ".join(read.split())


def accept(header: str | None, html: bool = False) -> Accept:
    """Agree on a type for each kind of result a query may have; `html` offers pages as well, last."""

    def best(menu: dict[str, str], synonyms: dict[str, str]) -> str | None:
        offers = [*menu.values(), *synonyms, *([HTML] if html else [])]
        chosen = agree(header, offers)
        return synonyms.get(chosen, chosen) if chosen else None

    return Accept(best(SOLUTIONS, SYNONYMS), best(BOOLEANS, SYNONYMS), best(TRIPLES, {}))


def accept_named(name: str) -> Accept | None:
    """Take a name such as `csv`, `turtle` or `text/csv` for each kind of result that has it; None if no kind has."""
    if name in ("html", HTML):
        return Accept(HTML, HTML, HTML)
    by_type = {kind: short for short, kind in {**SOLUTIONS, **TRIPLES}.items()}
    name = OTHER_NAMES.get(name.lower(), by_type.get(name.lower(), name))
    graph = name if name in TRIPLES else ALIASES.get(name)
    if name not in SOLUTIONS and graph is None:
        return None
    return Accept(SOLUTIONS.get(name), BOOLEANS.get(name), TRIPLES.get(graph or ""))


def menu(form: str) -> dict[str, str]:
    """The formats of the answers to a form of query, such as `SELECT`."""
    return {"SELECT": SOLUTIONS, "ASK": BOOLEANS}.get(form, TRIPLES)


def short_names() -> list[str]:
    """List the short names of all formats of results."""
    return [*SOLUTIONS, *TRIPLES]


def available(kind: str) -> list[str]:
    """List the types that a kind of result (`solutions`, `boolean` or `graph`) can be had in."""
    menu = {"solutions": SOLUTIONS, "boolean": BOOLEANS, "graph": TRIPLES}[kind]
    return [*menu.values(), HTML]
