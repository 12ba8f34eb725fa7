"""Between an address, as it comes over the wire, and the IRI that it stands for: decoded once, and encoded once."""

import re
from urllib.parse import quote, unquote

from starlette.requests import Request

_ENCODED = re.compile("(?:%[0-9A-Fa-f]{2})+")
_IN_PATHS = "/:@!$&'()*+,;=-._~"
_IN_PARTS = _IN_PATHS.replace("/", "")


def path(request: Request) -> str:
    """The path that was asked for, as it stands in an IRI."""
    return decoded(request.scope["raw_path"])


def decoded(raw: bytes) -> str:
    """The path of an IRI: what may stand in one is decoded, and what may not stays as it is (RFC 3987, section 3.2).

    >>> decoded(b"/id/place/caf%C3%A9"), decoded(b"/id/place/a%2fb%2520")
    ('/id/place/café', '/id/place/a%2Fb%2520')
    """
    return _ENCODED.sub(_characters, raw.decode("latin-1"))


def encoded(iri: str) -> str:
    """The path as it stands in an address: letters that are not ASCII are encoded, and what is encoded stays so.

    >>> encoded("/id/place/café"), encoded("/id/place/a%2Fb")
    ('/id/place/caf%C3%A9', '/id/place/a%2Fb')
    """
    return quote(iri, safe="%" + _IN_PATHS)


def _characters(found: re.Match[str]) -> str:
    return "".join(
        each if each.isprintable() and not each.isascii() else quote(each, _IN_PARTS) for each in unquote(found[0])
    )
