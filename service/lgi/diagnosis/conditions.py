"""A condition that takes away all that the rest of a query finds: which, and what it should have looked like."""

import re
from collections.abc import Sequence

from pyoxigraph import Literal

from lgi.diagnosis import literals
from lgi.diagnosis.case import Case
from lgi.diagnosis.faults import Fix, Reason
from lgi.diagnosis.near import listed, ranked_texts
from lgi.diagnosis.reading import Part
from lgi.engine.pieces import Piece

KIND = "filter-removes-all"
_IN_TEXTS = {"CONTAINS", "STRSTARTS", "STRENDS", "REGEX"}
_SOME = 3
_LONG = 100


async def explain(case: Case) -> list[Reason]:
    """Say which conditions remove all that is there, each alone or only together."""
    alone = [part for part in case.conditions if not await case.ask(f"{case.given}\n{part.text}")]
    if not alone:
        texts = listed([_short(part.text) for part in case.conditions], "and")
        message = f"Each of these conditions alone leaves something, but together they remove all: {texts}."
        return [Reason(KIND, message, case.conditions[0].start)]
    return [reason for part in alone for reason in await _one(case, part)]


async def _one(case: Case, part: Part) -> list[Reason]:
    if part.kind == "minus" or any(piece.text == "{" for piece in part.pieces):
        message = f"Without {_short(part.text)} there are rows; it removes all of them."
        return [Reason(KIND, message, part.start)]
    if unbound := _unbound(case, part):
        return unbound
    removed = f"Without {_short(part.text)} there are rows; it removes all of them."
    meant = [*await _compared(case, part), *await _languages(case, part), *await _small_letters(case, part)]
    found = meant or [Reason(KIND, f"{removed}{await _examples(case, part)}", part.start)]
    return [*found, *([Reason(KIND, removed, part.start)] if meant else [])]


def _variables(parts: Sequence[Part]) -> list[Piece]:
    return [piece for part in parts for piece in part.pieces if piece.kind == "variable"]


def _unbound(case: Case, part: Part) -> list[Reason]:
    """Variables of a condition that nothing gives a value to."""
    others = [each for each in case.parts if each.kind != "filter"]
    bound = {piece.text[1:] for piece in _variables(others)}
    found: list[Reason] = []
    for piece in _variables([part]):
        if piece.text[1:] not in bound:
            near = ranked_texts(piece.text[1:], bound)
            end = piece.start + len(piece.text)
            fixes = tuple(Fix(f"Change to ?{name}", piece.start, end, f"?{name}") for name in near)
            meant = f" Did you mean {listed([f'?{name}' for name in near])}?" if near else ""
            message = f"{piece.text} has no value anywhere in the pattern, so the condition is never met.{meant}"
            found.append(Reason("variable-unknown", message, piece.start, fixes))
    return found


async def _compared(case: Case, part: Part) -> list[Reason]:
    """Variables that are held against a text which is recorded in another way."""
    found: list[Reason] = []
    for variable, value in _pairs(part):
        said = literals.written(case.source.query, value)
        if said:
            found += await literals.otherwise(case, case.given, said, f"?{variable.text[1:]}")
    return found


def _pairs(part: Part) -> list[tuple[Piece, tuple[Piece, ...]]]:
    """Each variable with what stands on the other side of its sign of equality."""
    pieces, found = part.pieces, []
    for at in range(1, len(pieces) - 1):
        if pieces[at].text != "=":
            continue
        before, after = pieces[at - 1], pieces[at + 1]
        if before.kind == "variable":
            found.append((before, literals.whole(pieces, at + 1)))
        elif after.kind == "variable":
            found.append((after, (before,)))
    return found


async def _languages(case: Case, part: Part) -> list[Reason]:
    """Languages that were asked for, where other ones are recorded."""
    words = [piece.text.upper() for piece in part.pieces]
    asked = next((piece for piece in part.pieces if piece.kind == "text"), None)
    variable = next((piece.text for piece in _variables([part])), "")
    if not asked or not variable or "LANG" not in words:
        return []
    found = await case.rows(f"DISTINCT (LANG({variable}) AS ?lgi_language)", case.given, _SOME)
    there = [row["lgi_language"]["value"] for row in found if "lgi_language" in row]
    fixes = tuple(
        Fix(f'Change to "{each}"', asked.start, asked.start + len(asked.text), f'"{each}"') for each in there if each
    )
    told = listed([f'"{each}"' if each else "no language" for each in there], "and")
    message = f"{asked.text} is not among the languages of {variable}, which are {told}."
    return [Reason(KIND, message, asked.start, fixes)]


async def _small_letters(case: Case, part: Part) -> list[Reason]:
    """Texts that are looked for with other capitals than they are recorded with."""
    pieces = part.pieces
    for at, piece in enumerate(pieces[:-4]):
        name, opening, variable, comma, text = pieces[at : at + 5]
        is_call = name.text.upper() in _IN_TEXTS and (opening.text, comma.text) == ("(", ",")
        if not (is_call and variable.kind == "variable" and text.kind == "text"):
            continue
        said = literals.written(case.source.query, (text,))
        assert said
        better = f"{name.text}(LCASE(STR({variable.text})), {Literal(said.value.lower())}"
        if await case.ask(f"{case.given} FILTER({better}))"):
            fix = Fix("Ignore capitals", piece.start, text.start + len(text.text), better)
            message = f"{text.text} is there with other capital letters than that."
            return [Reason(KIND, message, text.start, (fix,))]
    return []


async def _examples(case: Case, part: Part) -> str:
    variables = _variables([part])
    if not variables:
        return ""
    name = variables[0].text
    found = await case.rows(f"DISTINCT {name}", case.given, _SOME)
    values = [_short(literals.shown(case, row[name[1:]])) for row in found if name[1:] in row]
    return f" {name} is, for instance, {listed(values)}." if values else f" {name} has no value there."


def _short(text: str) -> str:
    """A text in one line that is not too long."""
    line = re.sub(r"\s+", " ", text)
    return line if len(line) <= _LONG else f"{line[:_LONG]}…"
