"""The authored text as facts: every file a named graph, and what the rules derive from them."""

import re
from collections.abc import Iterable, Sequence
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

_AFTER = re.compile(r"^#\+ after: (.+)$", re.MULTILINE)
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

    def subjects_of(self, paths: Iterable[Path]) -> set[str]:
        """The IRIs that some files say something of."""
        wanted = {path.resolve() for path in paths}
        graphs = {graph for graph, path in self.paths.items() if path.resolve() in wanted}
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
    return load(files.ONTOLOGY, files.SHAPES, files.GRAPH)


def foreign(path: Path, graph_per_file: bool) -> list[Quad]:
    """Read an RDF file of any format, known by its ending, as it is.

    Triples go to the default graph, or to the graph named by the file's IRI.
    Raises BadData naming the file and the line at fault.
    """
    form = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if not path.is_file():
        raise BadData(f"{path}: there is no such file")
    if form is None:
        raise BadData(f"{path}: the ending tells no RDF format: use .ttl, .nt, .nq, .trig, .jsonld or .rdf")
    home = NamedNode(path.resolve().as_uri()) if graph_per_file else DefaultGraph()
    try:
        facts = list(parse(path=str(path), format=form, base_iri=path.resolve().as_uri(), rename_blank_nodes=True))
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

    Each rule is one CONSTRUCT query over the union of all graphs. A rule with a line `#+ after: <rule>`
    sees what that rule derived. Raises BadGraph naming the rule that is at fault.
    """
    store = Store()
    store.bulk_extend(quads)
    said = {(quad.subject, quad.predicate, quad.object) for quad in store}
    found: dict[Quad, None] = {}
    for rule in _in_order(sorted(rules.glob("*.rq"))):
        results = _run(store, rule)
        new = [Quad(t.subject, t.predicate, t.object, _DERIVED) for t in results]
        store.extend(new)
        found.update(dict.fromkeys(quad for quad in new if (quad.subject, quad.predicate, quad.object) not in said))
    return sorted(found, key=str)


def _run(store: Store, rule: Path) -> QueryTriples:
    try:
        results = store.query(rule.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    except SyntaxError as fault:
        raise BadGraph(f"{rule}: the rule cannot be read: {fault.msg}") from None
    if not isinstance(results, QueryTriples):
        raise BadGraph(f"{rule}: a rule is one CONSTRUCT query")
    return results


def _in_order(rules: Sequence[Path]) -> list[Path]:
    """Put each rule after the rules that it names."""
    needs = {rule.stem: _AFTER.findall(rule.read_text(encoding="utf-8")) for rule in rules}
    by_name = {rule.stem: rule for rule in rules}
    done: list[str] = []
    while len(done) < len(rules):
        ready = [name for name in by_name if name not in done and set(needs[name]) <= set(done)]
        if not ready:
            raise BadGraph(f"the rules {sorted(set(by_name) - set(done))} wait for each other or for no rule at all")
        done += ready
    return [by_name[name] for name in done]


def canonical(quads: Iterable[Quad]) -> bytes:
    """Write facts as canonical N-Quads (RDFC-1.0): the same facts give the same bytes anywhere."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset)).encode()
