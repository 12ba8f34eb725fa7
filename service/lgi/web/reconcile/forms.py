"""What a request says in its address and in a form that it sends, read up to a limit."""

import asyncio
import re
from collections.abc import Container
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from lgi.web.reconcile import queries

FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 100


async def fields(request: Request, wanted: Container[str], most_bytes: int, seconds: float) -> dict[str, str]:
    """The fields of a request that are wanted, each of which may be given once; others do not count.

    Raises HTTPException.
    """
    found = _parsed(request.scope["query_string"])
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != FORM or request.headers.get("content-encoding", "identity") != "identity":
            told = f"{kind or 'a body of no type'}: send a form, as {FORM}, and not compressed"
            raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, told, {"Accept": FORM, "Accept-Post": FORM})
        # A long form takes a while to take apart, and others are waiting.
        found += await asyncio.to_thread(_parsed, await _body(request, most_bytes, seconds))
    found = [pair for pair in found if pair[0] in wanted]
    twice = {name for name, _ in found if sum(name == other for other, _ in found) > 1}
    if twice:
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"{min(twice)}: give it once")
    return dict(found)


def parameter(request: Request, name: str) -> str:
    """A parameter of the address; empty if it is not given. Raises HTTPException."""
    given = request.query_params.get(name, "")
    if len(given) > queries.MOST_TEXT:
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"{name}: at most {queries.MOST_TEXT} characters")
    return given


def number(request: Request, name: str, default: int) -> int:
    """A whole number in the address. Raises HTTPException."""
    given = request.query_params.get(name, "")
    if not given:
        return default
    if not re.fullmatch("[0-9]{1,9}", given) or int(given) > queries.MOST_SKIPPED:
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"{name}: it is a whole number up to {queries.MOST_SKIPPED}")
    return int(given)


async def _body(request: Request, most_bytes: int, seconds: float) -> bytes:
    body = bytearray()
    too_large = HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a form may have {most_bytes} bytes")
    if int(request.headers.get("content-length", "0")) > most_bytes:
        raise too_large
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                body += part
                if len(body) > most_bytes:
                    raise too_large
    except TimeoutError:
        told = "the form did not arrive whole in time: send it again"
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, told) from None
    return bytes(body)


def _parsed(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as fault:
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"the fields cannot be read: {fault}") from None
