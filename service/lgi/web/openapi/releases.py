"""The part of the description in OpenAPI that is about releases: lists, files, pinned access, and states by date."""

from lgi import media
from lgi.web.openapi.operation import ASKING, ELSEWHERE, Part, in_path, operation

_FORMS = [media.JSON, *media.TRIPLES.values(), media.HTML]
_RELEASE: Part = {"type": "string", "format": "release"}
_NAME = in_path("name", _RELEASE, "The name of a release, or two with three points between them.")
_FORM = in_path("form", {"type": "string", "enum": ["json", *media.TRIPLES, "html"]}, "The form of the answer.")
_REST = in_path(
    "rest", {"type": "string", "format": "path-in-release"}, "A file of the release, or any other path here."
)
_PATH = in_path(
    "path", {"type": "string", "format": "document-path"}, "The path of a document, without its first slash."
)
_BEFORE = in_path("before", _RELEASE, "The one release.")
_AFTER = in_path("after", _RELEASE, "The other release.")
_COMPARED = in_path("form", {"type": "string", "enum": ["json", "rdfp", "html"]}, "The form of the answer.")
_DIFFERENCES = [media.JSON, "application/rdf-patch", media.HTML]
_ANY = [*_FORMS, *media.SOLUTIONS.values(), "application/gzip", "application/octet-stream", "text/plain"]
_RARE = (404, 406, 410, 503)


def paths() -> Part:
    """The addresses of releases."""
    return {address: {"get": made} for address, made in {**_told(), **_compared(), **_reached()}.items()}


def _told() -> Part:
    return {
        "/release": operation("releases", "All releases", _FORMS, more=[406]),
        "/release.{form}": operation("releases_form", "The same in a form of your choice", _FORMS, [_FORM], [404, 406]),
        "/release/latest": _leading("latest", "The newest release", []),
        "/release/latest/{rest}": _leading("latest_rest", "A file or an address of the newest release", [_REST]),
        "/release/{name}": operation("release", "A release", [*_FORMS, _DIFFERENCES[1]], [_NAME], _RARE),
    }


def _leading(name: str, summary: str, given: list[Part]) -> Part:
    """An address that leads on for as long as a release is the newest."""
    return {**operation(name, summary, [], given), "responses": {"307": ELSEWHERE}}


def _compared() -> Part:
    pair = [_BEFORE, _AFTER]
    form = "The same in a form of your choice"
    return {
        "/release/{before}...{after}": operation("difference", "How two releases differ", _DIFFERENCES, pair, _RARE),
        "/release/{before}...{after}.{form}": operation(
            "difference_form", form, _DIFFERENCES, [*pair, _COMPARED], _RARE
        ),
    }


def _reached() -> Part:
    name = in_path("name", _RELEASE, "The name of a release.")
    pinned = "A file of a release, or what the rest of the path answers, as this release answers it"
    lasting = "What it answers does not change, and may be kept for a year."
    states = "The states of a document in all releases (RFC 7089)"
    more = (404, 410, *ASKING)
    return {
        "/release/{name}/{rest}": operation("pinned", pinned, _ANY, [name, _REST], more, description=lasting),
        "/timemap/{path}": operation("timemap", states, ["application/link-format"], [_PATH], _RARE),
    }
