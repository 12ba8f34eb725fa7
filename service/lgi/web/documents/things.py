"""What stands in the document of a thing: what is said of it, its parts, and, page by page, what points to it."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from lgi import media, names, rows
from lgi.answers import Answers
from lgi.errors import BadArgument, NotFound
from lgi.rows import Row, Term

INCOMING_OF_A_PAGE = 500
"""How many of the statements that point to a thing stand on one page of its document, in every form."""

_PARTS = (
    *("kinds-of-thing", "statements-of-thing", "claims-about-thing", "assertions-about-thing"),
    *("statements-about-thing", "parts-of-thing"),
)
_NOTES = ("skos:definition", "dcterms:description")
_SHOWN_ELSEWHERE = ("rdf:type", "rdfs:label", "skos:prefLabel", "lgi:gloss", *_NOTES)


@dataclass(frozen=True)
class Turn:
    """A page of what points to a thing: its number, that of the last, how many statements there are, and these."""

    number: int
    last: int
    total: int
    pointing: list[Row]

    @property
    def is_whole(self) -> bool:
        """Whether all that points to the thing stands on this page."""
        return self.last == 1

    def span(self) -> tuple[int, int]:
        """The numbers of the first and the last statement on it."""
        first = (self.number - 1) * INCOMING_OF_A_PAGE
        return first + 1, first + len(self.pointing)

    def others(self, address: str) -> dict[str, str]:
        """The addresses of the pages before and after it, and of the first and the last; none if it is alone."""
        return turns(address, self.number, self.last)


def turns(address: str, number: int, last: int) -> dict[str, str]:
    """The addresses of the pages before and after one, and of the first and the last; none if it is alone.

    >>> turns("/place/hub.ttl", 1, 2)
    {'first': '/place/hub.ttl?page=1', 'next': '/place/hub.ttl?page=2', 'last': '/place/hub.ttl?page=2'}
    """
    numbers = {"first": 1, "prev": number - 1, "next": number + 1, "last": last}
    return {name: f"{address}?page={n}" for name, n in numbers.items() if 0 < n <= last} if last > 1 else {}


def pages_of(total: int, of_a_page: int) -> int:
    """On how many pages so many stand: at least on one."""
    return max(1, -(-total // of_a_page))


def number(request: Request) -> int:
    """Which page of what points to a thing was asked for. Raises BadArgument."""
    given = request.query_params.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,6}", given):
        raise BadArgument(f"page: {given} is no number of a page; they are counted from 1")
    return int(given)


async def turn(answers: Answers, iri: str, wanted: int) -> Turn:
    """What points to a thing, for one page of its document. Raises NotFound past the last one."""
    return _turned(await read(answers, "links-to-thing", {"thing": iri}), iri, wanted)


def question(iri: str, document: str, page: Turn) -> tuple[str, dict[str, str]]:
    """The question whose answer is a page of the document of a thing, with its arguments."""
    if page.is_whole:
        return "document-of-thing", {"thing": iri}
    numbers = {"total": page.total, "number": page.number, "last": page.last}
    ends = {"from": _place(page.pointing[0]), "to": _place(page.pointing[-1])}
    return "page-of-document", {
        "thing": iri,
        "document": document,
        **ends,
        **{name: str(each) for name, each in numbers.items()},
    }


async def shown(answers: Answers, iri: str, wanted: int) -> tuple[Turn, dict[str, Any]]:
    """What a page tells of a thing. Raises NotFound past the last one."""
    asked = (read(answers, part, {"thing": iri}) for part in _PARTS)
    kinds, said, claimed, asserted, pointing, parts = await asyncio.gather(*asked)
    # A thing may have several labels, and is then in several rows.
    others = {_place(row): row for row in pointing if not row["subject"]["value"].startswith(f"{iri}#")}
    page = _turned(list(others.values()), iri, wanted)
    return page, {
        "iri": iri,
        "name": _name(iri, said),
        "kinds": kinds,
        "said": rows.grouped([row for row in said if _short(row) not in _SHOWN_ELSEWHERE], "property"),
        "notes": [row for row in said if _short(row) in _NOTES],
        "asserted": _by_kind([*claimed, *asserted]),
        "parts": parts,
        "incoming": page.total,
        "from_to": page.span(),
        "pointing": rows.grouped(page.pointing, "property"),
    }


async def read(answers: Answers, name: str, values: dict[str, str]) -> list[Row]:
    """The rows that a question gives."""
    found = await answers.ask(name, values, media.DEFAULT)
    return rows.read(found.read())[1]


def _turned(pointing: list[Row], iri: str, wanted: int) -> Turn:
    first = (wanted - 1) * INCOMING_OF_A_PAGE
    here = pointing[first : first + INCOMING_OF_A_PAGE]
    if wanted > 1 and not here:
        raise NotFound(f"{iri} is pointed to by {len(pointing)} statements, and none is left for page {wanted}")
    return Turn(wanted, pages_of(len(pointing), INCOMING_OF_A_PAGE), len(pointing), here)


def _by_kind(asserted: list[Row]) -> list[tuple[Term, list[tuple[Term, list[Row]]]]]:
    """Who says what, by what kind of thing is said, and under each assertion the places where it is."""
    found = rows.grouped(sorted(asserted, key=lambda row: row["kind"].get("label", "")), "kind")
    return [(kind, rows.grouped(of_kind, "assertion")) for kind, of_kind in found]


def _place(row: Row) -> str:
    return f"{row['property']['value']} {row['subject']['value']}"


def _short(row: Row) -> str:
    return names.short(row["property"]["value"])


def _name(iri: str, said: list[Row]) -> str:
    """What a page calls a thing: its label, or else its short name."""
    labels = [row["value"]["value"] for row in said if _short(row) == "rdfs:label"]
    return labels[0] if labels else names.short(iri)
