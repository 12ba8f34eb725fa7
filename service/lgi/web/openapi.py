"""The description of the service for machines: every question as an operation with its typed arguments."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from lgi import media
from lgi.arguments import Argument
from lgi.questions import Question

_TYPES: dict[str, dict[str, Any]] = {
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
}
_PROBLEM = {
    "description": "A problem document (RFC 9457).",
    "content": {media.PROBLEM: {"schema": {"type": "object", "required": ["type", "title", "status", "detail"]}}},
}


def describe(app: FastAPI, questions: Mapping[str, Question]) -> dict[str, Any]:
    """Describe the service in OpenAPI."""
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    for question in questions.values():
        document["paths"][f"/q/{question.name}"] = {"get": _operation(question)}
    return document


def _operation(question: Question) -> dict[str, Any]:
    answer = {
        "description": "The answer.",
        "content": {kind: {} for kind in [*media.menu(question.form).values(), media.HTML]},
    }
    return {
        "operationId": question.name.replace("-", "_"),
        "summary": question.title,
        "description": f"{question.question} ({question.id})",
        "tags": ["questions"],
        "parameters": [_parameter(argument) for argument in question.arguments],
        "responses": {"200": answer, "400": _PROBLEM, "406": _PROBLEM, "503": _PROBLEM},
    }


def _parameter(argument: Argument) -> dict[str, Any]:
    return {
        "name": argument.name,
        "in": "query",
        "required": False,
        "description": f"{argument.help} Left out, it is {argument.example}.",
        "schema": _TYPES.get(argument.type, {"type": "string"}),
    }
