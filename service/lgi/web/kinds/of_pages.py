"""Kinds of problem that those meet who choose something on a page."""

from http import HTTPStatus

from lgi import errors
from lgi.errors import LgiError
from lgi.web.kinds.kind import Kind

OURS: dict[type[LgiError], Kind] = {
    errors.BadChoice: Kind(
        HTTPStatus.BAD_REQUEST,
        "bad-choice",
        "That cannot be chosen here",
        "The address asks a page for something that the page does not offer; 'available' lists what it does.",
        "Choose one of those, or open the page without any choice and choose on it.",
    ),
}
"""Kinds of our own errors, by their class."""
