"""A part of a query that finds nothing even when it is asked alone: why."""

from lgi.diagnosis import joining, literals
from lgi.diagnosis.case import Case
from lgi.diagnosis.checking import exchange
from lgi.diagnosis.faults import Reason
from lgi.diagnosis.near import listed
from lgi.diagnosis.reading import Part
from lgi.diagnosis.statements import written
from lgi.diagnosis.text import Mention


async def explain(case: Case, part: Part) -> list[Reason]:
    """Say why a statement finds nothing."""
    found = await unknown(case, [part])
    if found or part.triple is None:
        return found
    last = part.triple.value[-1]
    said = literals.written(case.source.query, part.triple.value)
    if said and last.kind != "variable":
        return await _literal(case, part, said)
    if reason := await joining.turned(case, part):
        return [reason]
    return await _of_its_subject(case, part) or [_unrecorded(case, part)]


async def unknown(case: Case, parts: list[Part]) -> list[Reason]:
    """Names in some parts that nothing has, each with those that come near."""
    mentions = case.mentions(parts)
    absent = await case.asker.absent(mention.iri for mention in mentions)
    return [await _unknown(case, next(each for each in mentions if each.iri == iri)) for iri in absent]


async def _unknown(case: Case, mention: Mention) -> Reason:
    there = await case.asker.like(mention.iri)
    fixes = tuple(exchange(case.source, mention, named) for named in there)
    meant = f" Did you mean {listed([fix.text for fix in fixes])}?" if fixes else ""
    message = f"Nothing in this release is called {mention.piece.text}.{meant}"
    return Reason("term-unknown", message, mention.piece.start, fixes)


async def _literal(case: Case, part: Part, said: literals.Written) -> list[Reason]:
    assert part.triple
    subject, verb = (written(case.source.query, each) for each in (part.triple.subject, part.triple.verb))
    body = literals.open_to_any(subject, verb)
    if not await case.ask(body):
        return await _of_its_subject(case, part) or [_unrecorded(case, part)]
    return await literals.otherwise(case, body, said) or [await literals.not_there(case, body, said)]


async def _of_its_subject(case: Case, part: Part) -> list[Reason]:
    """Say that a thing has no such property since things of its class never have."""
    assert part.triple
    iri = case.source.iri(part.triple.subject[0])
    if iri is None:
        return []
    classes = await case.asker.rows(f"SELECT DISTINCT ?class {{ <{iri}> a ?class }} LIMIT 20")
    term = case.asker.known.vocabulary.properties.get(joining.property_of(case, part))
    found = [row["class"]["value"] for row in classes]
    if term is None or not term.domain or any(_class_iri(case, domain) in found for domain in term.domain):
        return []
    own = [class_ for class_ in found if class_ in case.asker.known.vocabulary.classes]
    narrow = min(own, key=lambda class_: case.asker.known.vocabulary.classes[class_].count, default="")
    reason = await joining.of_another_class(case, part, narrow)
    return [reason] if reason else []


def _class_iri(case: Case, short: str) -> str:
    """The IRI of a class that is named in short."""
    return next((iri for iri, term in case.asker.known.vocabulary.classes.items() if term.short == short), short)


def _unrecorded(case: Case, part: Part) -> Reason:
    """All that a statement names is there; nobody has recorded such a thing."""
    text = " ".join(part.text.removesuffix(".").split())
    property_ = joining.property_of(case, part)
    assert part.triple
    value = case.source.iri(part.triple.value[0])
    class_ = case.asker.known.vocabulary.classes.get(value or "") if property_ == joining.TYPE else None
    if class_ and not class_.count:
        message = f"The class {class_.short} is defined, but nothing of it is recorded yet."
    else:
        message = f"All that {text} names is known, but no such statement is recorded."
    return Reason("nothing-recorded", message, part.start)
