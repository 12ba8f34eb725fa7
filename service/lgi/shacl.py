"""Run pySHACL over facts and shapes, side by side on the processors that there are.

pySHACL takes the shapes one after another. Shapes do not look at each other's findings, so that parts of them can run in
processes of their own, which hold the facts from the moment they are forked.
"""

import multiprocessing
import os
import re
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection

import pyshacl
import rdflib
from pyshacl.errors import ReportableRuntimeError
from rdflib.namespace import RDF, SH

from lgi.errors import BadData

TARGETS: dict[rdflib.term.Node, Callable[[rdflib.Graph, rdflib.term.Node], Iterable[rdflib.term.Node]]] = {
    SH.targetNode: lambda _, node: [node],
    SH.targetClass: lambda facts, kind: facts.subjects(RDF.type, kind),
    SH.targetSubjectsOf: lambda facts, path: facts.subjects(path),
    SH.targetObjectsOf: lambda facts, path: facts.objects(None, path),
}
"""How each way of aiming a shape finds the things it is aimed at."""
_FEW = 20_000
"""So many things are looked at in one process; to start more takes longer than it saves."""


def validate(facts: rdflib.Graph, rules: rdflib.Graph) -> rdflib.Graph:
    """Hold facts against shapes, and give the SHACL validation report. Raises BadData if a shape cannot be used."""
    return _joined(list(_reports(_parts(facts, rules), facts)))


def _parts(facts: rdflib.Graph, rules: rdflib.Graph) -> list[rdflib.Graph]:
    """The shapes, dealt out so that each part has about as much to look at."""
    costs = {shape: _cost(facts, rules, shape) for path in TARGETS for shape in set(rules.subjects(path))}
    processes = min(os.cpu_count() or 1, len(costs)) if sum(costs.values()) > _FEW else 1
    loads = [0] * max(1, processes)
    dealt: list[set[rdflib.term.Node]] = [set() for _ in loads]
    for shape in sorted(costs, key=lambda shape: (-costs[shape], shape)):
        least = loads.index(min(loads))
        loads[least] += costs[shape]
        dealt[least].add(shape)
    return [_only(rules, shapes) for shapes in dealt]


def _cost(facts: rdflib.Graph, rules: rdflib.Graph, shape: rdflib.term.Node) -> int:
    """About how many times a rule is held against a thing."""
    targets = ((aimed_at, target) for path, aimed_at in TARGETS.items() for target in rules.objects(shape, path))
    aimed = sum(1 for aimed_at, target in targets for _ in aimed_at(facts, target))
    return aimed * sum(1 for _ in rules.predicate_objects(shape))


def _only(rules: rdflib.Graph, shapes: set[rdflib.term.Node]) -> rdflib.Graph:
    """All rules, of which some shapes alone are aimed at anything."""
    part = rdflib.Graph()
    for shape, path, value in rules:
        if path not in TARGETS or shape in shapes:
            part.add((shape, path, value))
    return part


def _reports(parts: list[rdflib.Graph], facts: rdflib.Graph) -> Iterator[rdflib.Graph]:
    """Run the first part here and the others beside it. A process that loses us ends with its part."""
    fork = multiprocessing.get_context("fork")
    running = []
    for part in parts[1:]:
        ours, theirs = fork.Pipe(duplex=False)
        process = fork.Process(target=_send, args=(theirs, part, facts), daemon=True)
        process.start()
        theirs.close()
        running.append((process, ours))
    yield _report(parts[0], facts)
    for process, ours in running:
        try:
            answer = ours.recv()
        except EOFError:
            raise BadData("the check broke off: one of its processes was ended from outside; run it again") from None
        process.join()
        if isinstance(answer, BadData):
            raise answer
        yield rdflib.Graph().parse(data=answer, format="nt")


def _send(pipe: Connection, part: rdflib.Graph, facts: rdflib.Graph) -> None:
    try:
        pipe.send(_report(part, facts).serialize(format="nt"))
    except BadData as fault:
        pipe.send(fault)


def _report(rules: rdflib.Graph, facts: rdflib.Graph) -> rdflib.Graph:
    try:
        _, report, _ = pyshacl.validate(
            facts,
            shacl_graph=rules,
            do_owl_imports=False,
            inplace=True,
            advanced=False,
            allow_infos=True,
            allow_warnings=True,
        )
    except (ReportableRuntimeError, re.error) as fault:
        raise BadData(f"the shapes cannot be used: {fault}") from None
    if not isinstance(report, rdflib.Graph):
        raise BadData(f"the shapes cannot be used: {report}")
    return report


def _joined(reports: list[rdflib.Graph]) -> rdflib.Graph:
    """One report of several."""
    whole = reports[0]
    root = _root(whole)
    for report in reports[1:]:
        other = _root(report)
        if (other, SH.conforms, rdflib.Literal(False)) in report:
            whole.set((root, SH.conforms, rdflib.Literal(False)))
        for result in report.objects(other, SH.result):
            whole.add((root, SH.result, result))
        report.remove((other, None, None))
        whole += report
    return whole


def _root(report: rdflib.Graph) -> rdflib.term.Node:
    return next(report.subjects(RDF.type, SH.ValidationReport))
