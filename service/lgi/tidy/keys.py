"""The keys of our JSON: one for each property that the ontology declares, and how its values are written.

A key is the local name of its property, and a class goes by its own; where two would be called the same, ours comes
first, and the other puts the prefix of its vocabulary before its name. How many values there may be, and of which kind,
the shapes say; what they leave open is an array.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Quad

from lgi import names
from lgi.tidy import reverse

TEXT, THING, ADDRESS, ANY = "text", "thing", "address", "any"
"""Kinds of value beside the datatypes: a text in languages, a link to a thing, an address on the web, or anything."""

ENTRY = {"id": "@id", "type": "@type"}
"""The two keys that are no properties."""

BESIDE = "page"
"""The key that tells of the document and not of the thing."""

_PROPERTIES = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")
_SHAPES_OF_FILES = (f"{names.SHAPES}#Ontology-", f"{names.SHAPES}#GraphFile-")
# No shape tells of these: most are derived.
_SAID_HERE = {
    "rdfs:label": (TEXT, False),
    "dcterms:contributor": (THING, True),
    "dcterms:rights": (TEXT, True),
    "lgi:aboutObject": (THING, True),
    "oa:end": ("xsd:integer", False),
    "oa:hasSelector": (THING, True),
    "oa:start": ("xsd:integer", False),
}
_DATATYPES = ("xsd:boolean", "xsd:date", "xsd:decimal", "xsd:integer", "xsd:string")


@dataclass(frozen=True)
class Key:
    """A key: the IRI that it stands for, what its values are, whether they are an array, and its name the other way."""

    name: str
    iri: str
    form: str
    many: bool
    reverse: str
    label: str
    definition: str


@dataclass(frozen=True)
class Keys:
    """All keys, and the classes by the names they go by."""

    keys: tuple[Key, ...]
    classes: dict[str, str]

    @cached_property
    def of(self) -> dict[str, Key]:
        """The key of each property."""
        return {key.iri: key for key in self.keys}

    @cached_property
    def class_names(self) -> dict[str, str]:
        """The name of each class."""
        return {iri: name for name, iri in self.classes.items()}


class _Facts:
    """What the ontology and the shapes say, by subject and property."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.values: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.shapes: dict[str, list[str]] = defaultdict(list)
        self.instances: dict[str, set[str]] = defaultdict(set)
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                self._note(quad.subject.value, names.short(quad.predicate.value), quad.object)

    def _note(self, subject: str, predicate: str, value: NamedNode | Literal) -> None:
        if predicate == "rdf:type" and isinstance(value, NamedNode):
            self.instances[names.short(value.value)].add(subject)
        elif predicate == "sh:path" and not subject.startswith(_SHAPES_OF_FILES):
            self.shapes[value.value].append(subject)
        elif predicate.startswith("sh:") or predicate in ("rdfs:range", "rdfs:domain", "skos:definition", "rdfs:label"):
            self.values[subject, predicate].append(value.value)

    def one(self, subject: str, predicate: str) -> str:
        """A value that is given at most once."""
        return min(self.values.get((subject, predicate), [""]))

    def said(self, iri: str, predicate: str) -> list[str]:
        """What the shapes of a property say of it, one by one; empty where one is silent."""
        return [self.one(shape, predicate) for shape in self.shapes.get(iri, [])]


def read(quads: Iterable[Quad]) -> Keys:
    """Work out the keys from what the ontology and the shapes say."""
    facts = _Facts(quads)
    declared = {iri for kind in _PROPERTIES for iri in facts.instances[kind]}
    properties = {iri for iri in declared if facts.shapes.get(iri) or facts.one(iri, "rdfs:domain")}
    properties |= {names.expand(short) or short for short in _SAID_HERE}
    named = _named([*properties, *facts.instances["owl:Class"]])
    backwards = reverse.named({iri: _subject(facts, iri) for iri in properties if _turns(facts, iri)}, set(named))
    return Keys(
        tuple(_key(facts, name, iri, backwards.get(iri, "")) for name, iri in named.items() if iri in properties),
        {name: iri for name, iri in named.items() if iri in facts.instances["owl:Class"]},
    )


def _named(iris: Iterable[str]) -> dict[str, str]:
    """Name each property and class, ours first."""
    found: dict[str, str] = dict(ENTRY)
    for iri in sorted(iris, key=lambda iri: (not iri.startswith(names.ONTOLOGY), iri)):
        prefix, local = names.shorten(iri) or ("", iri)
        found[f"{prefix}{local[:1].upper()}{local[1:]}" if local in found else local] = iri
    return {name: iri for name, iri in sorted(found.items()) if name not in ENTRY}


def _key(facts: _Facts, name: str, iri: str, backwards: str) -> Key:
    form = _form(facts, iri)
    words = facts.one(iri, "rdfs:label") or names.words(name)
    return Key(name, iri, form, _many(facts, iri, form), backwards, words, facts.one(iri, "skos:definition"))


def _form(facts: _Facts, iri: str) -> str:
    """What the values of a property are."""
    if names.short(iri) in _SAID_HERE:
        return _SAID_HERE[names.short(iri)][0]
    if _points(facts, iri):
        return THING
    if "sh:IRI" in _short(facts.said(iri, "sh:nodeKind")):
        return ADDRESS
    told = {*_short(facts.said(iri, "sh:datatype")), names.short(facts.one(iri, "rdfs:range"))} - {"", "rdfs:Literal"}
    if told == {"rdf:langString"}:
        return TEXT
    return told.pop() if len(told) == 1 and told <= set(_DATATYPES) else ANY


def _short(iris: Iterable[str]) -> Iterator[str]:
    return map(names.short, iris)


def _points(facts: _Facts, iri: str) -> bool:
    """Tell whether a property leads to things, and not to addresses on the web or to texts."""
    if names.short(iri) in _SAID_HERE:
        return _SAID_HERE[names.short(iri)][0] == THING
    patterns = facts.said(iri, "sh:pattern")
    ours = iri.startswith(names.ONTOLOGY)
    if any(pattern.startswith("^https?://") for pattern in patterns):
        return False
    pointing = iri in facts.instances["owl:ObjectProperty"] or any(facts.said(iri, "sh:class"))
    return pointing or (ours and "sh:IRI" in _short(facts.said(iri, "sh:nodeKind")))


def _turns(facts: _Facts, iri: str) -> bool:
    """Tell whether a property is read the other way as well: it leads to things that are no concepts."""
    told = {facts.one(iri, "rdfs:range"), *facts.said(iri, "sh:class")} - {""}
    return _points(facts, iri) and not (told and all(names.short(kind).startswith("skos:") for kind in told))


def _many(facts: _Facts, iri: str, form: str) -> bool:
    """Tell whether there may be several values: shapes alone can promise one, or one a language, of each class."""
    if names.short(iri) in _SAID_HERE:
        return _SAID_HERE[names.short(iri)][1]
    limits = zip(facts.said(iri, "sh:maxCount"), facts.said(iri, "sh:uniqueLang"), strict=True)
    promised: dict[str, bool] = {}
    for shape, (most, unique) in zip(facts.shapes.get(iri, []), limits, strict=True):
        kept = most == "1" or (form == TEXT and unique == "true")
        promised[_class_of(shape)] = promised.get(_class_of(shape), False) or kept
    return not promised or not all(promised.values())


def _subject(facts: _Facts, iri: str) -> str:
    """The class of what has a property, if all is of one class."""
    shaped = {_class_of(shape) for shape in facts.shapes.get(iri, [])}
    given = facts.values.get((iri, "rdfs:domain"), [])
    told = {names.short(domain).partition(":")[2] for domain in given} or shaped
    return told.pop() if len(told) == 1 else "Record"


def _class_of(shape: str) -> str:
    """The class that a shape of a property is for: the first part of its name."""
    return shape.removeprefix(names.SHAPES + "#").partition("-")[0]
