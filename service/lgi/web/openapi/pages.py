"""The description of the pages that are for people alone."""

from lgi import media
from lgi.web.openapi.operation import ASKING, TEXT, Part, in_query, operation, plainest

_COMPARING = "Two to four models on the same rows"
_COMPARED = (
    in_query("m", {"type": "array", "items": TEXT}, "The slug of a model; two to four of them."),
    in_query("only", {"type": "string", "enum": ["differences", ""]}, "Leave out the rows on which all are alike."),
)


def paths() -> Part:
    """The addresses of these pages."""
    told = in_query("page", TEXT, "The path of the page with the mistake.")
    found = {
        "/about": operation("about", "What this is, who makes it, how a claim is recorded", [media.HTML], more=ASKING),
        "/accessibility": operation("accessibility", "How far everybody can use the pages", [media.HTML]),
        "/compare": plainest(operation("compare", _COMPARING, [media.HTML], _COMPARED, ASKING)),
        "/report": operation("report", "How to report a mistake", [media.HTML], [told]),
    }
    return {path: {"get": {**made, "tags": ["pages"]}} for path, made in found.items()}
