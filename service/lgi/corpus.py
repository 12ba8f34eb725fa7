"""The authored text as facts: every file a named graph, and what the rules derive from them."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
)

from lgi import files, names, turtle
from lgi.errors import BadData, BadGraph

_DERIVED = NamedNode(names.DERIVED_GRAPH)


@dataclass(frozen=True)
class Corpus:
    """Facts by named graph, and the file each graph was read from."""

    quads: tuple[Quad, ...]
    paths: dict[str, Path] = field(default_factory=dict)

    @cached_property
    def home_of(self) -> dict[str, str]:
        """The graph, of those read from files, that first describes each thing."""
        homes: dict[str, str] = {}
        for quad in self.quads:
            graph = graph_of(quad)
            if isinstance(quad.subject, NamedNode) and graph in self.paths:
                homes.setdefault(quad.subject.value, graph)
        return homes

    def subjects_of(self, graphs: Container[str]) -> set[str]:
        """The IRIs that some graphs say something of."""
        return {q.subject.value for q in self.quads if isinstance(q.subject, NamedNode) and graph_of(q) in graphs}

    def with_quads(self, quads: Iterable[Quad]) -> "Corpus":
        """The same corpus with more facts in it."""
        return Corpus((*self.quads, *quads), self.paths)


def graph_of(quad: Quad) -> str:
    """The IRI of the graph that a fact stands in; empty for the default graph."""
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def load(*folders: Path) -> Corpus:
    """Read the Turtle files below folders, each into the graph named after its path. Raises BadData."""
    paths = {files.graph_name(path): path for path in files.turtle_files(*folders)}
    quads = [
        Quad(fact.subject, fact.predicate, fact.object, NamedNode(graph))
        for graph, path in paths.items()
        for fact in turtle.read_file(path)
    ]
    return Corpus(tuple(quads), paths)


def authored() -> Corpus:
    """Read all that is authored: ontology, shapes and graph. Raises BadData."""
    return load(*files.AUTHORED)


def foreign(path: Path, graph_per_file: bool) -> list[Quad]:
    """Read an RDF file of any format, known by its ending, as it is.

    Triples go to the default graph, or to the graph named by the file's IRI. An IRI that is relative to nothing that
    the file itself says is refused: the place of a file on this machine means nothing to those who are told of it.
    Raises BadData naming the file and the line at fault.
    """
    form = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if not path.is_file():
        raise BadData(f"{path}: there is no such file")
    if form is None:
        raise BadData(f"{path}: the ending tells no RDF format: use .ttl, .nt, .nq, .trig, .jsonld or .rdf")
    home = NamedNode(path.resolve().as_uri()) if graph_per_file else DefaultGraph()
    try:
        facts = list(parse(path=str(path), format=form, rename_blank_nodes=True))
    except (SyntaxError, ValueError, OSError) as fault:
        line = f":{fault.lineno}" if isinstance(fault, SyntaxError) and fault.lineno else ""
        raise BadData(f"{path}{line}: this cannot be read as {form.name}: {fault}") from None
    return [
        Quad(f.subject, f.predicate, f.object, home if f.graph_name == DefaultGraph() else f.graph_name) for f in facts
    ]


def complete(data: Corpus, rules: Path = files.RULES) -> Corpus:
    """Add to a corpus what the rules derive from it."""
    return data.with_quads(derived(data.quads, rules))


def derived(quads: Iterable[Quad], rules: Path = files.RULES) -> list[Quad]:
    """Compute what the rules on file derive, for the graph `graph/derived`, without what is already said.

    Each rule is one CONSTRUCT query over the union of what is authored; no rule sees what another derives.
    Raises BadGraph naming the rule that is at fault.
    """
    store = Store()
    store.bulk_extend(quads)
    said = {quad.triple for quad in store}
    found = {triple for rule in sorted(rules.glob("*.rq")) for triple in _run(store, rule)} - said
    return sorted((Quad(t.subject, t.predicate, t.object, _DERIVED) for t in found), key=str)


def _run(store: Store, rule: Path) -> QueryTriples:
    try:
        results = store.query(rule.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    except SyntaxError as fault:
        raise BadGraph(f"{rule}: the rule cannot be read: {fault.msg}") from None
    if not isinstance(results, QueryTriples):
        raise BadGraph(f"{rule}: a rule is one CONSTRUCT query")
    return results


def canonical(quads: Iterable[Quad]) -> bytes:
    """Write facts as canonical N-Quads (RDFC-1.0): the same facts give the same bytes anywhere."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset)).encode()
