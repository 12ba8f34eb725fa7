"""The part of the description that is about JSON of our own: the context, and the choice of having it in a document."""

from lgi import media
from lgi.tidy import context
from lgi.web.openapi.operation import Part, in_path, in_query, operation

_INLINE = in_query(
    "context",
    {"type": "string", "enum": ["", "inline"]},
    "Of the form json: 'inline' has the context in the document, and not by its address alone.",
)
_PAGE = in_query(
    "page",
    {"type": "string", "pattern": "^[1-9][0-9]{0,6}$"},
    "Which page of what points to the thing; the first is 1.",
)
OF_THINGS = [_INLINE, _PAGE]
"""What may be asked of the document of a thing beside its form."""


def types(address: str, plain: list[str]) -> list[str]:
    """The types that documents come in: those of things have JSON of our own as well."""
    return [*plain, media.JSON] if address.startswith("/{kind}/") else plain


def documents() -> Part:
    """The addresses of the context."""
    version = in_path("version", {"type": "string", "const": context.VERSION}, "The version of the context.")
    form = in_path("form", {"type": "string", "enum": [*context.FORMS]}, "The form of the context.")
    kinds = [*context.FORMS.values()]
    told = {
        "/context/{version}": operation("context", "What the keys of JSON stand for", kinds, [version], [404, 406]),
        "/context/{version}.{form}": operation(
            "context_form", "The same in a form of your choice", kinds, [version, form], [404, 406]
        ),
    }
    return {address: {"get": made} for address, made in told.items()}
