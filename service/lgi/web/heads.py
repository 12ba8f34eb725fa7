"""Heads of requests: parse them, and find what is wrong with them that the parser lets pass."""

import httptools

from lgi.web.refusals import HOSTS, LARGE_HEAD, LONG_TARGET, MALFORMED, MANY_FIELDS, Patience, Refusal


class Fault(Exception):
    """Stops the parser in the middle of what it reads."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.slug)
        self.refusal = refusal


def feed(parser: httptools.HttpRequestParser, data: bytes) -> Refusal | None:
    """Parse what came, past any wish for another protocol, which is never granted; give what is wrong with it."""
    while data:
        try:
            parser.feed_data(data)
        except httptools.HttpParserUpgrade as wish:
            data = data[wish.args[0] :]
        except httptools.HttpParserError as error:
            cause = error.__context__
            return cause.refusal if isinstance(cause, Fault) else MALFORMED
        else:
            break
    return None


def require_short(target: bytes, patience: Patience) -> None:
    """Hold the target of a request, or what has come of it, against its limit. Raises Fault."""
    if len(target) > patience.target_bytes:
        raise Fault(LONG_TARGET)


def require_right(target: bytes, headers: list[tuple[bytes, bytes]], version: str, patience: Patience) -> None:
    """Hold a complete head against what we ask of one. Raises Fault."""
    hosts, size = 0, len(target)
    for name, value in headers:
        hosts += name == b"host"
        size += len(name) + len(value)
    if size > patience.head_bytes:
        raise Fault(LARGE_HEAD)
    if len(headers) > patience.fields:
        raise Fault(MANY_FIELDS)
    if hosts != 1 and (hosts or version != "1.0"):
        raise Fault(HOSTS)
