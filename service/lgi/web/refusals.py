"""What a connection may take, and what is said to one that takes more: each reason with its answer, ready to send."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from http import HTTPStatus

from lgi import media, names


@dataclass(frozen=True)
class Patience:
    """How long a connection may keep us waiting, how much it may say, and how many there may be in one process."""

    head_seconds: float = 10
    """From a connection's opening, or from the first byte of a later request, to the end of the request's head."""
    body_seconds: float = 20
    """From the end of a request's head to the end of its body."""
    stall_seconds: float = 10
    """How long a client that has an answer waiting may read less than `stall_bytes` of it."""
    stall_bytes: int = 64 << 10
    linger_seconds: float = 2
    """How long a connection that was refused may take to read why."""
    head_bytes: int = 128 << 10
    target_bytes: int = (64 << 10) - 1
    """Nobody who parses it can take a longer one."""
    fields: int = 100
    pipelined: int = 8
    """How many requests may wait behind the one that is being answered."""
    most: int = 1000
    most_of_one: int = 200
    """How many connections one address may have; 64 bits of an IPv6 address count as one."""
    most_refused: int = 100
    """How many connections too many may be told so at a time; those beyond are dropped without a word."""

    def tick(self) -> float:
        """How often to look for connections that are overdue."""
        return min(1.0, min(self.head_seconds, self.body_seconds, self.stall_seconds, self.linger_seconds) / 4)


@dataclass(frozen=True)
class Refusal:
    """Why a connection ends here: the status, the last part of the type IRI, a title, and what to do about it."""

    status: HTTPStatus
    slug: str
    title: str
    detail: str
    retry_after: int | None = None


SLOW_HEAD = Refusal(
    HTTPStatus.REQUEST_TIMEOUT,
    "slow-head",
    "The request came too slowly",
    "The request line and the headers must be here within {head_seconds:g} seconds.",
)
SLOW_BODY = Refusal(
    HTTPStatus.REQUEST_TIMEOUT,
    "slow-body",
    "The request came too slowly",
    "The body must be here within {body_seconds:g} seconds of the headers.",
)
LONG_TARGET = Refusal(
    HTTPStatus.REQUEST_URI_TOO_LONG,
    "target-too-long",
    "The address is too long",
    "An address may have {target_bytes} bytes: send the query by POST, in the body.",
)
LARGE_HEAD = Refusal(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "head-too-large",
    "The headers are too large",
    "The request line and the headers may have {head_bytes} bytes together: send fewer or shorter ones.",
)
MANY_FIELDS = Refusal(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "too-many-headers",
    "There are too many headers",
    "A request may have {fields} headers: send fewer.",
)
MALFORMED = Refusal(
    HTTPStatus.BAD_REQUEST,
    "malformed-request",
    "This is not a request",
    "What came cannot be read as HTTP/1.1: send a well-formed request.",
)
HOSTS = Refusal(
    HTTPStatus.BAD_REQUEST,
    "bad-host",
    "The request names no host, or several",
    "A request must have exactly one Host header.",
)
TOO_MANY_OF_ONE = Refusal(
    HTTPStatus.TOO_MANY_REQUESTS,
    "too-many-connections",
    "You have too many connections",
    "An address may have {most_of_one} connections at a time: close some, or use them again.",
    retry_after=5,
)
FULL = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "busy",
    "The service is busy",
    "The service has as many connections as it can keep: try again in a few seconds.",
    retry_after=5,
)
FLOOD = Refusal(
    HTTPStatus.TOO_MANY_REQUESTS,
    "too-many-pipelined",
    "Too many requests were sent at once",
    "{pipelined} requests may wait behind another in one connection: read their answers before you send more.",
    retry_after=1,
)


@cache
def answer(refusal: Refusal, patience: Patience) -> bytes:
    """Write an answer as it goes over the wire, but for its status line and the headers that every answer has."""
    document = {
        "type": names.PROBLEMS + refusal.slug,
        "title": refusal.title,
        "status": int(refusal.status),
        "detail": refusal.detail.format(**asdict(patience)),
    }
    body = json.dumps(document).encode()
    fields = {
        "content-type": media.PROBLEM,
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "access-control-allow-origin": "*",
        "x-content-type-options": "nosniff",
        "connection": "close",
    }
    if refusal.retry_after is not None:
        fields["retry-after"] = str(refusal.retry_after)
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode() + b"\r\n" + body
