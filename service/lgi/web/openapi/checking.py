"""The description of what the workbench asks of the server."""

from lgi import media
from lgi.web.openapi.operation import ASKING, TEXT, Part, in_query, operation

_OF_QUERIES = {
    "/sparql/check": ("check", "What is wrong with a query", [media.JSON]),
    "/sparql/why": ("why", "Why a query finds nothing", [media.JSON, media.HTML]),
}

_CHOICES = {
    "show": "The class of the things to show.",
    "p1": "The property of the first line; p2 to p6 are those of others.",
    "v1": "The value that it must have; any, if it is left out.",
    "w2": "The line before, of whose value the second line speaks; left out, it speaks of the things shown.",
    "add": "The property of another line; it leads to the address with that line.",
    "about": "The line of whose value that one speaks.",
}


def paths(query: Part, graphs: list[Part]) -> dict[str, Part]:
    """These addresses, each with its operations; a query and the parameters of its graphs are described as elsewhere."""
    words = operation("words", "The words that a query can be made of", [media.JSON], [], ASKING)
    asked = {address: _sent(*about, query, graphs) for address, about in _OF_QUERIES.items()}
    found: dict[str, Part] = {"/query/vocabulary.json": {"get": words}, **asked}
    choices = [in_query(name, TEXT, text) for name, text in _CHOICES.items()]
    found["/builder"] = {
        "get": operation("builder", "A question put together from lists", [media.HTML], choices, ASKING)
    }
    return {
        address: {method: {**made, "tags": ["workbench"]} for method, made in item.items()}
        for address, item in found.items()
    }


def _sent(name: str, summary: str, types: list[str], query: Part, graphs: list[Part]) -> Part:
    form = {"type": "object", "required": ["query"], "properties": {"query": query}}
    body = {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {"schema": form},
            "application/sparql-query": {"schema": query},
        },
    }
    more = [in_query("format", {**TEXT, "enum": ["json", "html"]}, "The form of the answer.")] if len(types) > 1 else []
    given = [in_query("query", query, "The query."), *graphs, *more]
    return {
        "get": operation(name, summary, types, given, ASKING),
        "post": operation(f"{name}_post", summary, types, [*graphs, *more], (*ASKING, 415), requestBody=body),
    }
