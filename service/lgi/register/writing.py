"""Writing the registers: in house style, and all files or none."""

import os
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from lgi import files, names, turtle
from lgi.register.facts import day, node
from lgi.register.plan import Plan, Register

_SOURCE, _MODIFIED, _LICENSE = (node(f"dcterms:{name}") for name in ("source", "modified", "license"))
_STATED = {_SOURCE, node("lgi:isStatedIn")}
_CC_BY = NamedNode(names.LICENCE)


def write(plan: Plan, today: str) -> list[Path]:
    """Write the files that change; each is whole beside its place before the first takes it. Returns their paths."""
    texts = {
        register.path: _text(register, today)
        for kind, register in plan.after.items()
        if register.facts != plan.before[kind].facts
    }
    staged: list[tuple[Path, Path]] = []
    try:
        for path, text in texts.items():
            staged.append((path, _stage(path, text)))
        for path, made in staged:
            made.replace(path)
    finally:
        for path in texts:
            _beside(path).unlink(missing_ok=True)
    return list(texts)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _stage(path: Path, text: str) -> Path:
    made = _beside(path)
    with made.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return made


def _text(register: Register, today: str) -> str:
    base = NamedNode(files.graph_name(register.path))
    facts = [fact for thing, facts in register.facts.items() if thing != base for fact in facts]
    head = _head(base, register, facts, today)
    plain = "".join(f"{fact} .\n" for fact in sorted({*head, *facts}, key=str))
    return turtle.formatted(f"@base <{base.value}> .\n{plain}", files.display(register.path))


def _head(base: NamedNode, register: Register, facts: list[Triple], today: str) -> Iterator[Triple]:
    """What the file says of itself: as before, with today's date and every source that its facts name."""
    yield from (fact for fact in register.facts.get(base, ()) if fact.predicate != _MODIFIED)
    yield Triple(base, _LICENSE, _CC_BY)
    yield Triple(base, _MODIFIED, day(today) or Literal(today))
    sources = {fact.object for fact in facts if fact.predicate in _STATED}
    told = sources or {node(f"source:{slug}") for slug in ("mysociety-authority-codes", "digital-land-organisations")}
    yield from (Triple(base, _SOURCE, source) for source in told)
