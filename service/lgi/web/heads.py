"""Heads of requests: what can be wrong with them that the parser lets pass."""

from lgi.web.refusals import HOSTS, LARGE_HEAD, LONG_TARGET, MANY_FIELDS, Patience, Refusal

Headers = list[tuple[bytes, bytes]]


class Fault(Exception):
    """Stops the parser in the middle of what it reads."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.slug)
        self.refusal = refusal


def require_short(target: bytes, patience: Patience) -> None:
    """Hold a target, or what has come of it, against its limit. Raises Fault."""
    if len(target) > patience.target_bytes:
        raise Fault(LONG_TARGET)


def require_right(target: bytes, headers: Headers, version: str, patience: Patience) -> None:
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
