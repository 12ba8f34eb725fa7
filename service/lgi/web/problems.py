"""Errors as answers: told as problem documents (RFC 9457), or as a page."""

import json
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lgi import errors, media
from lgi.errors import LgiError, QueryError
from lgi.web import headers, kinds, pages
from lgi.web.kinds.kind import Kind

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
    if manifest := getattr(fault, "manifest", None):
        members["manifest"] = asdict(manifest)
    if "limit" in members:
        members["limit_value"] = getattr(request.state.site.limits, members["limit"], None)
    kind = kinds.OURS[type(fault)]
    limits = request.state.site.limits_told if isinstance(fault, QueryError) else {}
    return _tell(request, kind, str(fault), {**_headers(fault, kind), **limits}, members)


def _headers(fault: LgiError, kind: Kind) -> dict[str, str]:
    if isinstance(fault, errors.UnsupportedMedia):
        return {"Accept": ACCEPT_POST, "Accept-Post": ACCEPT_POST}
    if kind.status in (429, 503):
        return {"Retry-After": str(getattr(fault, "retry_after", None) or _RETRY_SECONDS)}
    return {}


async def http_problem(request: Request, fault: Exception) -> Response:
    """Tell an error of HTTP itself: no such path, no such method."""
    assert isinstance(fault, HTTPException)
    allow = _allowed(fault)
    if request.method == "OPTIONS" and allow:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=allow)
    kind = kinds.of_status(fault.status_code)
    told = fault.detail != kind.status.phrase
    # The head of an answer is the same, with its body or without.
    method = "GET" if request.method == "HEAD" else request.method
    detail = fault.detail if told else f"{method} {request.url.path}: {kind.meaning}"
    return _tell(request, kind, detail, {**(fault.headers or {}), **allow}, {})


def _allowed(fault: HTTPException) -> dict[str, str]:
    """The methods that there are, where the one that was used is not one of them."""
    if fault.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return {}
    # A folder of files refuses other methods without saying which it has.
    said = (fault.headers or {}).get("Allow", "GET, HEAD")
    return {"Allow": ", ".join(sorted({*said.split(", "), "OPTIONS"}))}


async def gone(_request: Request, _fault: Exception) -> Response:
    """Answer a client that has left: nobody reads it, and nothing went wrong here."""
    return Response(status_code=_CLIENT_CLOSED_REQUEST)


async def unexpected(request: Request, _fault: Exception) -> Response:
    """Tell of a fault of ours, of which the log knows more."""
    detail = f"{kinds.UNEXPECTED.meaning} {kinds.UNEXPECTED.advice}"
    return _tell(request, kinds.UNEXPECTED, detail, {}, {})


def _tell(request: Request, kind: Kind, detail: str, said: dict[str, str], members: dict[str, Any]) -> Response:
    said = {**said, "Vary": "Accept", "Cache-Control": "no-store"}
    offers = [media.PROBLEM, media.JSON, media.HTML]
    if media.agree(headers.sent(request, "accept"), offers) == media.HTML:
        return pages.page(request, "problem.html", kind.status, said, problem=kind, detail=detail, members=members)
    document = {"type": kind.iri, "title": kind.title, "status": int(kind.status), "detail": detail}
    document |= {"instance": f"urn:uuid:{request.state.id}", **members}
    if kind.advice:
        document["advice"] = kind.advice
    return Response(json.dumps(document, ensure_ascii=False), kind.status, said, media.PROBLEM)
