"""The description of the service for machines: every address, and every question as an operation of its own."""

from collections.abc import Mapping

from fastapi import FastAPI

from lgi import media, names
from lgi.arguments import Argument
from lgi.questions import Question
from lgi.web.openapi import checking, practice
from lgi.web.openapi import documents as openapi_documents
from lgi.web.openapi import evidence as openapi_evidence
from lgi.web.openapi import following as openapi_following
from lgi.web.openapi import json as openapi_json
from lgi.web.openapi import pages as openapi_pages
from lgi.web.openapi import reconcile as openapi_reconcile
from lgi.web.openapi import releases as openapi_releases
from lgi.web.openapi import search as openapi_search
from lgi.web.openapi import workbench as openapi_workbench
from lgi.web.openapi.answers import of_answers
from lgi.web.openapi.operation import ASKING, PROBLEM, TEXT, Part, in_path, in_query, moved, operation, problems

_TYPES: dict[str, Part] = {
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "string", "pattern": "^[+-]?[0-9]{1,18}$"},
    "decimal": {"type": "string", "pattern": r"^[+-]?[0-9]{1,18}(\.[0-9]{1,18})?$"},
    "boolean": {"type": "string", "enum": ["true", "false"]},
    "english": {"type": "string"},
    "string": {"type": "string"},
}
_QUERY = {"type": "string", "format": "sparql", "examples": ["SELECT * WHERE { ?s ?p ?o } LIMIT 10"]}
_IRIS = {"type": "array", "items": {"type": "string", "format": "iri"}}
_FORMATS: Part = {"type": "string", "enum": [*media.short_names(), "html"]}
_DATASET = {
    "default-graph-uri": "A graph to ask in place of all; it may be given several times.",
    "named-graph-uri": "A graph that GRAPH may name; it may be given several times.",
}
_ANSWERS = list(dict.fromkeys([*media.SOLUTIONS.values(), *media.TRIPLES.values(), media.HTML]))
_DATASET_PARAMETERS = [in_query(name, _IRIS, text) for name, text in _DATASET.items()]
_FORMAT = in_query("format", _FORMATS, "The form of the answer by its short name; it wins over the header Accept.")


def describe(app: FastAPI, questions: Mapping[str, Question]) -> Part:
    """Describe the service in OpenAPI; one without questions is an endpoint, and nothing more."""
    if app.openapi_schema is None:
        endpoint = {"/sparql": {"get": _get_query("sparql"), "post": _post_query()}}
        asked = {f"/q/{question.name}": {"get": _question(question)} for question in questions.values()}
        kept = of_answers(_QUERY, dict.fromkeys(_DATASET, _IRIS), sorted(questions))
        more = {**asked, **openapi_following.paths(), **openapi_reconcile.paths(), **kept}
        more |= {**openapi_workbench.paths(_QUERY, questions), **openapi_search.paths(), **openapi_pages.paths()}
        more |= {**checking.paths(_DATASET_PARAMETERS), **openapi_evidence.paths(), **practice.paths()}
        ours = {**_of_our_graph(questions), **more} if questions else {"/": {"get": _get_query("home")}}
        app.openapi_schema = {
            "openapi": "3.1.0",
            "info": {"title": app.title, "version": app.version, "description": app.description},
            "paths": {**endpoint, **ours, **_everywhere()},
            "components": {"schemas": {"Problem": PROBLEM}, "responses": problems()},
        }
    return app.openapi_schema


def _get_query(name: str) -> Part:
    query = in_query("query", _QUERY, "A SPARQL 1.1 query; without one, the service describes itself.")
    summary = "Ask a query, or for the description of the service"
    return operation(name, summary, _ANSWERS, [query, *_DATASET_PARAMETERS, _FORMAT], ASKING, tags=["sparql"])


def _post_query() -> Part:
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {"query": _QUERY, **dict.fromkeys(_DATASET, _IRIS), "format": _FORMATS},
    }
    body = {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {"schema": form},
            "application/sparql-query": {"schema": _QUERY},
        },
    }
    # Of several names of a format, the first that is one counts; so the others may be anything.
    parameters = [*_DATASET_PARAMETERS, in_query("format", TEXT, _FORMAT["description"])]
    more = (*ASKING, 415)
    return operation("sparql_post", "Ask a query", _ANSWERS, parameters, more, requestBody=body, tags=["sparql"])


def _question(question: Question) -> Part:
    return operation(
        question.name.replace("-", "_"),
        question.title,
        [*media.menu(question.form).values(), media.HTML],
        [_argument(argument) for argument in question.arguments],
        ASKING,
        description=f"{question.question} ({question.id})",
        tags=["questions"],
    )


def _argument(argument: Argument) -> Part:
    iri = {"type": "string", "format": argument.type, "examples": [argument.plain]}
    # A form sends what was not filled in as an empty text.
    schema = {"anyOf": [_TYPES.get(argument.type, iri), {"const": ""}]}
    about = f"{argument.help} Left out, it is {argument.example}."
    return in_query(argument.name, schema, about)


_KIND = in_path("kind", {"type": "string", "enum": names.KINDS}, "A kind of record.")
_SLUG = in_path("slug", {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}, "The record.")
_FORM = in_path("form", {"type": "string", "enum": [*media.TRIPLES, "json", "html"]}, "The form of the document.")
_NAME = in_path("name", {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}, "Its name.")
_ALONE = {"ontology": "The ontology", "dataset": "The description of the dataset", "data": "The same description"}
_DOCUMENTS = [*media.TRIPLES.values(), media.HTML]


def _of_our_graph(questions: Mapping[str, Question]) -> Part:
    asking = (308, 404, 410, *ASKING)
    version = in_path("version", TEXT, "A version, which must be that of the release.")
    path = in_path("path", {"type": "string", "format": "graph-path"}, "What follows /graph/ in the name of the graph.")
    name = in_path("question", {"type": "string", "enum": sorted(questions)}, "A question.")
    form = in_path("form", {"type": "string", "enum": [*media.short_names(), "html"]}, "The form of the answer.")
    documents = {
        **{f"/{name}": (name, title, []) for name, title in _ALONE.items()},
        **{
            f"/{name}.{{form}}": (f"{name}_form", f"{title}, in a form of your choice", [_FORM])
            for name, title in _ALONE.items()
        },
        "/ontology/{version}": ("ontology_version", "A version of the ontology", [version]),
        "/scheme/{name}": ("scheme", "A concept scheme", [_NAME]),
        "/graph/{path}": ("graph", "A named graph", [path]),
        "/{kind}/{slug}": ("document", "What the graph says of a thing", [_KIND, _SLUG, *openapi_json.OF_THINGS]),
        "/{kind}/{slug}.{form}": (
            "document_form",
            "The same in a form of your choice",
            [_KIND, _SLUG, _FORM, *openapi_json.OF_THINGS],
        ),
    }
    found = {
        address: operation(*about[:2], openapi_json.types(address, _DOCUMENTS), about[2], asking)
        for address, about in documents.items()
    }
    found["/"] = operation("home", "The first page", [media.HTML], more=[406])
    found["/q"] = operation("questions", "All questions", [media.JSON, media.HTML], more=[406])
    found["/q/{question}.{form}"] = operation(
        "answer_form", "An answer in a form of your choice", _ANSWERS, [name, form], asking
    )
    found["/id/{kind}/{slug}"] = moved(
        operation("thing", "A thing, which leads to its document", [], [_KIND, _SLUG], asking)
    )
    found["/.well-known/void"] = moved(operation("well_known_void", "The way to the description of the dataset", []))
    found["/{kind}"] = moved(operation("records", "All records of a kind", [], [_KIND], [404]))
    paths = {address: {"get": made} for address, made in found.items()}
    return {**openapi_documents.documents(), **openapi_json.documents(), **paths, **openapi_releases.paths()}


def _everywhere() -> Part:
    name = in_path("slug", {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"}, "The kind of problem.")
    explained = [media.JSON, media.HTML]
    found = {
        "/problem": operation("problems", "All kinds of problem", explained, more=[406]),
        "/problem/{slug}": operation("problem", "A kind of problem", explained, [name], [404, 406]),
        "/live": operation("live", "Whether the process lives", [media.JSON]),
        "/ready": operation("ready", "Whether queries can be answered", [media.JSON], more=[503]),
        "/metrics": operation("metrics", "Numbers for Prometheus", ["text/plain"]),
    }
    return {address: {"get": made} for address, made in found.items()}
