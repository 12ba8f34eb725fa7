"""The part of the description that is about documents of vocabularies, lists of them, and sets of links."""

from lgi import media
from lgi.web.documents.signposting import LINKSET
from lgi.web.openapi.operation import ASKING, Part, in_path, operation

_DOCUMENTS = [*media.TRIPLES.values(), media.HTML]
_LISTS = [media.JSON, media.HTML]


def documents() -> Part:
    """The addresses of shapes, of questions as things, of lists, and of sets of links."""
    form = in_path("form", {"type": "string", "enum": [*media.TRIPLES, "json", "html"]}, "The form of the document.")
    name = in_path("name", {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}, "The question.")
    path = in_path("path", {"type": "string", "pattern": "^[a-z]+(/[a-z0-9-]+)*$"}, "The path of a document.")
    asking = (308, 404, 410, *ASKING)
    told = {
        "/shapes": operation("shapes", "All shapes", _DOCUMENTS, [], asking),
        "/shapes.{form}": operation("shapes_form", "All shapes, in a form of your choice", _DOCUMENTS, [form], asking),
        "/query/{name}": operation("question", "A question as a thing", _DOCUMENTS, [name], asking),
        "/scheme": operation("schemes", "All concept schemes", _LISTS, more=[406]),
        "/graph": operation("graphs", "All named graphs", _LISTS, more=[406]),
        "/linkset/{path}": operation("linkset", "All links of a document", [LINKSET, media.JSON], [path], asking),
    }
    return {address: {"get": made} for address, made in told.items()}
