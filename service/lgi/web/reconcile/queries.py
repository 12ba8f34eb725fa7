"""Read what the Reconciliation API is asked in JSON: every fault is told with its place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException

from lgi.matching import asked
from lgi.matching.asked import Evidence, Question
from lgi.matching.index import Index

MOST_QUERIES = 1000
MOST_CANDIDATES = 50
MOST_TEXT = 500
MOST_VALUES = 25
MOST_SKIPPED = 10_000
_DEFAULT_LIMIT = 5
_STRICT = ("any", "should", "all")

Read = dict[str, Any]


@dataclass(frozen=True)
class Extension:
    """Things and the properties that are wanted of them, each with its settings."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, Mapping[str, Any]], ...]


def batch(index: Index, text: str) -> dict[str, Question]:
    """Read a batch of queries. Raises HTTPException."""
    found = _object("queries", _json("queries", text))
    _require_few("queries", found)
    return {key: question(index, f"queries.{key}", said) for key, said in found.items()}


def single(index: Index, text: str) -> Question:
    """Read one query: a JSON object, or the name itself. Raises HTTPException."""
    if text.lstrip().startswith("{"):
        return question(index, "query", _json("query", text))
    return question(index, "query", {"query": text})


def question(index: Index, where: str, said: object) -> Question:
    """Read a query."""
    found = _object(where, said)
    if not found.keys() & {"query", "properties"}:
        raise _bad(where, "give a 'query', or 'properties', or both")
    text = _text(f"{where}.query", found.get("query", ""))
    strict = found.get("type_strict", "should")
    if strict not in _STRICT:
        raise _bad(f"{where}.type_strict", f"it is one of {', '.join(_STRICT)}")
    types = tuple(_type(index, f"{where}.type", each) for each in _list(found.get("type", [])))
    evidence, days = asked.with_days(_evidence(f"{where}.properties", found.get("properties", [])))
    return Question(text, types, strict == "all", _limit(f"{where}.limit", found), evidence, days)


def extension(text: str) -> Extension:
    """Read what is asked of the data extension service. Raises HTTPException."""
    found = _object("extend", _json("extend", text))
    ids, wanted = found.get("ids"), found.get("properties")
    if not isinstance(ids, list) or not isinstance(wanted, list):
        raise _bad("extend", "give 'ids' and 'properties', each a list")
    _require_few("extend.ids", ids)
    if len(wanted) > MOST_VALUES:
        raise _bad("extend.properties", f"at most {MOST_VALUES} may be asked at once")
    read = [(f"extend.properties[{place}]", each) for place, each in enumerate(wanted)]
    properties = tuple(
        (_text(f"{where}.id", _object(where, each).get("id")), _settings(where, each)) for where, each in read
    )
    return Extension(tuple(_text(f"extend.ids[{place}]", each) for place, each in enumerate(ids)), properties)


def _json(where: str, text: str) -> object:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise _bad(where, "it is nested too deeply") from None
    except ValueError as fault:
        raise _bad(where, f"this is not JSON: {fault}") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _evidence(where: str, said: object) -> list[Evidence]:
    if not isinstance(said, list):
        raise _bad(where, "it is a list of objects with 'pid' and 'v'")
    if len(said) > MOST_VALUES:
        raise _bad(where, f"at most {MOST_VALUES} may be given")
    found = []
    for place, each in enumerate(said):
        here = f"{where}[{place}]"
        given = _object(here, each)
        if "pid" not in given or "v" not in given:
            raise _bad(here, "give 'pid' and 'v'")
        values = _list(given["v"])
        if len(values) > MOST_VALUES:
            raise _bad(here, f"at most {MOST_VALUES} values may be given")
        found.append(
            Evidence(_text(f"{here}.pid", given["pid"]), tuple(_value(f"{here}.v", value) for value in values))
        )
    return found


def _value(where: str, said: object) -> str:
    """A value of a property as a text: that of a thing is its identifier."""
    if isinstance(said, dict):
        return _text(f"{where}.id", said.get("id"))
    if isinstance(said, bool):
        return str(said).lower()
    if isinstance(said, str):
        return _text(where, said)
    if isinstance(said, int):
        return _text(where, str(said))
    if isinstance(said, float):
        return f"{said:.15g}"
    raise _bad(where, "a value is a text, a number, a yes or no, or an object with an 'id'")


def _type(index: Index, where: str, said: object) -> str:
    """The IRI of a type; of an unknown one there is nothing, and it stays as it is."""
    name = _text(where, said.get("id") if isinstance(said, dict) else said)
    known = index.type(name)
    return known.iri if known else name


def _limit(where: str, found: Mapping[str, Any]) -> int:
    limit = found.get("limit", _DEFAULT_LIMIT)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit >= 1:
        raise _bad(where, "it is a whole number from 1")
    return int(min(limit, MOST_CANDIDATES))


def _settings(where: str, said: Mapping[str, Any]) -> Mapping[str, Any]:
    return _object(f"{where}.settings", said.get("settings") or {})


def _list(said: object) -> list[object]:
    return said if isinstance(said, list) else [said]


def _object(where: str, said: object) -> Read:
    if not isinstance(said, dict):
        raise _bad(where, "it is a JSON object")
    return said


def _text(where: str, said: object) -> str:
    if not isinstance(said, str):
        raise _bad(where, "it is a text")
    if len(said) > MOST_TEXT:
        raise _bad(where, f"it has more than {MOST_TEXT} characters")
    return said.strip()


def _require_few(where: str, found: Mapping[str, Any] | list[Any]) -> None:
    if len(found) > MOST_QUERIES:
        told = f"{where}: {len(found)} came, and at most {MOST_QUERIES} may be asked at once: send several batches"
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told)


def _bad(where: str, what: str) -> HTTPException:
    # A name in JSON may hold half a character, which has no place in an answer.
    place = where[:MOST_TEXT].encode(errors="backslashreplace").decode()
    return HTTPException(HTTPStatus.BAD_REQUEST, f"{place}: {what}")
