"""Releases in DCAT: each a version of the dataset, with the files that it can be had as and their checksums."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from lgi import names
from lgi.web.catalogue import Entry
from lgi.web.releases import downloads

Term = NamedNode | Literal
Fact = tuple[str, str, Term]

_SERIES = names.RELEASES.removesuffix("/")
_DATASET = names.BASE + "dataset"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_TYPES = "https://www.iana.org/assignments/media-types/"
_SPDX = "http://spdx.org/rdf/terms#"
_PACKED = {"gz": "application/gzip"}
_INNER = {"dump.nq.gz": "application/n-quads", "dump.trig.gz": "application/trig"}


def every(entries: list[Entry]) -> list[Triple]:
    """All releases, newest first, and which of them is the newest."""
    facts: list[Fact] = [
        (_SERIES, "rdf:type", _iri("dcat:DatasetSeries")),
        (_SERIES, "dcterms:title", Literal("Releases of the Local Government Innovation graph", language="en")),
        (_SERIES, "dcat:first", NamedNode(_address(entries[-1].name))),
        (_SERIES, "dcat:last", NamedNode(_address(entries[0].name))),
        *(
            (_DATASET, "dcat:hasCurrentVersion", NamedNode(_address(entry.name)))
            for entry in [each for each in entries if each.kept][:1]
        ),
        *((_DATASET, "dcat:hasVersion", NamedNode(_address(entry.name))) for entry in entries),
    ]
    return _triples([*facts, *(fact for entry in entries for fact in _about(entry))])


def one(entry: Entry) -> list[Triple]:
    """One release, and its files while they are kept."""
    return _triples([*_about(entry), *(_files(entry) if entry.kept else ())])


def document(triples: Iterable[Triple], media_type: str) -> bytes:
    """Write facts in a format of a graph."""
    form = RdfFormat.from_media_type(media_type)
    assert form
    return serialize(triples, format=form, prefixes={**names.VOCABULARIES, "spdx": _SPDX}) or b""


def _about(entry: Entry) -> Iterator[Fact]:
    made, here = entry.manifest, _address(entry.name)
    yield here, "rdf:type", _iri("dcat:Dataset")
    yield here, "dcterms:title", Literal(f"Local Government Innovation graph, release {entry.name}", language="en")
    yield here, "dcterms:identifier", Literal(entry.name)
    yield here, "dcterms:issued", Literal(made.built, datatype=_iri("xsd:dateTime"))
    yield here, "dcterms:license", NamedNode(_LICENCE)
    yield here, "dcterms:publisher", NamedNode(names.thing("group", "lgi-editors"))
    yield here, "dcat:version", Literal(entry.name)
    yield here, "dcat:isVersionOf", NamedNode(_DATASET)
    yield here, "dcat:inSeries", NamedNode(_SERIES)
    yield here, "void:triples", Literal(made.quads)
    yield here, "lgi:sha256", Literal(made.digest)
    if made.before:
        yield here, "dcat:previousVersion", NamedNode(_address(made.before))
        yield here, "dcat:prev", NamedNode(_address(made.before))
    if made.dropped:
        yield here, "prov:invalidatedAtTime", Literal(made.dropped, datatype=_iri("xsd:dateTime"))


def _files(entry: Entry) -> Iterator[Fact]:
    here = _address(entry.name)
    for name in downloads.main_files(entry):
        at = f"{here}/{name}"
        ending = name.rpartition(".")[2]
        kind = (_INNER.get(name) or downloads.media_type(name)).partition(";")[0]
        yield here, "dcat:distribution", NamedNode(at)
        yield at, "rdf:type", _iri("dcat:Distribution")
        yield at, "dcterms:title", Literal(downloads.about(name), language="en")
        yield at, "dcterms:license", NamedNode(_LICENCE)
        yield at, "dcat:accessURL", NamedNode(here)
        yield at, "dcat:downloadURL", NamedNode(at)
        yield at, "dcat:mediaType", NamedNode(_TYPES + kind)
        if name in _INNER:
            yield at, "dcat:compressFormat", NamedNode(_TYPES + _PACKED[ending])
        yield at, "dcat:byteSize", Literal(str(downloads.size(entry, name)), datatype=_iri("xsd:nonNegativeInteger"))
        yield at, f"{_SPDX}checksum", NamedNode(f"{at}#checksum")
        yield f"{at}#checksum", "rdf:type", NamedNode(f"{_SPDX}Checksum")
        yield f"{at}#checksum", f"{_SPDX}algorithm", NamedNode(f"{_SPDX}checksumAlgorithm_sha256")
        digest = Literal(entry.manifest.files[name], datatype=_iri("xsd:hexBinary"))
        yield f"{at}#checksum", f"{_SPDX}checksumValue", digest


def _address(name: str) -> str:
    return names.RELEASES + name


def _triples(facts: Iterable[Fact]) -> list[Triple]:
    return sorted((Triple(NamedNode(s), _iri(p), o) for s, p, o in facts), key=str)


def _iri(curie: str) -> NamedNode:
    return NamedNode(names.expand(curie) or curie)
