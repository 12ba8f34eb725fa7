"""The description of kept answers for machines."""

from lgi import media
from lgi.web.openapi.operation import ASKING, ELSEWHERE, TEXT, Part, in_path, operation

_ID = in_path("id", {"type": "string", "pattern": "^[a-z2-7]{20}$"}, "The answer.")
_LOOSE = ["html", "atom", "bib", "csl.json", "cff", "txt", "canonical", "meta.json", "meta.ttl", "meta.jsonld"]
_FORM = in_path("form", {"type": "string", "enum": [*media.short_names(), *_LOOSE]}, "The form of the answer.")
_BESIDE = ["application/atom+xml", "application/x-bibtex", "application/vnd.citationstyles.csl+json"]
_PLAIN = ["text/plain", "application/yaml", media.JSON]
_TYPES = list(dict.fromkeys([*media.SOLUTIONS.values(), *media.TRIPLES.values(), media.HTML, *_BESIDE]))
_MORE = (404, 410, *ASKING)


def of_answers(query: Part, graphs: dict[str, Part], questions: list[str]) -> dict[str, Part]:
    """The addresses of kept answers; a query and the names of its graphs are described as elsewhere."""
    formed = operation("kept_answer_form", "The same in a form of your choice", [*_TYPES, *_PLAIN], [_ID, _FORM], _MORE)
    return {
        "/answer": {
            "get": operation("answers", "What is kept", [media.HTML, media.JSON], more=[406]),
            "post": _keep(query, graphs, questions),
        },
        "/answer/{id}": {"get": operation("kept_answer", "An answer that was kept", _TYPES, [_ID], _MORE)},
        "/answer/{id}.{form}": {"get": formed},
        "/answer/{id}/today": {
            "get": operation("kept_answer_today", "Whether it is the same today", [media.JSON], [_ID], _MORE)
        },
    }


def _keep(query: Part, graphs: dict[str, Part], questions: list[str]) -> Part:
    body = {
        "required": True,
        "description": "A query, and the graphs to ask if not all; or the name of a question, and its arguments. Graphs "
        "for a query that is sent as it is stand in the address.",
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {"anyOf": [_form({"query": query}, graphs), _form({"question": {"enum": questions}}, {})]}
            },
            "application/sparql-query": {"schema": query},
        },
    }
    made = operation("keep", "Keep an answer", [media.JSON], [], (*_MORE, 415, 422, 507), requestBody=body)
    there = {"Location": {"description": "The address of the answer.", "schema": TEXT}}
    said = {**made["responses"]["200"], "description": "It was kept before.", "headers": there}
    new = {"200": said, "201": {**said, "description": "It is kept."}, "303": ELSEWHERE}
    others = {status: told for status, told in made["responses"].items() if status not in ("200", "304")}
    return {**made, "responses": {**new, **others}, "tags": ["answers"]}


def _form(must: dict[str, Part], may: dict[str, Part]) -> Part:
    release = {
        "release": {
            "type": "string",
            "description": "The release to ask, if not the newest.",
            "pattern": "^([0-9].*)?$",
        }
    }
    fields = {**must, **may, **release}
    return {"type": "object", "required": list(must), "properties": fields, "additionalProperties": False}
