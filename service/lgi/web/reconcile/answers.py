"""What the Reconciliation API answers, as JSON has it."""

import time
from collections.abc import Mapping
from typing import Any

from lgi.errors import TooSlow
from lgi.matching import asked, matcher, reasons
from lgi.matching import properties as having
from lgi.matching.asked import Question
from lgi.matching.index import Index
from lgi.matching.matcher import Candidate
from lgi.matching.properties import Property
from lgi.matching.things import Thing, Type
from lgi.web.reconcile.queries import Extension

Answer = dict[str, Any]


def results(index: Index, questions: Mapping[str, Question], seconds: float) -> Answer:
    """The candidates for each query of a batch. Raises TooSlow if they take longer than they may."""
    until, found = time.monotonic() + seconds, Answer()
    for key, question in questions.items():
        if time.monotonic() > until:
            told = (
                f"{len(found)} of {len(questions)} queries were answered in {seconds:g} seconds: send fewer at a time"
            )
            raise TooSlow(told, limit="seconds")
        found[key] = result(index, question)
    return found


def result(index: Index, question: Question) -> Answer:
    """The candidates for a query."""
    return {"result": [_candidate(index, question, found) for found in matcher.match(index, question)]}


def extended(index: Index, wanted: Extension) -> Answer:
    """The values of properties of things; nothing for a thing or a property that there is not."""
    known = {each.id: each for each in having.every(index)}
    meta = [{"id": name, "name": known[name].name if name in known else name} for name, _ in wanted.properties]
    return {"meta": meta, "rows": {iri: _row(index, iri, wanted) for iri in wanted.ids}}


def type_of(found: Type) -> Answer:
    """A type as it is suggested."""
    return {"id": found.iri, "name": found.name}


def described_type(index: Index, found: Type) -> Answer:
    """A type with the one that it is a part of."""
    wider = index.types.get(found.broader)
    return {**type_of(found), "broader": [type_of(wider)]} if wider else type_of(found)


def described_property(found: Property) -> Answer:
    """A property as it is suggested."""
    return {"id": found.id, "name": found.name, "description": found.help}


def suggested(index: Index, thing: Thing) -> Answer:
    """A thing as it is suggested."""
    about = reasons.about(index, thing)
    return {"id": thing.iri, "name": thing.name, "description": about, "notable": _types(index, thing)}


def _candidate(index: Index, question: Question, found: Candidate) -> Answer:
    return {
        "id": found.thing.iri,
        "name": found.thing.name,
        "description": f"{reasons.why(index, question, found)} {reasons.about(index, found.thing)}",
        "type": _types(index, found.thing),
        "score": found.score,
        "match": found.is_match,
        "features": found.weighed.features.listed(),
    }


def _types(index: Index, thing: Thing) -> list[Answer]:
    return [type_of(index.types[iri]) for iri in thing.types if iri in index.types]


def _row(index: Index, iri: str, wanted: Extension) -> Answer:
    thing = index.thing(iri)
    return {
        name: having.values(index, thing, name, settings) if thing and name != asked.DATE else []
        for name, settings in wanted.properties
    }
