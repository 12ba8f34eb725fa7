"""The parts that a description in OpenAPI is made of: parameters, answers, problems, and the operation that has them."""

from collections.abc import Iterable, Mapping
from typing import Any

from lgi import media
from lgi.web import kinds

Part = dict[str, Any]

TEXT: Part = {"type": "string"}
PROBLEM: Part = {
    "type": "object",
    "description": "A problem document (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {**TEXT, "description": "What kind of problem it is; the address leads to an explanation."},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "advice": TEXT,
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
        "token": TEXT,
        "suggestion": TEXT,
        "limit": TEXT,
        "limit_value": {"type": ["number", "null"]},
        "available": {"type": "array", "items": TEXT},
        "manifest": {"type": "object", "description": "What a release says of itself whose data were dropped."},
    },
}
_HEADERS: Part = {
    "ETag": "Names what was answered; send it back in If-None-Match.",
    "Vary": "The headers of the request that decided the form of the answer.",
    "Cache-Control": "How long the answer may be kept.",
    "Link": "The other forms of the answer.",
    "Lgi-Release": "The release that was asked.",
}
_OF_PROBLEMS: dict[int, Part] = {
    405: {"Allow": "The methods that there are."},
    415: {"Accept-Post": "The types of body that there are."},
    429: {"Retry-After": "After how many seconds to ask again."},
    503: {"Retry-After": "After how many seconds to ask again."},
}
_ALWAYS = (400, 405, 408, 414, 431)
ASKING = (403, 406, 413, 429, 502, 503)
"""The problems that an address may have that asks the engine."""


def problems() -> Part:
    """The answers that tell of a problem, one for each status."""
    found: Part = {}
    for status in sorted({int(kind.status) for kind in kinds.ALL.values()}):
        titles = sorted({kind.title for kind in kinds.ALL.values() if kind.status == status})
        found[f"Problem{status}"] = {
            "description": f"{'; '.join(titles)}.",
            "headers": _headers(_OF_PROBLEMS.get(status, {})),
            "content": {media.PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}, media.HTML: {}},
        }
    return found


def _headers(about: Mapping[str, str]) -> Part:
    return {name: {"description": text, "schema": TEXT} for name, text in about.items()}


ELSEWHERE: Part = {"description": "Where it is.", "headers": _headers({"Location": "Its address."})}
"""The answer that leads on."""


def operation(
    name: str,
    summary: str,
    types: Iterable[str],
    parameters: Iterable[Part] = (),
    more: Iterable[int] = (),
    **rest: Any,
) -> Part:
    """An operation whose answer comes in one of some types, or tells of a problem."""
    answer = {"description": "The answer.", "headers": _headers(_HEADERS), "content": {kind: {} for kind in types}}
    told = {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in sorted({*_ALWAYS, *more})}
    kept = {"304": {"description": "What the client holds is still right.", "headers": _headers(_HEADERS)}}
    responses = {"200": answer, **kept, **told}
    return {"operationId": name, "summary": summary, "parameters": list(parameters), "responses": responses, **rest}


def in_query(name: str, schema: Part, description: str) -> Part:
    """A parameter in the query string, which may be left out."""
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def in_path(name: str, schema: Part, description: str) -> Part:
    """A part of the path."""
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def plainest(made: Part) -> Part:
    """The same operation, which leads from an address with parameters that mean nothing to it to the one without."""
    return {**made, "responses": {**made["responses"], "303": ELSEWHERE}}


def moved(made: Part) -> Part:
    """The same operation, answered with where to go and not with a document."""
    others = {status: said for status, said in made["responses"].items() if status not in ("200", "304")}
    return {**made, "responses": {"303": ELSEWHERE, **others}}
