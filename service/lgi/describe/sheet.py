"""Read the whole description of a release back, as what a page tells of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from lgi import names
from lgi.describe.facts import DATASET

Said = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True)
class File:
    """A file of a release: what it is called, what it holds, and how to tell that it is whole."""

    name: str
    title: str
    text: str
    media_type: str
    packed_type: str
    address: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Part:
    """A part of the dataset: what it is of, how much of it there is, how its IRIs look, and one of them."""

    of: str
    title: str
    count: int
    space: str = ""
    example: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a page tells of a dataset."""

    description: str
    keywords: list[str]
    issued: str
    modified: str
    period: tuple[str, str]
    version_notes: str
    totals: dict[str, int]
    classes: list[Part]
    kinds: list[Part]
    codes: list[Part]
    links: list[Part]
    vocabularies: list[str]
    files: list[File]


def read(facts: Iterable[Triple]) -> Sheet:
    """Read the facts of a description; what they do not tell is left empty."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        if isinstance(fact.subject, NamedNode) and isinstance(fact.object, NamedNode | Literal):
            said[fact.subject.value][names.short(fact.predicate.value)].append(fact.object.value)
    whole = said[DATASET]
    return Sheet(
        description=_one(whole, "dcterms:description"),
        keywords=sorted(whole["dcat:keyword"]),
        issued=_one(whole, "dcterms:issued"),
        modified=_one(whole, "dcterms:modified"),
        period=(_one(said[f"{DATASET}#period"], "dcat:startDate"), _one(said[f"{DATASET}#period"], "dcat:endDate")),
        version_notes=_one(whole, "adms:versionNotes"),
        totals={prop: int(values[0]) for prop, values in whole.items() if prop in _TOTALS},
        classes=_most_first(_classes(said)),
        kinds=_most_first(_subsets(said, "kind-")),
        codes=_most_first(_subsets(said, "codes-")),
        links=_most_first(_subsets(said, "links-")),
        vocabularies=sorted(whole["void:vocabulary"]),
        files=sorted(_files(said), key=lambda file: file.title),
    )


_TOTALS = (
    "void:triples",
    "void:entities",
    "void:distinctSubjects",
    "void:distinctObjects",
    "void:classes",
    "void:properties",
)


def _one(said: Mapping[str, list[str]], prop: str) -> str:
    return next(iter(said.get(prop, [])), "")


def _most_first(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: (-part.count, part.title))


def _classes(said: Said) -> Iterator[Part]:
    """The classes of our own vocabulary; those of others are wider, and would count the same things again."""
    for part in said[DATASET].get("void:classPartition", []):
        of = _one(said[part], "void:class")
        if of.startswith(names.ONTOLOGY):
            yield Part(of, names.words(of.rpartition("#")[2]), int(_one(said[part], "void:entities")))


def _subsets(said: Said, beginning: str) -> Iterator[Part]:
    for part in said[DATASET].get("void:subset", []):
        name, about = part.removeprefix(f"{DATASET}#"), said[part]
        if name.startswith(beginning):
            target = said.get(_one(about, "void:objectsTarget"), {})
            yield Part(
                of=_one(about, "dcterms:subject") or _one(target, "foaf:homepage") or name.removeprefix(beginning),
                title=_one(about, "dcterms:title"),
                count=int(_one(about, "void:entities") or _one(about, "void:triples")),
                space=_one(about, "void:uriSpace") or _one(target, "void:uriSpace"),
                example=_one(about, "void:exampleResource") or _one(about, "void:linkPredicate"),
            )


def _files(said: Said) -> Iterator[File]:
    for here in said[DATASET].get("dcat:distribution", []):
        about = said[here]
        yield File(
            name=_one(about, "dcat:downloadURL").rpartition("/")[2],
            title=_one(about, "dcterms:title"),
            text=_one(about, "dcterms:description"),
            media_type=_type(_one(about, "dcat:mediaType")),
            packed_type=_type(_one(about, "dcat:compressFormat") or _one(about, "dcat:packageFormat")),
            address=_one(about, "dcat:downloadURL"),
            size=int(_one(about, "dcat:byteSize")),
            sha256=_one(said[_one(about, "spdx:checksum")], "spdx:checksumValue"),
        )


def _type(address: str) -> str:
    return address.partition("media-types/")[2]
