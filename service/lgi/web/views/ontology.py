"""`/ontology`: each class and property in plain words, with an example, its uses and its rules."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from lgi import names
from lgi.pictures import terms as picture
from lgi.rows import Row, Term, grouped
from lgi.web.representations import Made
from lgi.web.views.inquiry import Inquiry
from lgi.web.views.showing import drawn

GRAPH = names.GRAPHS + "ontology/lgi"
SHORT_FORMS = {
    "domain": "rdfs:domain",
    "range": "rdfs:range",
    "above": "rdfs:subClassOf",
    "wider": "rdfs:subPropertyOf",
    "types": "rdf:type",
    "scheme": "lgi:takesConceptFrom",
}
"""What is told of a term, by the property that tells it."""


@dataclass
class Described:
    """A term: what is told of it, and what was found where it is used."""

    iri: str
    label: str
    definition: str = ""
    told: Mapping[str, list[Term]] = field(default_factory=dict)
    uses: int = 0
    examples: list[Row] = field(default_factory=list)
    rules: list[Row] = field(default_factory=list)
    below: list[Term] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name within the ontology, which is its place on the page."""
        return self.iri.rpartition("#")[2]

    @property
    def is_ours(self) -> bool:
        """Whether the ontology makes it, and does not borrow it."""
        return self.iri.startswith(f"{names.ONTOLOGY}#")

    @property
    def is_class(self) -> bool:
        """Whether it is a class, and not a property."""
        return any(term["value"].endswith("#Class") for term in self.told["types"])


async def draw(request: Request, path: str) -> Made:
    """Draw the page of the ontology."""

    async def gather(inquiry: Inquiry) -> dict[str, Any]:
        said, uses, classes, properties, rules, links = await asyncio.gather(
            inquiry.rows("statements-of-graph", graph=GRAPH),
            inquiry.rows("terms-in-use"),
            inquiry.rows("examples-of-classes"),
            inquiry.rows("examples-of-properties"),
            inquiry.rows("rules-of-terms"),
            inquiry.rows("links-between-main-classes"),
        )
        known = {row["term"]["value"]: int(row["uses"]["value"]) for row in uses}
        described = _described(said, known, [*classes, *properties], rules)
        drawing = picture.layout([_link(row) for row in links], {term.iri: term.uses for term in described})
        titles = {term.name: term.label for term in described}
        return {
            **_parts(described),
            "has": _properties(described),
            "picture": drawing,
            "titles": titles,
            "links": links,
        }

    return await drawn(request, "ontology.html", gather, document=path)


def _described(said: list[Row], uses: Mapping[str, int], examples: list[Row], rules: list[Row]) -> list[Described]:
    of_example, of_rule = _by_term(examples), _by_term(rules)
    found = []
    for thing, rows in grouped(said, "thing"):
        iri, told = thing["value"], _told(rows)
        if not told["types"] or iri == names.ONTOLOGY:
            continue
        label, definition = (_text(told, name) for name in ("skos:prefLabel", "skos:definition"))
        short = {name: told[prop] for name, prop in SHORT_FORMS.items()}
        found.append(
            Described(
                iri, label or names.short(iri), definition, short, uses.get(iri, 0), of_example[iri], of_rule[iri]
            )
        )
    _add_narrower(found)
    return found


def _told(rows: Iterable[Row]) -> defaultdict[str, list[Term]]:
    told: defaultdict[str, list[Term]] = defaultdict(list)
    for row in rows:
        told[names.short(row["property"]["value"])].append(row["value"])
    told["types"] = told["rdf:type"]
    return told


def _text(told: Mapping[str, list[Term]], name: str) -> str:
    return next((term["value"] for term in told.get(name, [])), "")


def _by_term(rows: Iterable[Row]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["term"]["value"]].append(row)
    return found


def _add_narrower(found: Iterable[Described]) -> None:
    """Tell of each class and property which others are narrower."""
    by_iri = {term.iri: term for term in found}
    for term in by_iri.values():
        for wider in (*term.told["above"], *term.told["wider"]):
            if wider["value"] in by_iri:
                by_iri[wider["value"]].below.append({"type": "uri", "value": term.iri, "label": term.label})


def _parts(described: list[Described]) -> dict[str, list[Described]]:
    """The parts of the page: our classes, our properties, and what is borrowed."""
    ours = sorted((term for term in described if term.is_ours), key=lambda term: term.label.casefold())
    return {
        "classes": [term for term in ours if term.is_class],
        "properties": [term for term in ours if not term.is_class],
        "borrowed": [term for term in described if not term.is_ours],
    }


def _properties(described: Iterable[Described]) -> dict[str, list[Term]]:
    """The properties that things of each class have, by the class."""
    has: defaultdict[str, list[Term]] = defaultdict(list)
    for term in described:
        for domain in term.told["domain"]:
            has[domain["value"]].append({"type": "uri", "value": term.iri, "label": term.label})
    return has


def _link(row: Row) -> picture.Link:
    return picture.Link(
        row["from"]["value"],
        row["property"]["value"],
        row["property"]["label"],
        row["to"]["value"],
        int(row["statements"]["value"]),
    )
