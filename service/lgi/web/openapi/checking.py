"""The description of what the workbench asks of the server."""

from lgi import media
from lgi.web.openapi.operation import ASKING, TEXT, Part, in_query, operation

_CLASS: Part = {**TEXT, "format": "offered-class"}
_PROPERTY: Part = {**TEXT, "format": "offered-property"}
_VALUE: Part = {**TEXT, "format": "offered-value"}
_CHOICES = {
    "show": (_CLASS, "The class of the things to show."),
    "p1": (_PROPERTY, "The property of the first line; p2 to p6 are those of others."),
    "v1": (_VALUE, "The value that it must have; any, if it is left out. v2 to v6 are those of others."),
    "w2": (_VALUE, "The line before, of whose value the second line speaks; left out, it speaks of the things shown."),
    "add": (_PROPERTY, "The property of another line; it leads to the address with that line."),
    "about": (_VALUE, "The line of whose value that one speaks."),
}


def paths(graphs: list[Part]) -> dict[str, Part]:
    """These addresses, each with its operations; the parameters that name graphs are described as elsewhere."""
    words = operation("words", "The words that a query can be made of", [media.JSON], [], ASKING)
    form = in_query("format", {**TEXT, "enum": ["json", "html"]}, "The form of the answer.")
    choices = [in_query(name, *about) for name, about in _CHOICES.items()]
    built = operation("builder", "A question put together from lists", [media.HTML], choices, ASKING)
    found: dict[str, Part] = {
        "/query/vocabulary.json": {"get": words},
        "/sparql/check": _sent("check", "What is wrong with a query", [media.JSON], []),
        "/sparql/why": _sent("why", "Why a query finds nothing", [media.JSON, media.HTML], [*graphs, form]),
        "/builder": {"get": built},
    }
    return {
        address: {method: {**made, "tags": ["workbench"]} for method, made in item.items()}
        for address, item in found.items()
    }


def _sent(name: str, summary: str, types: list[str], given: list[Part]) -> Part:
    """The two ways to send a query; any text may be one, and is told what is wrong with it."""
    query = {**in_query("query", TEXT, "The query."), "required": True}
    form = {"type": "object", "required": ["query"], "properties": {"query": TEXT}}
    content = {"application/x-www-form-urlencoded": {"schema": form}, "application/sparql-query": {"schema": {}}}
    body = {"required": True, "content": content}
    return {
        "get": operation(name, summary, types, [query, *given], ASKING),
        "post": operation(f"{name}_post", summary, types, given, (*ASKING, 415), requestBody=body),
    }
