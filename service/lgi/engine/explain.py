"""Say in plain words what is wrong with a query, where, and what to write instead."""

import re
from collections import Counter
from difflib import get_close_matches
from typing import NamedTuple

from lgi.engine import habits, pieces
from lgi.engine.pieces import Piece
from lgi.errors import BadQuery

_BROKEN_IRI = re.compile(r"<(?:https?|urn|file):[^<>\s]*(?=\s|$)")
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_MOST_OF_A_TOKEN = 60
_FAR_ENOUGH = 200


class _Fault(NamedTuple):
    """What is wrong at an offset, and what to write there instead."""

    start: int
    token: str
    what: str
    suggestion: str


class _Place(NamedTuple):
    """The first piece that cannot stand where it stands, with those before it and the one after."""

    before: list[Piece]
    piece: Piece
    after: Piece


def syntax_error(query: str, message: str) -> BadQuery:
    """Turn the engine's complaint about a query that it cannot read into advice, with line and column from 1."""
    fault = _written_wrong(query) or _meant_wrong(query, message) or _misplaced(query)
    line, column = pieces.place_of(query, fault.start)
    advice = f"; {fault.suggestion}" if fault.suggestion else ""
    token = fault.token[:_MOST_OF_A_TOKEN]
    return BadQuery(
        f"line {line}, column {column}: {fault.what}{advice}", line, column, token, fault.suggestion or None
    )


def evaluation_error(query: str, message: str) -> BadQuery:
    """Turn the engine's refusal to evaluate a query that it can read into advice."""
    named = re.search(r"custom (?:aggregate )?function <([^>]*)>", message)
    if not named:
        return BadQuery(f"the query cannot be evaluated: {message}")
    # It may be written by its short name; then only the local name is sure to stand in the query.
    places = [query.find(word) for word in (named[1], re.split("[#/:]", named[1])[-1])]
    line, column = pieces.place_of(query, next((place for place in places if place >= 0), 0))
    suggestion = "use the functions of SPARQL 1.1 and the casts of XSD, such as xsd:integer(?x)"
    what = f"there is no function <{named[1]}> here"
    return BadQuery(f"line {line}, column {column}: {what}; {suggestion}", line, column, named[1], suggestion)


def _written_wrong(query: str) -> _Fault | None:
    """Find a sign that no keyboard for programs has, or a mark that opens what nothing closes."""
    broken = _BROKEN_IRI.search(query)
    if broken:
        return _Fault(broken.start(), broken[0], f"{broken[0]} is no address", "write no blank in it, and > at its end")
    for offset, sign in enumerate(pieces.blanked(query)):
        if sign in habits.SIGNS:
            shown = sign if sign.isprintable() else f"the invisible sign U+{ord(sign):04X}"
            return _Fault(offset, sign, f"{shown} is a sign that SPARQL does not know", habits.SIGNS[sign])
        if sign in "\"'":
            what = f"the text that {sign} opens is never closed on its line"
            return _Fault(
                offset, sign, what, f"close it with {sign}, or write three of them around a text of many lines"
            )
    return None


def _meant_wrong(query: str, message: str) -> _Fault | None:
    for complaint, (what, suggestion) in habits.MEANINGS.items():
        if complaint in message:
            found = re.search("SELECT|BIND", query, re.IGNORECASE)
            return _Fault(found.start() if found else 0, found[0] if found else "", what, suggestion)
    return None


def _misplaced(query: str) -> _Fault:
    """Find the first piece that cannot stand where it stands, and say why."""
    found = pieces.take_apart(query)
    if not found:
        return _Fault(0, "", "the query is empty", "write SELECT * WHERE { ?s ?p ?o } LIMIT 10 to see some facts")
    at = pieces.first_unexpected(query, found)
    end = Piece("end", "", len(query.rstrip()))
    place = _Place(found[:at], *(*found[at : at + 2], end, end)[:2])
    return _closing_nothing(place) or _undeclared(place) or _by_habit(place) or _strange_word(place) or _any(place)


def _closing_nothing(place: _Place) -> _Fault | None:
    start, token = place.piece.start, place.piece.text
    opened = Counter(other.text for other in place.before if other.kind in ("open", "close"))
    for opening, closing in ("{}", "()", "[]"):
        lack = opened[opening] - opened[closing]
        if token == closing and not lack:
            return _Fault(start, token, f"{closing} closes nothing", f"delete it, or write {opening} before it")
        if not token and lack:
            many = f"{lack} {opening} {'is' if lack == 1 else 'are'} never closed"
            return _Fault(start, "", f"the query ends too early: {many}", f"write {closing * lack} at the end")
    return None


def _undeclared(place: _Place) -> _Fault | None:
    prefix, words = place.piece.text.partition(":")[0], [piece.text.upper() for piece in place.before]
    declared = {
        name.text.partition(":")[0] for word, name in zip(words, place.before[1:], strict=False) if word == "PREFIX"
    }
    if place.piece.kind != "name" or prefix in {*declared, "_", "http", "https", "bif"} or words[-1:] == ["PREFIX"]:
        return None
    near = [] if prefix in habits.PREFIXES else get_close_matches(prefix, habits.PREFIXES, n=1)
    other = f" (or did you mean {near[0]}:?)" if near else ""
    suggestion = f"put PREFIX {prefix}: <{habits.PREFIXES.get(prefix, '...')}> at the top{other}"
    return _Fault(place.piece.start, place.piece.text, f"the prefix {prefix}: is not declared", suggestion)


def _by_habit(place: _Place) -> _Fault | None:
    before, piece, after = place
    words = [other.text.upper() for other in before]
    # A pattern never looks further back, but for the form of the query.
    near = [word for word in words[:-_FAR_ENOUGH] if word in _FORMS][:1] + words[-_FAR_ENOUGH:]
    habit = habits.find(" ".join(near), piece.text.upper(), after.text.upper())
    if not habit:
        return None
    last = before[-1].text if before else ""
    space = habits.PREFIXES.get(last.rstrip(":")) or habits.PREFIXES.get(piece.text, "...")
    values = {"token": piece.text, "after": after.text, "before": last, "function": _function(before), "space": space}
    what, suggestion = habits.filled(habit.what, values), habits.filled(habit.suggestion, values)
    return _Fault(piece.start, piece.text, what, suggestion)


def _function(before: list[Piece]) -> str:
    """The word whose parentheses are open at a place."""
    depth = 0
    for earlier, piece in zip(before[-2::-1], before[:0:-1], strict=True):
        depth += (piece.text == ")") - (piece.text == "(")
        if depth < 0:
            return earlier.text
    return ""


def _strange_word(place: _Place) -> _Fault | None:
    """Tell what a word may be meant for that is none of SPARQL: a keyword, a function, or a variable."""
    before, (kind, token, start), after = place
    word = token.upper()
    if kind != "word" or word in habits.KEYWORDS:
        return None
    what = f"{token} is no word of SPARQL"
    near = get_close_matches(word, habits.KEYWORDS, n=1, cutoff=0.7)
    if near and after.text != "(":
        return _Fault(start, token, what, f"did you mean {near[0]}?")
    if not any(other.text.upper() in _FORMS for other in before):
        return _Fault(start, token, what, "begin with SELECT, ASK, CONSTRUCT or DESCRIBE")
    if _is_over(before):
        return _Fault(start, token, f"{token} follows after the end of the query", "delete what follows")
    if after.text == "(":
        near = [habits.ELSEWHERE[word]] if word in habits.ELSEWHERE else get_close_matches(word, habits.FUNCTIONS, n=1)
        suggestion = f"did you mean {near[0]}?" if near else "use those of SPARQL 1.1"
        return _Fault(start, token, f"there is no function {token}", suggestion)
    return _Fault(start, token, what, f"write ?{token} for a variable, or quotation marks around a text")


def _any(place: _Place) -> _Fault:
    """Say what can be said of a place of which no habit is known."""
    before, (kind, word, start), _ = place
    if kind == "end":
        return _Fault(start, "", "the query ends too early", "finish it: a pattern in braces follows WHERE")
    if kind == "iri":
        return _Fault(start, word, f"{word} is no whole address", "write it with its beginning, as in <https://...>")
    if _is_over(before):
        return _Fault(start, word, f"{word} follows after the end of the query", "delete what follows")
    if sum((piece.text == "(") - (piece.text == ")") for piece in before) > 0:
        return _Fault(start, word, f"a parenthesis is not closed before {word}", "write ) before it")
    what, suggestion = _of_a_statement(place)
    return _Fault(start, word, what, suggestion)


def _of_a_statement(place: _Place) -> tuple[str, str]:
    """Say what is wrong with a statement that has too many parts or too few, and what to do."""
    before, piece, _ = place
    if before and (piece.is_term or piece.text in "[(") and (before[-1].is_term or before[-1].text in "])"):
        what = f"{piece.text} is one too many here: a statement is a subject, a property and a value"
        return what, f"write a full stop before {piece.text} if a new statement begins"
    if piece.text in "}.;,":
        what = f"the statement before {piece.text} is not finished"
        return what, "write its subject, its property and its value"
    return f"{piece.text} is not expected here", ""


def _is_over(before: list[Piece]) -> bool:
    """Tell whether all that was opened is closed, so that only the clauses at the end may follow."""
    depth = sum((piece.kind == "open") - (piece.kind == "close") for piece in before)
    return not depth and any(piece.text == "{" for piece in before)
