"""The reconciliation service, as OpenAPI describes it."""

from typing import Any

from lgi import media
from lgi.web.openapi.operation import ELSEWHERE, TEXT, Part, in_path, in_query, moved, operation
from lgi.web.reconcile.queries import MOST_QUERIES, MOST_SKIPPED, MOST_TEXT

_MORE = (413, 429, 503)
_BATCH = '{"q0": {"query": "Wigan MBC", "type": "council", "limit": 3}}'
_EXTEND = '{"ids": ["https://w3id.org/lgi/id/council/wigan"], "properties": [{"id": "gss"}]}'


def paths() -> Part:
    """The addresses of the service."""
    about = "One query, in JSON, or just a name; without one, the service describes itself. 'queries' or 'extend', as in a form, may stand in its place."
    one = in_query("query", {**TEXT, "maxLength": MOST_TEXT, "format": "reconciliation-query"}, about)
    get = operation("reconcile", "Match a name", [media.JSON], [one], _MORE, tags=["reconcile"])
    get["responses"]["303"] = ELSEWHERE
    post = operation(
        "reconcile_post", "Match many names", [media.JSON], [], (*_MORE, 415), requestBody=_body(), tags=["reconcile"]
    )
    return {"/reconcile": {"get": get, "post": post}, **{path: {"get": made} for path, made in _others().items()}}


def _body() -> Part:
    """A form with a batch of queries in it, or with what is asked of the values of things; JSON is a text there."""
    batch = f"Up to {MOST_QUERIES} queries: a JSON object with one for each key."
    fields: dict[str, Part] = {
        "queries": {"type": "string", "format": "reconciliation-batch", "examples": [_BATCH], "description": batch},
        "extend": {"type": "string", "format": "reconciliation-extension", "examples": [_EXTEND]},
    }
    forms = [
        {"type": "object", "required": [name], "properties": {**dict.fromkeys(("query", *fields), False), name: field}}
        for name, field in fields.items()
    ]
    return {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": {"oneOf": forms}}}}


def _others() -> dict[str, Any]:
    what = in_path("what", {"type": "string", "enum": ["entity", "property", "type"]}, "What to suggest.")
    prefix = in_query("prefix", {**TEXT, "maxLength": MOST_TEXT}, "What somebody has typed so far.")
    cursor = in_query(
        "cursor", {"type": "integer", "minimum": 0, "maximum": MOST_SKIPPED}, "How many suggestions to pass over."
    )
    of = in_query("type", {**TEXT, "maxLength": MOST_TEXT}, "A type, by its IRI or its short name, such as council.")
    limit = in_query(
        "limit", {"type": "integer", "minimum": 0, "maximum": MOST_SKIPPED}, "How many properties at most."
    )
    iri = {**in_query("id", {"type": "string", "format": "thing"}, "The IRI of a thing."), "required": True}
    found = {
        "/reconcile/suggest/{what}": operation(
            "suggest", "Suggest while somebody types", [media.JSON], [what, prefix, cursor, of], (404, *_MORE)
        ),
        "/reconcile/properties": operation("properties", "Properties of a type", [media.JSON], [of, limit], _MORE),
        "/reconcile/preview": operation("preview", "A thing in a small page", [media.HTML], [iri], [404]),
        "/reconcile/view": moved(operation("view", "A thing, which leads to its document", [], [iri], [404])),
        "/reconcile/about": operation("about_reconcile", "How names are matched", [media.HTML], more=[404]),
    }
    return {path: {**made, "tags": ["reconcile"]} for path, made in found.items()}
