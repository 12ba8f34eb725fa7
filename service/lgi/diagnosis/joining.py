"""Parts of a query that are each recorded, and never together: a mistake in how they are joined, or simply so."""

from collections.abc import Sequence

from lgi import names
from lgi.diagnosis import literals
from lgi.diagnosis.case import Case
from lgi.diagnosis.faults import Fix, Reason
from lgi.diagnosis.near import listed
from lgi.diagnosis.reading import Part
from lgi.diagnosis.statements import written

TYPE = names.VOCABULARIES["rdf"] + "type"
_FEW = 0.5
_MOST_PROPERTIES = 6


async def core(case: Case) -> list[Part]:
    """As few parts as never come together: leave out any one, and the others do."""
    low, high = 1, len(case.joined)
    while low < high:
        middle = (low + high) // 2
        if await case.ask(case.joined[:middle]):
            low = middle + 1
        else:
            high = middle
    kept = case.joined[:high]
    for part in kept[-2::-1]:
        fewer = [each for each in kept if each is not part]
        if not await case.ask(fewer):
            kept = fewer
    return kept


async def explain(case: Case, parts: Sequence[Part]) -> list[Reason]:
    """Say why some parts are never met together."""
    for look in (_given, _turned, _of_another_class, _few):
        if found := await look(case, parts):
            return found
    return [_never(parts)]


async def _given(case: Case, parts: Sequence[Part]) -> list[Reason]:
    """Say of texts that are given to a variable how they are recorded."""
    found: list[Reason] = []
    for part in parts:
        if part.kind != "values" or part.pieces[1].kind != "variable":
            continue
        others = "\n".join(each.text for each in parts if each is not part)
        for at in (at for at, piece in enumerate(part.pieces) if piece.kind == "text"):
            said = literals.written(case.source.query, literals.whole(part.pieces, at))
            assert said
            found += await literals.otherwise(case, others, said, f"?{part.pieces[1].text[1:]}")
    return found


def _never(parts: Sequence[Part]) -> Reason:
    texts = listed([" ".join(part.text.split()) for part in parts], "and")
    message = f"Each of these is recorded, but they never hold of the same things: {texts}"
    return Reason("never-together", message, parts[-1].start)


def property_of(case: Case, part: Part) -> str:
    """The one property of a statement; nothing if it has a variable or a path in its place."""
    if part.triple is None or not part.triple.is_simple:
        return ""
    return case.source.iri(part.triple.verb[0]) or ""


async def _turned(case: Case, parts: Sequence[Part]) -> list[Reason]:
    for part in parts:
        others = "\n".join(each.text for each in parts if each is not part)
        if reason := await turned(case, part, others):
            return [reason]
    return []


async def turned(case: Case, part: Part, others: str = "") -> Reason | None:
    """Say that the subject and the value of a statement stand in each other's place, if so there would be something.

    A property that joins things of one class may well be recorded the other way round and not this way.
    """
    triple, property_ = part.triple, property_of(case, part)
    term = case.asker.known.vocabulary.properties.get(property_)
    if not triple or property_ in ("", TYPE) or not _is_thing(triple.value[0].kind):
        return None
    if term is None or not term.domain or not term.range or set(term.domain) & set(term.range):
        return None
    query = case.source.query
    text = triple.turned(query)
    if not await case.ask(f"{others}\n{text}"):
        return None
    verb = written(query, triple.verb)
    from_, to = (listed([_class(case, each) for each in side]) for side in (term.domain, term.range))
    message = f"{verb} leads from a {from_} to a {to}; here it stands the other way round."
    fixes = (Fix(f"Turn it round: {text.removesuffix(' .')}", part.pieces[0].start, part.end, text.removesuffix(" .")),)
    return Reason("direction-reversed", message, part.start, fixes if _is_whole(query, part) else ())


def _is_thing(kind: str) -> bool:
    return kind in ("iri", "name", "variable")


def _is_whole(query: str, part: Part) -> bool:
    """Tell whether a statement is written as one, and does not share its subject or property with another."""
    assert part.triple
    between = query[part.pieces[0].start : part.end]
    after = query[part.end :].lstrip()[:1]
    return between.split() == part.triple.text(query).removesuffix(" .").split() and after not in (";", ",")


def _class(case: Case, short: str) -> str:
    iri = names.expand(short) or short
    return case.asker.known.vocabulary.label(iri).lower()


async def _of_another_class(case: Case, parts: Sequence[Part]) -> list[Reason]:
    """Say that the things of a class have no such property, since it belongs to things of another."""
    for part in parts:
        for other in parts:
            if other is not part and _same_subject(part, other) and property_of(case, other) == TYPE:
                assert other.triple
                class_ = case.source.iri(other.triple.value[0]) or ""
                if reason := await of_another_class(case, part, class_):
                    return [reason]
    return []


def _same_subject(part: Part, other: Part) -> bool:
    pair = (part.triple, other.triple)
    return all(pair) and part.triple.subject[0].text[1:] == other.triple.subject[0].text[1:]  # type: ignore[union-attr]


async def of_another_class(case: Case, part: Part, class_: str) -> Reason | None:
    """Say that the property of a statement is not one of a class, if it is declared for another."""
    vocabulary = case.asker.known.vocabulary
    property_ = property_of(case, part)
    term = vocabulary.properties.get(property_)
    if term is None or not term.domain or not class_ or (class_, property_) in vocabulary.statements:
        return None
    domain = names.expand(term.domain[0]) or term.domain[0]
    if not await case.asker.ask(f"ASK {{ ?thing a <{class_}> FILTER NOT EXISTS {{ ?thing a <{domain}> }} }}"):
        return None
    label = vocabulary.label(class_)
    used = vocabulary.classes[class_].properties if class_ in vocabulary.classes else ()
    own = [short for short in used if short.startswith("lgi:")][:_MOST_PROPERTIES]
    instead = f" A {label.lower()} has {listed(own, 'and')}." if own else ""
    message = f"{term.short} is said of a {_class(case, term.domain[0])}, and not of a {label.lower()}.{instead}"
    return Reason("wrong-class", message, part.start)


async def _few(case: Case, parts: Sequence[Part]) -> list[Reason]:
    """Say of statements that only add something to a thing, for how many things they are there."""
    found: list[Reason] = []
    for part in parts:
        if _only_adds(case, part):
            found += await _rarely(case, part)
    return found


def _only_adds(case: Case, part: Part) -> bool:
    """Tell whether a statement gives a value that nothing else in the query speaks of."""
    if not part.triple or part.triple.value[0].kind != "variable":
        return False
    name = part.triple.value[0].text[1:]
    named = [piece for each in case.parts for piece in each.pieces if piece.text[1:] == name]
    return len([piece for piece in named if piece.kind == "variable"]) == 1


async def _rarely(case: Case, part: Part) -> list[Reason]:
    """Count the things that have a property among those of its subject's class."""
    assert part.triple
    subject = part.triple.subject[0].text
    of_class = next((each for each in case.joined if _says_class(case, each, subject)), None)
    if of_class is None or not subject.startswith(("?", "$")):
        return []
    every, those = [await _count(case, subject, text) for text in (of_class.text, f"{of_class.text}\n{part.text}")]
    if not those or those > every * _FEW:
        return []
    assert of_class.triple
    label = case.asker.known.vocabulary.label(case.source.iri(of_class.triple.value[0]) or "").lower()
    verb = written(case.source.query, part.triple.verb)
    message = f"{verb} is recorded for {those} of {every} things of the class {label}; maybe it is OPTIONAL."
    return [Reason("recorded-for-few", message, part.start, _optional(case, part))]


def _says_class(case: Case, part: Part, subject: str) -> bool:
    return bool(part.triple and part.triple.subject[0].text == subject and property_of(case, part) == TYPE)


def _optional(case: Case, part: Part) -> tuple[Fix, ...]:
    if not _is_whole(case.source.query, part):
        return ()
    start, text = part.pieces[0].start, part.text
    return (Fix("Make it OPTIONAL", start, part.end, f"OPTIONAL {{ {text} }}"),)


async def _count(case: Case, variable: str, body: str) -> int:
    found = await case.rows(f"(COUNT(DISTINCT {variable}) AS ?lgi_count)", body, 1)
    return int(found[0]["lgi_count"]["value"])
