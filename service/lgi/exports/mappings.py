"""Mapping sets in SSSOM (tab-separated, with its metadata in front): what of ours is what of others.

A mapping is an authored statement with a property of alignment whose subject is ours and whose object is not. Each set
holds those of one sort of subject to one other dataset. Codes that others keep are no IRIs, so they are no mappings:
they stand in the identifier records.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Triple

from lgi import corpus, names
from lgi.exports.statements import is_authored
from lgi.release import Manifest

FOLDER = "mapping"
ENDING = ".sssom.tsv"
PROPERTIES = (
    *("schema:sameAs", "owl:sameAs", "owl:equivalentClass", "owl:equivalentProperty"),
    *("rdfs:subClassOf", "rdfs:subPropertyOf"),
    *("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"),
)
"""The properties by which something of ours is aligned with something of others."""

_OTHERS = {
    "http://www.wikidata.org/entity/": "wikidata",
    "http://opendatacommunities.org/id/": "opendatacommunities",
    "http://data.ordnancesurvey.co.uk/id/": "ordnance-survey",
    "http://statistics.data.gov.uk/id/": "ons",
}
"""Datasets of others by the beginning of their IRIs; they name the mapping sets."""

_TITLES = {
    "wikidata": "Wikidata",
    "opendatacommunities": "OpenDataCommunities",
    "ordnance-survey": "Ordnance Survey linked data",
    "ons": "the linked data of the Office for National Statistics",
    "cv": "the Core Public Organisation Vocabulary",
    "dcterms": "Dublin Core",
    "foaf": "FOAF",
    "oa": "the Web Annotation vocabulary",
    "org": "the Organization Ontology",
    "prov": "PROV-O",
}
"""What other datasets and vocabularies are called."""

_REVISED = "mapping_date is the day on which the records that state the mappings were last revised."
_COLUMNS = ("subject_id", "subject_label", "predicate_id", "object_id", "mapping_justification")
_BUILT_IN = {"owl", "rdf", "rdfs", "semapv", "skos", "sssom", "xsd", "linkml"}
_IRI = re.compile(r"(.*[/#])([^/#]+)")
_ALIGNING = {names.expand(name) for name in PROPERTIES}
_LABELS = [names.expand(name) for name in ("skos:prefLabel", "lgi:gloss")]
_MODIFIED = names.expand("dcterms:modified")
_SORTS = {"council": "councils", "area": "areas", "place": "places", "organisation": "organisations"}


@dataclass(frozen=True)
class Mapped:
    """A mapping: an IRI of ours, its English label, how it is aligned, and with what; and when its record was revised."""

    subject: str
    label: str
    predicate: str
    object: str
    revised: str


def statements(quads: Iterable[Quad]) -> list[Quad]:
    """All authored statements that align something of ours with something of others."""
    return [
        quad
        for quad in quads
        if quad.predicate.value in _ALIGNING
        and isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith(names.BASE)
        and isinstance(quad.object, NamedNode)
        and not quad.object.value.startswith(names.BASE)
        and is_authored(quad)
    ]


def files(quads: Iterable[Quad], manifest: Manifest) -> dict[str, str]:
    """Write all mapping sets, each by the name of its file."""
    facts = list(quads)
    aligned = statements(facts)
    labels = _literals(facts, {quad.subject for quad in aligned}, _LABELS)
    revised = _literals(facts, {quad.graph_name for quad in aligned}, [_MODIFIED])
    sets = defaultdict(list)
    for quad in aligned:
        subject, value = str(quad.subject)[1:-1], str(quad.object)[1:-1]
        date = revised.get(corpus.graph_of(quad), "")
        mapped = Mapped(subject, labels.get(subject, ""), quad.predicate.value, value, date)
        sets[f"{_sort(subject)}-{_other(value)}"].append(mapped)
    return {name + ENDING: _write(name, found, manifest) for name, found in sorted(sets.items())}


def title(text: str) -> str:
    """What a mapping set is called."""
    return next(line.partition(": ")[2] for line in text.splitlines() if line.startswith("#mapping_set_title"))


def read(text: str) -> set[Triple]:
    """Read the statements of a mapping set that was written here."""
    head = [line[1:] for line in text.splitlines() if line.startswith("#")]
    prefixes = dict(line.strip().split(": ", 1) for line in head if line.startswith("  ") and ": " in line)
    prefixes |= {name: names.VOCABULARIES[name] for name in _BUILT_IN & names.VOCABULARIES.keys()}

    def expanded(curie: str) -> NamedNode:
        prefix, _, local = curie.partition(":")
        return NamedNode(prefixes[prefix] + local)

    rows = csv.DictReader(text.splitlines()[len(head) :], delimiter="\t")
    return {Triple(*(expanded(row[f"{part}_id"]) for part in ("subject", "predicate", "object"))) for row in rows}


def _literals(facts: Iterable[Quad], wanted: set[Any], predicates: list[str | None]) -> dict[str, str]:
    """What some things have for some properties, as far as it is English or in no language."""
    return {
        str(quad.subject)[1:-1]: quad.object.value
        for quad in facts
        if quad.subject in wanted
        and quad.predicate.value in predicates
        and isinstance(quad.object, Literal)
        and quad.object.language in ("en", None)
    }


def _sort(subject: str) -> str:
    record = names.kind_and_slug(subject)
    if record:
        return _SORTS.get(record[0], record[0])
    return "terms" if subject.startswith(names.ONTOLOGY + "#") else "concepts"


def _other(value: str) -> str:
    known = next((name for start, name in _OTHERS.items() if value.startswith(start)), None)
    short = names.shorten(value)
    return known or (short[0] if short else re.sub("[^a-z0-9]+", "-", value.split("/")[2].lower()))


def _write(name: str, found: Sequence[Mapped], manifest: Manifest) -> str:
    prefixes: dict[str, str] = {}
    how = "semapv:ManualMappingCuration" if name.startswith(("terms", "concepts")) else "semapv:UnspecifiedMatching"
    rows = sorted(
        (
            _curie(each.subject, prefixes),
            each.label,
            _curie(each.predicate, prefixes),
            _curie(each.object, prefixes),
            how,
        )
        for each in found
    )
    table = io.StringIO()
    csv.writer(table, delimiter="\t", lineterminator="\n").writerows([_COLUMNS, *rows])
    head = _head(name, prefixes, max(each.revised for each in found), manifest)
    return "".join(f"#{line}\n" for line in head) + table.getvalue()


def _head(name: str, prefixes: dict[str, str], revised: str, manifest: Manifest) -> list[str]:
    editors = _curie(names.EDITORS, prefixes)
    spaces = [f"  {prefix}: {space}" for prefix, space in sorted(prefixes.items()) if prefix not in _BUILT_IN]
    sort, _, other = name.partition("-")
    return [
        *("curie_map:", *spaces),
        f"mapping_set_id: {names.BASE}{FOLDER}/{name}{ENDING}",
        f"mapping_set_version: {manifest.name}",
        f"mapping_set_title: {sort.capitalize()} in {_TITLES.get(other, other)}",
        "mapping_set_description: Alignments of the Local Government Innovation graph with datasets of others.",
        *("creator_id:", f"  - {editors}"),
        *("creator_label:", "  - lgi-editors"),
        f"license: {names.LICENCE}",
        *((f"mapping_date: {revised}",) if revised else ()),
        f"publication_date: {manifest.built[:10]}",
        *((f"comment: {_REVISED}",) if revised else ()),
    ]


def _curie(iri: str, prefixes: dict[str, str]) -> str:
    """Shorten an IRI, and note the prefix that it takes."""
    short = names.shorten(iri)
    if short is None:
        split = _IRI.fullmatch(iri)
        space, local = split.groups() if split else (iri, "")
        known = next(((start, name) for start, name in _OTHERS.items() if space.startswith(start)), None)
        start, name = known or ("", "")
        short = "-".join(filter(None, [name, *re.findall("[a-z0-9]+", space.removeprefix(start).lower())])), local
    prefixes[short[0]] = iri[: len(iri) - len(short[1])]
    return ":".join(short)
