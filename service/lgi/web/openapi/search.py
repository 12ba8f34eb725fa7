"""The description of the search for machines."""

from lgi import media
from lgi.search.kinds import KINDS
from lgi.web.openapi.operation import TEXT, Part, in_path, in_query, operation
from lgi.web.views.search import DESCRIPTION


def paths() -> Part:
    """The addresses of the search."""
    text = in_query("q", TEXT, "Words, a name or a code; without any, the page says what can be found.")
    kind = in_query("kind", {**TEXT, "enum": ["", *KINDS]}, "Only things of this kind.")
    number = {"type": "string", "pattern": "^[1-9][0-9]{0,3}$"}
    parameters = [text, kind, in_query("page", number, "Which page of them, counted from 1.")]
    form = in_path("form", {**TEXT, "enum": ["html", "json"]}, "The form of the answer by its short name.")
    both, told = [media.HTML, media.JSON], (404, 406)
    found = {
        "/search": operation("search", "Find things by words", both, parameters, told),
        "/search.{form}": operation("search_form", "The same in a form", both, [form, *parameters], told),
        "/opensearch.xml": operation("search_description", "How a browser may search here", [DESCRIPTION]),
    }
    return {path: {"get": {**made, "tags": ["search"]}} for path, made in found.items()}
