"""The description of the feeds, the event stream, the nanopublications and the mappings."""

from lgi import atom, media
from lgi.web.operation import ASKING, TEXT, Part, in_path, in_query, operation

_STREAMED = list(media.TRIPLES.values())
_GRAPHS = ["trig", "nq", "jsonld"]
_FORMS = [*media.TRIPLES, "atom", "html"]


def paths() -> Part:
    """These addresses, each with its operation."""
    release = in_path("name", {"type": "string", "format": "release"}, "The name of a release.")
    slug = in_path("slug", {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}, "The claim.")
    mapping = in_path("name", {"type": "string", "format": "mapping-set"}, "The name of the file of a mapping set.")
    number = {"type": "string", "pattern": "^[1-9][0-9]{0,6}$"}
    page = in_query("page", number, "Which page, counted from 1.")
    every = [*_STREAMED, atom.MEDIA_TYPE, media.HTML]
    nanopublications = [media.TRIPLES[form] for form in _GRAPHS]
    listed = [media.JSON, media.HTML]
    found = {
        "/changes": operation("changes", "What changed from release to release", every, [page], [406]),
        "/changes.{form}": operation("changes_form", "The same in a form", every, [_form(_FORMS), page], [406]),
        "/changes/{name}": operation(
            "changes_of_release", "What a release changed", every, [release, page], [404, 406, 410]
        ),
        "/changes/{name}/all": operation(
            "everything_of_release", "A version of everything", _STREAMED, [release, page], [404, 406, 410]
        ),
        "/claim/{slug}/nanopublication": operation(
            "nanopublication", "A claim as a nanopublication", nanopublications, [slug], [404, 410, *ASKING]
        ),
        "/claim/{slug}/nanopublication.{form}": operation(
            "nanopublication_form", "The same in a form", nanopublications, [slug, _form(_GRAPHS)], [404, 410, *ASKING]
        ),
        "/mapping": operation("mappings", "All mapping sets", listed, more=[406]),
        "/mapping.{form}": operation("mappings_form", "The same in a form", listed, [_form(["json", "html"])], [406]),
        "/mapping/{name}": operation("mapping", "A mapping set", ["text/tab-separated-values"], [mapping], [404]),
    }
    return {address: {"get": {**made, "tags": ["following"]}} for address, made in found.items()}


def _form(forms: list[str]) -> Part:
    return in_path("form", {**TEXT, "enum": forms}, "The form of the answer.")
