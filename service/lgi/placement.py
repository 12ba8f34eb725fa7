"""Whether each record lies where its name says, once, and speaks only of terms and things that there are.

Shapes see facts and not files; this sees files.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pyoxigraph import NamedNode, Quad

from lgi import corpus, files, names
from lgi.corpus import Corpus

_BASE = re.compile(r"^@base <([^>]*)> \.", re.MULTILINE)
_TERMS = names.ONTOLOGY + "#"
_TYPE = names.VOCABULARIES["rdf"] + "type"


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with where a thing lies, or with a name that it uses; `graph` is that of the file."""

    graph: str
    thing: str
    rule: str
    message: str
    value: str = ""


def faults(data: Corpus) -> list[Fault]:
    """Find all faults in the files of a corpus."""
    said = [quad for quad in data.quads if corpus.graph_of(quad) in data.paths]
    described = {quad.subject.value for quad in said if isinstance(quad.subject, NamedNode)} | set(data.paths)
    records = _records(data)
    return [
        *_bases(data, records),
        *_homes(records, said),
        *_repeated(said),
        *_undeclared(said, described),
        *_dangling(said, described),
    ]


def _records(data: Corpus) -> dict[str, str]:
    """The graphs of the files of records, each with its path below `graph/`."""
    folder = files.GRAPH.resolve()
    below = {graph: path.resolve() for graph, path in data.paths.items() if path.resolve().is_relative_to(folder)}
    return {graph: path.relative_to(folder).with_suffix("").as_posix() for graph, path in below.items()}


def _bases(data: Corpus, records: Iterable[str]) -> Iterator[Fault]:
    for graph in records:
        base = _BASE.search(data.paths[graph].read_text(encoding="utf-8"))
        if base is None or base[1] != graph:
            wrong = base[1] if base else ""
            yield Fault(
                graph, graph, "File-base", f"The file must begin with its own name: write @base <{graph}> .", wrong
            )


def _homes(records: Mapping[str, str], said: Iterable[Quad]) -> Iterator[Fault]:
    stems = {path.rpartition("/")[2] for path in records.values()}
    for thing, graph in sorted(
        {(q.subject.value, corpus.graph_of(q)) for q in said if isinstance(q.subject, NamedNode)}
    ):
        parts = names.kind_and_slug(thing.partition("#")[0])
        if graph not in records or parts is None:
            continue
        kind, slug = parts
        if not names.is_slug(slug):
            yield Fault(graph, thing, "File-slug", "A name is lower-case words joined by hyphens: rename the record.")
        homes = _homes_of(kind, slug, stems)
        if records[graph] not in homes and records[graph].rpartition("/")[2] not in homes:
            advice = (
                f"move it to graph/{homes[0]}.ttl, or correct its name"
                if homes
                else "begin its name with that of its file"
            )
            yield Fault(graph, thing, "File-home", f"The record lies in a file that its name does not tell: {advice}.")


def _homes_of(kind: str, slug: str, stems: Container[str]) -> list[str]:
    """Where a record may lie: its own file or the register of its kind, or the file whose name begins its own."""
    if kind not in (*names.CASE_KINDS, "annotation"):
        return [f"{kind}/{slug}", kind]
    words = slug.split("-")
    beginnings = ("-".join(words[:count]) for count in range(len(words) - 1, 0, -1))
    return [beginning for beginning in beginnings if beginning in stems][:1]


def _repeated(said: Iterable[Quad]) -> Iterator[Fault]:
    graphs = defaultdict(set)
    for quad in said:
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(names.THINGS):
            graphs[quad.subject.value].add(corpus.graph_of(quad))
    for thing, found in graphs.items():
        for graph in sorted(found) if len(found) > 1 else ():
            others = ", ".join(sorted(found - {graph}))
            yield Fault(
                graph, thing, "File-once", "The record is described in another file too: keep one of them.", others
            )


def _undeclared(said: Iterable[Quad], described: set[str]) -> Iterator[Fault]:
    terms = [iri.removeprefix(_TERMS) for iri in described if iri.startswith(_TERMS)]
    for quad in said if terms else ():
        used = quad.object if quad.predicate.value == _TYPE else quad.predicate
        if isinstance(used, NamedNode) and used.value.startswith(_TERMS) and used.value not in described:
            near = get_close_matches(used.value.removeprefix(_TERMS), terms, n=1)
            advice = f"did you mean lgi:{near[0]}?" if near else "see ontology/lgi.ttl for those there are."
            yield _fault(quad, "Term-declared", f"The ontology has no such term: {advice}", used.value)


def _dangling(said: Iterable[Quad], described: set[str]) -> Iterator[Fault]:
    for quad in said:
        value = quad.object.value if isinstance(quad.object, NamedNode) else ""
        if value.startswith((names.THINGS, names.SCHEMES)) and value not in described:
            # Only names of the same kind are worth comparing; to compare all takes seconds for each.
            alike = [name for name in described if name.startswith(value[: value.rfind("/")])]
            near = get_close_matches(value, alike, n=1, cutoff=0.9)
            advice = f"did you mean {names.short(near[0])}?" if near else "correct the name, or add the record."
            yield _fault(
                quad,
                "Thing-described",
                f"{names.short(quad.predicate.value)} names what no file describes: {advice}",
                value,
            )


def _fault(quad: Quad, rule: str, message: str, value: str) -> Fault:
    graph = corpus.graph_of(quad)
    thing = quad.subject.value if isinstance(quad.subject, NamedNode) else graph
    return Fault(graph, thing, rule, message, value)
