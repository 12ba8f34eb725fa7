"""A text or number in a query that is not written as it is recorded: its language, its datatype, its case; or a thing is meant."""

import re
from typing import NamedTuple

from pyoxigraph import Literal

from lgi import names
from lgi.diagnosis.case import Case
from lgi.diagnosis.faults import Fix, Reason
from lgi.diagnosis.near import listed, ranked_texts
from lgi.engine.pieces import Piece
from lgi.rows import Row, Term, in_query

_LABELS = f"<{names.VOCABULARIES['rdfs']}label>|<{names.VOCABULARIES['skos']}prefLabel>"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_ANY = "?lgi_value"
_SOME = 3
_MANY = 8000


class Written(NamedTuple):
    """A literal as a query has it: what it says, and where it stands."""

    value: str
    start: int
    end: int
    text: str


def written(query: str, pieces: tuple[Piece, ...]) -> Written | None:
    """The literal that pieces make up, if they do."""
    first, last = pieces[0], pieces[-1]
    start, end = first.start, last.start + len(last.text)
    text = query[start:end]
    if first.kind == "text":
        return Written(_value(first.text), start, end, text)
    is_literal = last.kind == "number" or text.lower() in ("true", "false")
    return Written(text.lstrip("+"), start, end, text) if is_literal else None


def _value(text: str) -> str:
    marks = 3 if text[:3] in ('"""', "'''") else 1
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text[marks:-marks])


def whole(pieces: tuple[Piece, ...], at: int) -> tuple[Piece, ...]:
    """A text among pieces, with its language or datatype."""
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if following and following.kind == "language":
        return pieces[at : at + 2]
    if following and following.text == "^^":
        return pieces[at : at + 3]
    return pieces[at : at + 1]


async def otherwise(case: Case, body: str, said: Written, variable: str = _ANY) -> list[Reason]:
    """Say how what was meant is recorded; `body` binds a variable to what may be in the place of a literal."""
    same = f"LCASE(STR({variable})) = LCASE({Literal(said.value)})"
    found = await case.rows(f"DISTINCT {variable}", f"{body} FILTER({same})", _SOME)
    if found:
        terms = [row[variable[1:]] for row in found]
        return [_recorded(case, said, terms)]
    named = f"{body} {variable} {_LABELS} ?lgi_label . FILTER(LCASE(STR(?lgi_label)) = LCASE({Literal(said.value)}))"
    things = await case.rows(f"DISTINCT {variable}", named, _SOME)
    if things:
        return [_thing(case, said, [row[variable[1:]]["value"] for row in things])]
    if re.fullmatch(r"\d{4}(-\d\d)?", said.value):
        return await _days(case, body, said, variable)
    return []


def _recorded(case: Case, said: Written, terms: list[Term]) -> Reason:
    """It is recorded in another language, with another datatype, or with other capitals."""
    ways = list(dict.fromkeys(shown(case, term) for term in terms))
    what = "in capitals and small letters as" if all(term["value"] != said.value for term in terms) else "as"
    fixes = tuple(Fix(f"Change to {way}", said.start, said.end, way) for way in ways)
    message = f"{said.text} is not how it is recorded: it is written {what} {listed(ways)}."
    return Reason("wrong-literal", message, said.start, fixes)


def _thing(case: Case, said: Written, iris: list[str]) -> Reason:
    """It is the label of a thing, and the thing is wanted."""
    ways = [case.source.short(iri) for iri in dict.fromkeys(iris)]
    fixes = tuple(Fix(f"Change to {way}", said.start, said.end, way) for way in ways)
    message = f"{said.text} is what something is called; the value is the thing itself: {listed(ways)}."
    return Reason("label-for-thing", message, said.start, fixes)


async def _days(case: Case, body: str, said: Written, variable: str) -> list[Reason]:
    """It is a year or a month, and whole days are recorded."""
    begins = f"STRSTARTS(STR({variable}), {Literal(said.value)})"
    found = await case.rows(f"DISTINCT {variable}", f"{body} FILTER({begins})", 1)
    if not found:
        return []
    day = shown(case, found[0][variable[1:]])
    message = f"{said.text} is not how it is recorded: the values are whole days, such as {day}."
    fixes: tuple[Fix, ...] = ()
    if variable == _ANY:
        text = f'?day . FILTER(STRSTARTS(STR(?day), "{said.value}"))'
        fixes = (Fix(f"Ask for all days that begin with {said.value}", said.start, said.end, text),)
    return [Reason("wrong-literal", message, said.start, fixes)]


async def not_there(case: Case, body: str, said: Written) -> Reason:
    """Say that a text is not there, and what comes near; that is no mistake in itself."""
    found: list[Row] = []
    if not re.search(r"\d", said.value):
        found = await case.rows(f"DISTINCT {_ANY}", f"{body} FILTER(isLiteral({_ANY}))", _MANY)
    by_text = {row[_ANY[1:]]["value"]: row[_ANY[1:]] for row in found}
    ways = [shown(case, by_text[text]) for text in ranked_texts(said.value, by_text)]
    fixes = tuple(Fix(f"Change to {way}", said.start, said.end, way) for way in ways)
    near = f" Near to it are {listed(ways, 'and')}." if ways else ""
    return Reason("nothing-recorded", f"No value recorded here is {said.text}.{near}", said.start, fixes)


def shown(case: Case, term: Term) -> str:
    """How a query would write a term."""
    return "a thing without a name" if term["type"] == "bnode" else in_query(term, case.source.short)


def open_to_any(subject: str, verb: str) -> str:
    """A statement of a subject and a property, with whatever value."""
    return f"{subject} {verb} {_ANY} ."
