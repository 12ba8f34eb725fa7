"""Errors as answers: told as problem documents (RFC 9457), or as a page."""

import json
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lgi import errors, media
from lgi.errors import LgiError, QueryError
from lgi.web import kinds, pages
from lgi.web.kinds import Kind

ACCEPT_POST = "application/sparql-query, application/x-www-form-urlencoded"
"""The types of body in which a query may be sent."""

_RETRY_SECONDS = 5
_CLIENT_CLOSED_REQUEST = 499
_MEMBERS = ("line", "column", "token", "suggestion", "limit", "available")


async def problem(request: Request, fault: Exception) -> Response:
    """Tell one of our errors."""
    assert isinstance(fault, LgiError)
    found = {name: getattr(fault, name, None) for name in _MEMBERS}
    members: dict[str, Any] = {name: value for name, value in found.items() if value}
    if "limit" in members:
        members["limit_value"] = getattr(request.state.site.limits, members["limit"], None)
    kind = kinds.OURS[type(fault)]
    return _tell(request, kind, str(fault), _headers(fault, kind), members)


def _headers(fault: LgiError, kind: Kind) -> dict[str, str]:
    if isinstance(fault, errors.UnsupportedMedia):
        return {"Accept": ACCEPT_POST, "Accept-Post": ACCEPT_POST}
    if isinstance(fault, QueryError) and kind.status in (429, 503):
        return {"Retry-After": str(fault.retry_after or _RETRY_SECONDS)}
    return {}


async def http_problem(request: Request, fault: Exception) -> Response:
    """Tell an error of HTTP itself: no such path, no such method."""
    assert isinstance(fault, HTTPException)
    kind = kinds.of_status(fault.status_code)
    told = fault.detail != kind.status.phrase
    detail = fault.detail if told else f"{request.method} {request.url.path}: {kind.meaning}"
    # A folder of files refuses other methods without saying which it has.
    allow = {"Allow": "GET, HEAD"} if fault.status_code == HTTPStatus.METHOD_NOT_ALLOWED else {}
    return _tell(request, kind, detail, {**allow, **(fault.headers or {})}, {})


async def gone(_request: Request, _fault: Exception) -> Response:
    """Answer a client that has left: nobody reads it, and nothing went wrong here."""
    return Response(status_code=_CLIENT_CLOSED_REQUEST)


async def unexpected(request: Request, _fault: Exception) -> Response:
    """Tell of a fault of ours, of which the log knows more."""
    detail = f"{kinds.UNEXPECTED.meaning} {kinds.UNEXPECTED.advice}"
    return _tell(request, kinds.UNEXPECTED, detail, {}, {})


def _tell(request: Request, kind: Kind, detail: str, headers: dict[str, str], members: dict[str, Any]) -> Response:
    headers = {**headers, "Vary": "Accept", "Cache-Control": "no-store"}
    offers = [media.PROBLEM, media.JSON, media.HTML]
    if media.agree(request.headers.get("accept"), offers) == media.HTML:
        return pages.page(request, "problem.html", kind.status, headers, problem=kind, detail=detail, members=members)
    document = {"type": kind.iri, "title": kind.title, "status": int(kind.status), "detail": detail, **members}
    if kind.advice:
        document["advice"] = kind.advice
    return Response(json.dumps(document, ensure_ascii=False), kind.status, headers, media.PROBLEM)
