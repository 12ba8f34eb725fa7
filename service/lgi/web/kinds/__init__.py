"""Every kind of problem that an answer may tell of: its status, its name, what it means, and how to go on."""

from dataclasses import asdict
from http import HTTPStatus

from lgi import errors
from lgi.errors import LgiError
from lgi.web import refusals
from lgi.web.kinds import of_keeping as kinds_of_keeping
from lgi.web.kinds import of_pages as kinds_of_pages
from lgi.web.kinds import of_releases as kinds_of_releases
from lgi.web.kinds.kind import Kind
from lgi.web.refusals import Patience, Refusal

OURS: dict[type[LgiError], Kind] = {
    errors.BadArgument: Kind(
        HTTPStatus.BAD_REQUEST,
        "bad-argument",
        "An argument is not usable",
        "A question was given an argument that it does not have, or a value of another type than it takes.",
        "Look the question up under /q: it lists its arguments, each with its type and an example.",
    ),
    errors.BadQuery: Kind(
        HTTPStatus.BAD_REQUEST,
        "bad-query",
        "The query cannot be read",
        "The query does not follow the grammar of SPARQL 1.1, or asks for a function that is not known here. "
        "'line' and 'column' count from 1 and lead to 'token', where it goes wrong; 'suggestion' says what to write.",
        "Change the query at that place and send it again.",
    ),
    errors.TooComplex: Kind(
        HTTPStatus.BAD_REQUEST,
        "too-complex",
        "The query asks for too much",
        "The query, its evaluation or its answer breaks a limit of size, of nesting or of memory. 'limit' names the limit.",
        "Ask for less with LIMIT and OFFSET, split the query, or load the dumps into a store of your own.",
    ),
    errors.Refused: Kind(
        HTTPStatus.FORBIDDEN,
        "refused",
        "The query asks for what is never done here",
        "This endpoint answers queries. It changes nothing, and asks no other endpoint (SERVICE).",
        "Load the dumps into a store of your own to change them; join answers of several endpoints on your side.",
    ),
    errors.NotFound: Kind(
        HTTPStatus.NOT_FOUND,
        "not-found",
        "There is no such thing",
        "No record, question, graph or page has this address.",
        "Look for it from the front page or from /q.",
    ),
    errors.Moved: Kind(
        HTTPStatus.PERMANENT_REDIRECT,
        "moved",
        "It has another name now",
        "The record was given another name, or became one with another record. It answers under the new name for good.",
        "Follow the header Location, and use the new name from now on.",
    ),
    errors.Withdrawn: Kind(
        HTTPStatus.GONE,
        "gone",
        "It was withdrawn",
        "There was such a thing; the header Link leads to what came after it, or to the last release that held it.",
        "Go on to what came after it.",
    ),
    errors.NotAcceptable: Kind(
        HTTPStatus.NOT_ACCEPTABLE,
        "not-acceptable",
        "No type that you accept can be had",
        "The answer comes in none of the types that the request accepts, or cannot be written in the one it asks for. "
        "'available' lists those in which it comes.",
        "Name one of them in the header Accept, or in the address, as the message says.",
    ),
    errors.UnsupportedMedia: Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported-type",
        "The body's type is not understood",
        "The body of a POST has a type that is not understood here; the header Accept-Post lists those that are.",
        "Send it in one of those types.",
    ),
    errors.Busy: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "busy",
        "The service is busy",
        "More queries are waiting than may wait. Nothing is wrong with this one.",
        "Send it again after as many seconds as the header Retry-After says.",
    ),
    errors.TooSlow: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "too-slow",
        "The query took too long",
        "The query was stopped when its time was over. The same query will hardly be quicker the next time.",
        "Bind more terms, drop products of patterns that share no variable, ask for less with LIMIT, or load the dumps.",
    ),
    errors.TooMany: Kind(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too-many",
        "You have used up your share for now",
        "The questions of one reader or program, those behind each page included, may take only so much time a minute.",
        "Wait a minute and load the page again. A program waits as many seconds as the header Retry-After says.",
    ),
    errors.Unreachable: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "unreachable",
        "The store gives no answer",
        "The store behind this endpoint cannot be reached. Nothing is wrong with the query.",
        "Send it again after as many seconds as the header Retry-After says.",
    ),
    errors.Untrustworthy: Kind(
        HTTPStatus.BAD_GATEWAY,
        "untrustworthy",
        "The store gives an answer that cannot be trusted",
        "The store behind this endpoint sent something that is not what it says it is, so it is not passed on.",
        "Report it if it happens again.",
    ),
    **kinds_of_keeping.OURS,
    **kinds_of_pages.OURS,
    **kinds_of_releases.OURS,
}
"""Kinds of our own errors."""

_OF_HTTP = [
    Kind(
        HTTPStatus.BAD_REQUEST,
        "bad-request",
        "The request cannot be read",
        "The request does not follow the rules of HTTP, or those of the protocol that it is for; the detail says where.",
        "Correct it at that place, or send it with another client.",
    ),
    OURS[errors.NotFound],
    OURS[errors.UnsupportedMedia],
    Kind(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "The method is not for this address",
        "The address is known, but not for this method; the header Allow lists those that are.",
        "Use one of them.",
    ),
    OURS[errors.Withdrawn],
    Kind(
        HTTPStatus.REQUEST_TIMEOUT,
        "slow-body",
        "The request took too long to arrive",
        "The request did not come whole in the time that it may take.",
        "Send it again, all at once.",
    ),
    Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too-large",
        "The body is too large",
        "The body of the request has more bytes than a query may have, or asks more at once than may be asked.",
        "Split it, or load the dumps into a store of your own.",
    ),
    Kind(
        HTTPStatus.REQUEST_URI_TOO_LONG,
        "target-too-long",
        "The address is too long",
        "The address, with the query in it, is longer than is read.",
        "Send the query by POST.",
    ),
]
OF_HTTP = {kind.status: kind for kind in _OF_HTTP}
"""Kinds of the errors of HTTP itself."""

UNEXPECTED = Kind(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "unexpected",
    "Something went wrong here",
    "This is a fault of the service and not of the request.",
    "Please report it.",
)

_PATIENCE = asdict(Patience())
_OF_CONNECTIONS = [
    Kind(refusal.status, refusal.slug, refusal.title, refusal.detail.format(**_PATIENCE), "The connection is closed.")
    for refusal in vars(refusals).values()
    if isinstance(refusal, Refusal)
]
ALL = {kind.slug: kind for kind in (*_OF_CONNECTIONS, *OURS.values(), *_OF_HTTP, UNEXPECTED)}
"""All kinds by the last part of their type IRI; the connection tells of some before there is a request."""


def of_status(status: int) -> Kind:
    """The kind of an error of HTTP, also of one that we never send ourselves."""
    known = HTTPStatus(status)
    return OF_HTTP.get(known) or Kind(known, "", known.phrase, f"{known.description or known.phrase}.", "")
