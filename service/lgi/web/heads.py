"""Heads of requests: what can be wrong with them that the parser lets pass."""

from collections.abc import Callable

from lgi.web.refusals import HOSTS, LARGE_HEAD, LONG_TARGET, MANY_FIELDS, Patience, Refusal

Headers = list[tuple[bytes, bytes]]


class Fault(Exception):
    """Stops the parser in the middle of what it reads."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.slug)
        self.refusal = refusal


def require_right(target: bytes, headers: Headers, version: Callable[[], str], patience: Patience, came: int) -> None:
    """Hold a complete head against what we ask of one, its size only if so much came. Raises Fault.

    >>> require_right(b"/", [(b"host", b"lgi.example")], "1.1".format, Patience(), came=1 << 20)
    """
    if len(target) > patience.target_bytes:
        raise Fault(LONG_TARGET)
    if came > patience.head_bytes:
        size = len(target) + sum(len(name) + len(value) for name, value in headers)
        if size > patience.head_bytes:
            raise Fault(LARGE_HEAD)
    if len(headers) > patience.fields:
        raise Fault(MANY_FIELDS)
    hosts = [name for name, _ in headers].count(b"host")
    if hosts != 1 and (hosts or version() != "1.0"):
        raise Fault(HOSTS)
