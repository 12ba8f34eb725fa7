"""Errors as answers: one table from our errors to HTTP, told as problem documents (RFC 9457) or as a page."""

import json
from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lgi import errors, media, names
from lgi.errors import LgiError
from lgi.web import pages


@dataclass(frozen=True)
class Kind:
    """How an error is told: its status, the last part of its type IRI, and its title."""

    status: HTTPStatus
    slug: str
    title: str


KINDS: dict[type[LgiError], Kind] = {
    errors.BadArgument: Kind(HTTPStatus.BAD_REQUEST, "bad-argument", "An argument is not usable"),
    errors.BadQuery: Kind(HTTPStatus.BAD_REQUEST, "bad-query", "The query cannot be read"),
    errors.TooComplex: Kind(HTTPStatus.BAD_REQUEST, "too-complex", "The query asks for too much"),
    errors.Refused: Kind(HTTPStatus.FORBIDDEN, "refused", "The query asks for what is never done here"),
    errors.NotFound: Kind(HTTPStatus.NOT_FOUND, "not-found", "There is no such thing"),
    errors.NotAcceptable: Kind(HTTPStatus.NOT_ACCEPTABLE, "not-acceptable", "No type that you accept can be had"),
    errors.UnsupportedMedia: Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-type", "The body's type is not understood"
    ),
    errors.Busy: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "busy", "The service is busy"),
    errors.TooSlow: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "too-slow", "The query took too long"),
}
_RETRY_SECONDS = "5"
_CLIENT_CLOSED_REQUEST = 499


async def problem(request: Request, fault: Exception) -> Response:
    """Tell one of our errors."""
    assert isinstance(fault, LgiError)
    kind = KINDS[type(fault)]
    extra = {"line": fault.line, "column": fault.column} if isinstance(fault, errors.BadQuery) and fault.line else {}
    headers = {"Retry-After": _RETRY_SECONDS} if kind.status is HTTPStatus.SERVICE_UNAVAILABLE else {}
    return _tell(request, kind, str(fault), headers, extra)


async def http_problem(request: Request, fault: Exception) -> Response:
    """Tell an error of HTTP itself: no such path, no such method."""
    assert isinstance(fault, HTTPException)
    status = HTTPStatus(fault.status_code)
    kind = Kind(status, status.phrase.lower().replace(" ", "-"), status.phrase)
    detail = (
        fault.detail if fault.detail != status.phrase else f"{request.method} {request.url.path}: {status.description}"
    )
    return _tell(request, kind, detail, dict(fault.headers or {}), {})


async def gone(_request: Request, _fault: Exception) -> Response:
    """Answer a client that has left: nobody reads it, and nothing went wrong here."""
    return Response(status_code=_CLIENT_CLOSED_REQUEST)


async def unexpected(request: Request, _fault: Exception) -> Response:
    """Tell of a fault of ours, of which the log knows more."""
    kind = Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected", "Something went wrong here")
    return _tell(request, kind, "This is a fault of the service and not of the request; please report it.", {}, {})


def _tell(request: Request, kind: Kind, detail: str, headers: dict[str, str], extra: dict[str, int | None]) -> Response:
    headers = {**headers, "Vary": "Accept", "Cache-Control": "no-store"}
    offers = [media.PROBLEM, media.JSON, media.HTML]
    if media.agree(request.headers.get("accept"), offers) == media.HTML:
        return pages.page(request, "problem.html", kind.status, headers, problem=kind, detail=detail)
    document = {
        "type": names.PROBLEMS + kind.slug,
        "title": kind.title,
        "status": int(kind.status),
        "detail": detail,
        **extra,
    }
    return Response(json.dumps(document, ensure_ascii=False), kind.status, headers, media.PROBLEM)
