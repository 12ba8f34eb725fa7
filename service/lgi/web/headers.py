"""Headers: what every answer carries, whatever it is, and how answers point to their other forms."""

import re
from collections.abc import Mapping

from starlette.requests import Request

from lgi.engine import Limits

_EXPOSED = "Link, ETag, Location, Content-Location, Retry-After, Lgi-Release, Lgi-Limits, Memento-Datetime"

ALWAYS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", _EXPOSED.encode()),
    (
        b"content-security-policy",
        b"default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; object-src 'none'",
    ),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
"""What every answer carries: all pages of the web may read it with nobody's credentials, and no script runs on ours."""

_PREFLIGHT = [
    (b"access-control-allow-headers", b"Accept, Accept-Datetime, Content-Type, If-None-Match"),
    (b"access-control-max-age", b"86400"),
]
LINK_BYTES = 4096
"""How long a header `Link` may become."""
_POSTED_TO = re.compile("(?:/release/[^/]+)?/(?:sparql/?|reconcile)|/answer")
_POLICY = b"content-security-policy"
_IN_FRAMES = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)

FRAMED = {"Content-Security-Policy": _IN_FRAMES.decode()}
"""What a page carries that other sites may show in a frame: it holds nothing that could be clicked by mistake."""


def added(own: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """What is added to the headers of an answer: all that it always carries, and no second policy beside its own."""
    has_policy = any(name == _POLICY for name, _ in own)
    return [pair for pair in ALWAYS if pair[0] != _POLICY] if has_policy else ALWAYS


def preflight(path: str) -> list[tuple[bytes, bytes]]:
    """What a browser is told that asks before it asks: only few addresses take more than reading."""
    methods = b"GET, HEAD, POST, OPTIONS" if _POSTED_TO.fullmatch(path) else b"GET, HEAD, OPTIONS"
    return [(b"access-control-allow-methods", methods), *_PREFLIGHT]


def sent(request: Request, name: str) -> str:
    """All that a request says under a name: several lines are one list (RFC 9110, section 5.3)."""
    return ", ".join(request.headers.getlist(name))


def limits(most: Limits) -> dict[str, str]:
    """Tell what a query may take: seconds, bytes of memory, of answer and of text, levels of brackets."""
    told = {"seconds": f"{most.seconds:g}", "memory": most.memory_bytes, "answer": most.answer_bytes}
    told |= {"query": most.query_bytes, "depth": most.depth}
    return {"Lgi-Limits": ", ".join(f"{name}={value}" for name, value in told.items())}


def alternates(targets: Mapping[str, str]) -> dict[str, str]:
    """Point to the other forms of an answer: a `Link` header from media types to addresses, unless it grew too long."""
    links = ", ".join(f'<{target}>; rel="alternate"; type="{kind}"' for kind, target in targets.items())
    return {"Link": links} if targets and len(links) <= LINK_BYTES else {}
