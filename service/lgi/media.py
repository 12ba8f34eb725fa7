"""Media types: which there are for which kind of result, their short names, and how one is agreed on.

Negotiation follows RFC 9110, section 12.5.1: the most specific range that matches one of our types gives its
quality, the highest quality wins, and our own order decides between equals. Quality 0 takes a type out, and
ranges that cannot be read are passed over; a header without one that can counts as none. Werkzeug reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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
"""Formats of a yes or no: SPARQL 1.1 defines CSV and TSV for rows alone, so a yes or no cannot be had in them."""

TRIPLES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
"""Formats of a graph, by short name, the default first; in TriG and N-Quads it is the default graph."""

CANONICAL = f"{TRIPLES['nq']}; canonical"
"""What the engine is asked for when a graph is to be kept; no client can ask for it."""

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
    "rdf/xml": "rdf",
    "n-quads": "nq",
    "nquads": "nq",
    "srj": "json",
    "srx": "xml",
    JSON: "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/x-turtle": "ttl",
    "text/n3": "ttl",
}
"""Other names that clients have for formats."""

SYNONYMS = {JSON: SOLUTIONS["json"], "application/xml": SOLUTIONS["xml"], "text/xml": SOLUTIONS["xml"]}
"""Generic types that callers send when they mean the type registered for a table."""

GRAPH_SYNONYMS = {JSON: TRIPLES["jsonld"], "application/xml": TRIPLES["rdf"], "text/xml": TRIPLES["rdf"]}
"""The same for a graph."""


_HEADER = 4096


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
    return _agree(_readable(header), tuple(offers))


def _readable(header: str | None) -> str:
    """As much of a header as we read: no honest client says more, and it takes longer to read than a query to answer."""
    read = header or ""
    read = read if len(read) <= _HEADER else read[:_HEADER].rpartition(",")[0]
    # What reads it goes over a row of blanks once for each of them.
    return " ".join(read.split())


@lru_cache(maxsize=512)
def _agree(header: str, offers: tuple[str, ...]) -> str | None:
    ranges = [(kind.partition(";")[0], quality) for kind, quality in parse_accept_header(header, MIMEAccept)]
    readable = MIMEAccept([(kind, quality) for kind, quality in ranges if "/" in kind])
    if not readable:
        return offers[0]
    best = max(offers, key=readable.quality)
    return best if readable.quality(best) > 0 else None


def accept(header: str | None, html: bool = False) -> Accept:
    """Agree on a type for each kind of result a query may have; `html` offers pages as well, last."""
    return _accept(_readable(header), html)


@lru_cache(maxsize=512)
def _accept(header: str, html: bool) -> Accept:

    def best(menu: dict[str, str], synonyms: dict[str, str]) -> str | None:
        # A range such as application/* means our own types, so a synonym counts only where it is named.
        named = [kind for kind in synonyms if kind in header.lower()]
        offers = [*menu.values(), *named, *([HTML] if html else [])]
        chosen = agree(header, offers)
        return synonyms.get(chosen, chosen) if chosen else None

    return Accept(best(SOLUTIONS, SYNONYMS), best(BOOLEANS, SYNONYMS), best(TRIPLES, GRAPH_SYNONYMS))


def accept_named(name: str) -> Accept | None:
    """Take a name such as `csv`, `turtle` or `text/csv` for each kind of result that has it; None if no kind has."""
    # A plus sign that was not escaped in an address arrives as a space.
    name = name.strip().lower().replace(" ", "+")
    if name in ("html", HTML):
        return Accept(HTML, HTML, HTML)
    by_type = {kind: short for short, kind in {**SOLUTIONS, **TRIPLES}.items()}
    name = OTHER_NAMES.get(name, by_type.get(name, name))
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
