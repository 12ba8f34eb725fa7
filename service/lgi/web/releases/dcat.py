"""Releases in DCAT: each a version of the dataset, with the files that it can be had as and their checksums."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from lgi import names
from lgi.describe import distributions
from lgi.describe.facts import DATASET, Fact, english, iri, triples
from lgi.web.catalogue import Entry
from lgi.web.releases import downloads

_SERIES = names.RELEASES.removesuffix("/")
_PACKED = {"gz": "application/gzip"}
_INNER = {"dump.nq.gz": "application/n-quads", "dump.trig.gz": "application/trig"}


def every(entries: list[Entry]) -> list[Triple]:
    """All releases, newest first, and which of them is the newest."""
    facts: list[Fact] = [
        (_SERIES, "rdf:type", iri("dcat:DatasetSeries")),
        (_SERIES, "dcterms:title", english("Releases of the Local Government Innovation graph")),
        (_SERIES, "dcat:first", NamedNode(_address(entries[-1].name))),
        (_SERIES, "dcat:last", NamedNode(_address(entries[0].name))),
        *(
            (DATASET, "dcat:hasCurrentVersion", NamedNode(_address(entry.name)))
            for entry in [each for each in entries if each.kept][:1]
        ),
        *((DATASET, "dcat:hasVersion", NamedNode(_address(entry.name))) for entry in entries),
    ]
    return _triples([*facts, *(fact for entry in entries for fact in _about(entry))])


def one(entry: Entry) -> list[Triple]:
    """One release, and its files while they are kept."""
    return _triples([*_about(entry), *(_files(entry) if entry.kept else ())])


def document(facts: Iterable[Triple], media_type: str) -> bytes:
    """Write facts in a format of a graph."""
    form = RdfFormat.from_media_type(media_type)
    assert form
    return serialize(facts, format=form, prefixes=names.VOCABULARIES) or b""


def _about(entry: Entry) -> Iterator[Fact]:
    made, here = entry.manifest, _address(entry.name)
    yield here, "rdf:type", iri("dcat:Dataset")
    yield here, "dcterms:title", english(f"Local Government Innovation graph, release {entry.name}")
    yield here, "dcterms:identifier", Literal(entry.name)
    yield here, "dcterms:issued", Literal(made.built, datatype=iri("xsd:dateTime"))
    yield here, "dcterms:license", NamedNode(names.LICENCE)
    yield here, "dcterms:publisher", NamedNode(names.EDITORS)
    yield here, "dcat:version", Literal(entry.name)
    yield here, "dcat:isVersionOf", NamedNode(DATASET)
    yield here, "dcat:inSeries", NamedNode(_SERIES)
    yield here, "void:triples", Literal(made.quads)
    yield here, "lgi:sha256", Literal(made.digest)
    if made.before:
        yield here, "dcat:previousVersion", NamedNode(_address(made.before))
        yield here, "dcat:prev", NamedNode(_address(made.before))
    if made.dropped:
        yield here, "prov:invalidatedAtTime", Literal(made.dropped, datatype=iri("xsd:dateTime"))


def _files(entry: Entry) -> Iterator[Fact]:
    here = _address(entry.name)
    for name in downloads.main_files(entry):
        at = f"{here}/{name}"
        ending = name.rpartition(".")[2]
        kind = (_INNER.get(name) or downloads.media_type(name)).partition(";")[0]
        yield here, "dcat:distribution", NamedNode(at)
        yield at, "rdf:type", iri("dcat:Distribution")
        yield at, "dcterms:title", english(downloads.about(name))
        yield at, "dcterms:license", NamedNode(names.LICENCE)
        yield at, "dcat:accessURL", NamedNode(here)
        yield at, "dcat:downloadURL", NamedNode(at)
        yield at, "dcat:mediaType", NamedNode(names.MEDIA_TYPES + kind)
        if name in _INNER:
            yield at, "dcat:compressFormat", NamedNode(names.MEDIA_TYPES + _PACKED[ending])
        yield at, "dcat:byteSize", Literal(str(downloads.size(entry, name)), datatype=iri("xsd:nonNegativeInteger"))
        yield from distributions.checksum(at, entry.manifest.files[name])


def _address(name: str) -> str:
    return names.RELEASES + name


def _triples(facts: Iterable[Fact]) -> list[Triple]:
    return sorted(triples(facts), key=str)
