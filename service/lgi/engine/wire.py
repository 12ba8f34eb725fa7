"""Speak with a SPARQL store over HTTP: put one request, take one answer, and say in our words what went wrong."""

import time
from ast import literal_eval
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from importlib.metadata import version
from math import ceil
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from SPARQLWrapper import BASIC, CONSTRUCT, DIGEST, JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from lgi.errors import BadArgument, BadQuery, QueryError, TooComplex, TooSlow, Unreachable, Untrustworthy

RETRY_SECONDS = 5
"""After how long it is worth asking a store again that gave no answer."""

_PIECE_BYTES = 1 << 16
_LONGEST_COMPLAINT = 160


@dataclass(frozen=True)
class Address:
    """Where a store takes requests of one sort, and who asks. Raises BadArgument for what is no address of the web."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    digest: bool = False
    realm: str = "SPARQL"

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in ("http", "https") or not urlsplit(self.url).hostname:
            raise BadArgument(f"{self.url}: give the address of the store as http:// or https:// and a host")


@dataclass(frozen=True)
class Patience:
    """How long one request may take, and how much of an answer is read."""

    seconds: float
    answer_bytes: int


def send(address: Address, text: str, form: str, media_type: str, patience: Patience) -> bytes:
    """Put a query or an update, of a form such as `ASK` or `INSERT`, and take the whole answer. Raises QueryError."""
    deadline = time.monotonic() + patience.seconds
    try:
        response = _request(address, text, form, media_type, patience).query().response
        with response:
            _refuse_part(response, address)
            return _body(response, deadline, patience)
    except (SPARQLWrapperException, HTTPError) as fault:
        raise _refusal(fault) from None
    except TimeoutError:
        raise _too_slow(patience.seconds) from None
    except URLError as fault:
        raise _silence(str(fault.reason)) from None
    except OSError as fault:
        raise _silence(fault.strerror or str(fault)) from None
    except HTTPException as fault:
        raise Untrustworthy(f"the store's answer is not as HTTP has it: {type(fault).__name__} {fault}") from None


def _request(address: Address, text: str, form: str, media_type: str, patience: Patience) -> SPARQLWrapper:
    # It warns of a format that does not go with the form, though it is the header below that counts.
    form_of_answer = TURTLE if form == CONSTRUCT else JSON
    wrapper = SPARQLWrapper(address.url, address.url, form_of_answer, agent=f"lgi/{version('lgi')}")
    # Not setQuery(): it guesses the form by a pattern that a comment can mislead.
    wrapper.queryString, wrapper.queryType = text, form
    wrapper.setMethod(POST)
    wrapper.setOnlyConneg(True)
    wrapper.setTimeout(max(1, ceil(patience.seconds)))
    wrapper.addCustomHttpHeader("Accept", media_type)
    if address.user:
        wrapper.setHTTPAuth(DIGEST if address.digest else BASIC)
        wrapper.setCredentials(address.user, address.password, address.realm)
    return wrapper


def _refuse_part(response: HTTPResponse, address: Address) -> None:
    """Refuse an answer that comes from elsewhere, or that the store says it cut."""
    if response.geturl() != address.url:
        raise Untrustworthy("the store sends callers elsewhere: set its address to where it answers")
    most = response.headers.get("X-SPARQL-MaxRows")
    if most or "X-SQL-State" in response.headers:
        why = f"cuts answers after {most} rows" if most else "gave a part of the answer, for lack of time"
        raise TooComplex(f"the store {why}: ask for less with LIMIT and OFFSET", limit="answer_bytes")


def _body(response: HTTPResponse, deadline: float, patience: Patience) -> bytes:
    pieces, size = [], 0
    while piece := response.read1(_PIECE_BYTES):
        size += len(piece)
        pieces.append(piece)
        if size > patience.answer_bytes:
            advice = "ask for less with LIMIT and OFFSET, or load the dumps"
            raise TooComplex(f"the store's answer is larger than this service reads: {advice}", limit="answer_bytes")
        if time.monotonic() > deadline:
            raise TimeoutError
    if response.length:
        raise Untrustworthy(f"the store's answer broke off {response.length} bytes before its end")
    return b"".join(pieces)


def _refusal(fault: SPARQLWrapperException | HTTPError) -> QueryError:
    """What a status other than 200 means. The library makes errors of its own of some, from one of HTTP."""
    reply = fault if isinstance(fault, HTTPError) else fault.__context__
    assert isinstance(reply, HTTPError)
    with reply:
        return _told(reply.code, _complaint(fault))


def _complaint(fault: Exception) -> str:
    """How what the store said begins, unless it is a page: the library keeps it within its own message."""
    said = str(fault).partition("Response:\n")[2]
    text = literal_eval(said).decode("utf-8", "replace") if said else ""
    return "" if text.lstrip().startswith("<") else text.strip().partition("\n")[0][:_LONGEST_COMPLAINT]


def _told(status: int, complaint: str) -> QueryError:
    """The error for a status, and what the store said with it."""
    why = f" ({complaint})" if complaint else ""
    if status in (400, 422, 501):
        return BadQuery(f"the store behind this service does not support this query{why}")
    if status in (413, 414):
        return TooComplex("the query is longer than the store behind this service takes")
    if status in (401, 403):
        return Unreachable(f"the store behind this service does not let it in (status {status})")
    if status >= 500:  # noqa: PLR2004 as HTTP has it
        return Unreachable(f"the store behind this service failed (status {status}){why}", retry_after=RETRY_SECONDS)
    return Unreachable(f"there is no SPARQL store where this service looks for it (status {status})")


def _too_slow(seconds: float) -> TooSlow:
    advice = "bind more terms, drop cross products, or add a LIMIT"
    return TooSlow(f"the store gave no answer within {seconds:g} seconds: {advice}", limit="seconds")


def _silence(reason: str) -> Unreachable:
    return Unreachable(f"the store behind this service gives no answer: {reason}", retry_after=RETRY_SECONDS)
