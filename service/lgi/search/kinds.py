"""The kinds of what can be found: what each is called, and how much its names weigh."""

from dataclasses import dataclass

from lgi import names


@dataclass(frozen=True)
class Kind:
    """A kind: what many of it are called, and how much weight a match with one has."""

    title: str
    weight: float = 1.0


KINDS = {
    "page": Kind("Pages", 1.2),
    "model": Kind("Models", 2.0),
    "council": Kind("Councils", 2.0),
    "initiative": Kind("Initiatives", 1.4),
    "mechanism": Kind("Responses and what prompts them", 1.3),
    "condition": Kind("Conditions", 1.3),
    "need": Kind("Needs", 1.3),
    "programme": Kind("Programmes", 1.4),
    "place": Kind("Places", 1.3),
    "organisation": Kind("Organisations", 1.2),
    "person": Kind("People", 1.2),
    "group": Kind("Groups of people"),
    "source": Kind("Sources", 1.1),
    "study": Kind("Studies"),
    "claim": Kind("Claims", 0.8),
    "question": Kind("Open questions of the programme"),
    "asked": Kind("Questions that the data answer"),
    "concept": Kind("Concepts", 0.9),
    "scheme": Kind("Lists of concepts", 0.8),
    "term": Kind("Terms of the ontology", 0.8),
    "theory": Kind("Theories"),
    "event": Kind("Events"),
    "post": Kind("Posts that people held", 0.7),
    "phase": Kind("Phases", 0.8),
    "change": Kind("Changes of councils", 0.8),
    "component": Kind("Parts of models", 0.9),
    "comparator": Kind("Comparisons", 0.7),
    "guide": Kind("Guides", 0.8),
}
"""All kinds, in the order in which they are offered."""


def of(iri: str) -> str:
    """The kind of what an IRI names; empty if nobody looks for it.

    >>> of("https://w3id.org/lgi/id/model/wigan-deal"), of("https://w3id.org/lgi/scheme/stance#for")
    ('model', 'concept')
    >>> of("https://w3id.org/lgi/ontology#Model"), of("https://w3id.org/lgi/id/share/x")
    ('term', '')
    """
    if iri.startswith(names.THINGS):
        kind = iri.removeprefix(names.THINGS).partition("/")[0]
        return kind if kind in KINDS and "#" not in iri else ""
    if iri.startswith(names.SCHEMES):
        return "concept" if "#" in iri else "scheme"
    if iri.startswith(f"{names.ONTOLOGY}#"):
        return "term"
    return "asked" if iri.startswith(names.QUERIES) else ""
