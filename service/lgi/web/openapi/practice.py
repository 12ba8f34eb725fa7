"""The description of the pages on what could work where, on power, on the roles of councils, and on programmes."""

from lgi import media
from lgi.web.openapi.operation import ASKING, TEXT, Part, in_query, operation, plainest
from lgi.web.views.fit.address import ORDERS
from lgi.web.views.power import VIEWS

_PAGES = {
    "/fit": (
        "fit",
        "Could it work here? Models that act on a need, with every condition and how it stands in a place",
        {
            "place": "A council by its slug, name or official code.",
            "need": "The slug of a need.",
            "order": "How the models are ordered. Answers stand in a.CONDITION=yes, partly or no.",
        },
    ),
    "/power": (
        "power",
        "Who gains a say, and who gives it up",
        {
            "view": "How it is shown.",
            "model": "The slug of a model, or of an initiative of no model.",
            "place": "The slug of a place where the model or the initiative is at work.",
            "party": "A kind of party, whose cell is opened.",
            "about": "A kind of decision, whose cell is opened.",
        },
    ),
    "/roles": ("roles", "Roles that councils take on", {"role": "A role, which is opened."}),
}
_LISTED: dict[str, list[str]] = {"order": ["", *ORDERS], "view": ["", *VIEWS]}


def paths() -> Part:
    """These addresses, each with its operation."""
    return {address: {"get": _page(*about)} for address, about in _PAGES.items()}


def _page(name: str, summary: str, parameters: dict[str, str]) -> Part:
    told = [in_query(each, _of(name, each), about) for each, about in parameters.items()]
    return plainest(operation(name, summary, [media.HTML], told, ASKING, tags=["pages"]))


def _of(name: str, parameter: str) -> Part:
    """What a parameter of a page can be: one of a few words, or the name of something that is recorded."""
    return {**TEXT, "enum": _LISTED[parameter]} if parameter in _LISTED else {**TEXT, "format": f"{name}-{parameter}"}
