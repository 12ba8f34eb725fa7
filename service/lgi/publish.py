"""Publish a release: load it into a SPARQL store beside what is there, and put it in place in one request.

Its graphs are loaded under names of their own, and counted; then one update moves them all to their names, drops the
graphs that the release before had and this one has not, and marks which release is there. Whoever is interrupted
leaves the store's graphs as they were, and goes on where they stopped by doing the same again.

All facts stand in one more graph as well, for queries that name none: not every store has a union of its graphs that
is free of facts of others and of repetitions. It is copied from the others, so blank nodes are the same in both.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from contextlib import suppress
from functools import partial

from pyoxigraph import BlankNode, Quad, RdfFormat, parse

from lgi.corpus import graph_of
from lgi.engine.remote import PUBLISHED
from lgi.errors import BadQuery, BadRelease, QueryError, Untrustworthy
from lgi.release import Release
from lgi.target import Target

Tell = Callable[[str, int], None]
"""Takes what is being done, and how many facts of the release were loaded for it."""

Staging = Callable[[str], str]
Facts = dict[str, set[str]]

MARK = "urn:lgi:release"
"""The graph that says which release is published, and in which graphs."""

_STAGING = "urn:lgi:staging:"
_DIGEST, _GRAPH = "urn:lgi:digest", "urn:lgi:graph"
_MOST_FACTS, _MOST_BYTES, _MOST_GRAPHS, _MOST_STEPS = 500, 200_000, 50, 200


def publish(release: Release, target: Target, tell: Tell) -> bool:
    """Load a release into a store, if it is not there yet, and tell if that was needed.

    Raises QueryError if the store does not do its part, BadRelease for a release that has facts outside its graphs.
    """
    facts = _facts(release)
    expected = {graph: len(lines) for graph, lines in facts.items()}
    expected[PUBLISHED] = len({line for lines in facts.values() for line in lines})
    tell("looking", 0)
    if published(target) == release.manifest.digest and target.counts(expected) == expected:
        return False
    staging = partial(_aside, release.manifest.digest)
    _stage(facts, staging, target, tell)
    _put_in_place(list(expected), staging, release.manifest.digest, target, tell)
    tell("comparing", 0)
    _compare(expected, target.counts(expected))
    return True


def published(target: Target) -> str | None:
    """The digest of the release that is in a store, None if there is none. Raises QueryError."""
    rows = list(target.rows(f"SELECT ?digest WHERE {{ GRAPH <{MARK}> {{ <{MARK}> <{_DIGEST}> ?digest }} }}"))
    return rows[0]["digest"] if len(rows) == 1 else None


def require_published(release: Release, target: Target) -> None:
    """Refuse a store that says it holds another release. One that is silent is asked again by each query.

    Raises BadRelease.
    """
    with suppress(QueryError):
        digest = published(target)
        if digest not in (None, release.manifest.digest):
            advice = "publish this one with 'lgi publish', or serve that one with --release"
            raise BadRelease(f"{target.query.url} holds another release than {release.manifest.name}: {advice}")


def _aside(digest: str, graph: str) -> str:
    """The name that a graph of a release has until it is put in place."""
    return f"{_STAGING}{digest}:{graph}"


def _facts(release: Release) -> Facts:
    """The statements of a release by graph, as they are written in N-Triples and SPARQL alike."""
    facts: Facts = defaultdict(set)
    homes: dict[BlankNode, str] = {}
    for quad in parse(release.dump(), format=RdfFormat.N_QUADS):
        graph = graph_of(quad)
        if not graph or any(homes.setdefault(node, graph) != graph for node in _blank_nodes(quad)):
            raise BadRelease(
                f"{release.path} has facts outside its named graphs, or blank nodes that stand in two of them: "
                "such a release is served from its files only"
            )
        facts[graph].add(f"{quad.triple} .")
    return facts


def _blank_nodes(quad: Quad) -> list[BlankNode]:
    return [term for term in (quad.subject, quad.object) if isinstance(term, BlankNode)]


def _stage(facts: Facts, staging: Staging, target: Target, tell: Tell) -> None:
    """Load graph by graph under another name; what an earlier attempt loaded whole is kept, all else is dropped."""
    expected = {staging(graph): len(lines) for graph, lines in facts.items()}
    present = target.counts(expected)
    whole = {graph for graph, count in expected.items() if present.get(graph) == count}
    stale = set(target.graphs(_STAGING)) - whole
    target.change(*map(_drop, sorted(stale)))
    _load(facts, whole, staging, target, tell)
    _compare(expected, target.counts(expected))
    graphs = list(facts)
    for start in range(0, len(graphs), _MOST_GRAPHS):
        some = graphs[start : start + _MOST_GRAPHS]
        tell(f"copying {some[-1]}", 0)
        target.change(*(f"ADD <{staging(graph)}> TO <{staging(PUBLISHED)}>" for graph in some))


def _load(facts: Facts, whole: Container[str], staging: Staging, target: Target, tell: Tell) -> None:
    """Load all graphs that are not there yet; small ones share a request."""
    steps: list[str] = []
    loaded = 0
    for graph, lines in facts.items():
        for step, count in _inserts(staging(graph), lines):
            steps += [] if staging(graph) in whole else [step]
            loaded += count
            if loaded >= _MOST_FACTS:
                target.change(*steps)
                tell(graph, loaded)
                steps, loaded = [], 0
    target.change(*steps)
    tell("comparing", loaded)


def _inserts(graph: str, lines: set[str]) -> Iterator[tuple[str, int]]:
    """The updates that load some statements into a graph, and the number of statements in each.

    A blank node is new in each update, so all statements with one are in the first. It is written as a pattern,
    for one store takes none as data.
    """
    nameless = sorted(line for line in lines if line.startswith("_:") or " _:" in line)
    if nameless:
        yield f"INSERT {{ GRAPH <{graph}> {{\n{chr(10).join(nameless)}\n}} }} WHERE {{}}", len(nameless)
    part: list[str] = []
    for line in sorted(lines.difference(nameless)):
        if len(part) == _MOST_FACTS or sum(map(len, part)) + len(line) > _MOST_BYTES:
            yield _insert(graph, part), len(part)
            part = []
        part.append(line)
    if part:
        yield _insert(graph, part), len(part)


def _insert(graph: str, lines: list[str]) -> str:
    return f"INSERT DATA {{ GRAPH <{graph}> {{\n{chr(10).join(lines)}\n}} }}"


def _put_in_place(graphs: list[str], staging: Staging, digest: str, target: Target, tell: Tell) -> None:
    """Give all graphs their names, in one request if the store takes it, whose last step is the mark.

    Until then the store is marked as holding the graphs of both releases, and neither.
    """
    tell("putting in place", 0)
    rows = target.rows(f"SELECT ?graph WHERE {{ GRAPH <{MARK}> {{ <{MARK}> <{_GRAPH}> ?graph }} }}")
    gone = {row["graph"] for row in rows}.difference(graphs)
    holds = [f"<{MARK}> <{_GRAPH}> <{graph}> ." for graph in graphs]
    steps = [
        f"DELETE WHERE {{ GRAPH <{MARK}> {{ <{MARK}> <{_DIGEST}> ?digest }} }}",
        _insert(MARK, holds),
        *(f"MOVE <{staging(graph)}> TO <{graph}>" for graph in graphs),
        *map(_drop, sorted(gone)),
        _drop(MARK),
        _insert(MARK, [*holds, f'<{MARK}> <{_DIGEST}> "{digest}" .']),
    ]
    try:
        target.change(*steps)
    except BadQuery:
        if len(steps) <= _MOST_STEPS:
            raise
        # Virtuoso makes one statement of a request, and takes none of a thousand moves.
        for first in range(0, len(steps), _MOST_STEPS):
            target.change(*steps[first : first + _MOST_STEPS])


def _drop(graph: str) -> str:
    return f"DROP SILENT GRAPH <{graph}>"


def _compare(expected: dict[str, int], found: dict[str, int]) -> None:
    for graph, count in expected.items():
        if found.get(graph, 0) != count:
            raise Untrustworthy(
                f"the store holds {found.get(graph, 0)} facts in <{graph}> where there should be {count}: "
                "publish again when nobody else writes to it"
            )
