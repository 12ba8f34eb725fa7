"""The description of the feeds, the event stream, the nanopublications and the mappings."""

from lgi import media
from lgi.feeds import atom
from lgi.web.openapi.operation import ASKING, TEXT, Part, in_path, in_query, operation

_STREAMED = list(media.TRIPLES.values())
_GRAPHS = ["trig", "nq", "jsonld"]


def paths() -> Part:
    """These addresses, each with its operation."""
    found = {**_changes(), **_forms_of_claims(), **_mappings()}
    return {address: {"get": {**made, "tags": ["following"]}} for address, made in found.items()}


def _changes() -> Part:
    release = in_path("name", {"type": "string", "format": "release"}, "The name of a release.")
    number = {"type": "string", "pattern": "^[1-9][0-9]{0,6}$"}
    page = in_query("page", number, "Which page, counted from 1.")
    every, told = [*_STREAMED, atom.MEDIA_TYPE, media.HTML], (404, 406, 410)
    form = _form([*media.TRIPLES, "atom", "html"])
    return {
        "/changes": operation("changes", "What changed from release to release", every, [page], [406]),
        "/changes.{form}": operation("changes_form", "The same in a form", every, [form, page], [406]),
        "/changes/{name}": operation("changes_of_release", "What a release changed", every, [release, page], told),
        "/changes/{name}/all": operation(
            "everything_of_release", "A version of everything", _STREAMED, [release, page], told
        ),
    }


def _forms_of_claims() -> Part:
    slug = in_path("slug", {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}, "The claim.")
    types, told = [media.TRIPLES[form] for form in _GRAPHS], (404, 410, *ASKING)
    address = "/claim/{slug}/nanopublication"
    return {
        address: operation("nanopublication", "A claim as a nanopublication", types, [slug], told),
        f"{address}.{{form}}": operation(
            "nanopublication_form", "The same in a form", types, [slug, _form(_GRAPHS)], told
        ),
    }


def _mappings() -> Part:
    name = in_path("name", {"type": "string", "format": "mapping-set"}, "The name of the file of a mapping set.")
    listed, forms = [media.JSON, media.HTML], _form(["json", "html"])
    return {
        "/mapping": operation("mappings", "All mapping sets", listed, more=[406]),
        "/mapping.{form}": operation("mappings_form", "The same in a form", listed, [forms], [406]),
        "/mapping/{name}": operation("mapping", "A mapping set", ["text/tab-separated-values"], [name], [404]),
    }


def _form(forms: list[str]) -> Part:
    return in_path("form", {**TEXT, "enum": forms}, "The form of the answer.")
