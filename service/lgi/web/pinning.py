"""Addresses within one release, `/release/<name>/...`: which paths there are, and how all that leads on stays in it."""

import re
from functools import partial

WHOLE = frozenset(
    {
        "answer",
        "changes",
        "live",
        "metrics",
        "openapi.json",
        "problem",
        "ready",
        "release",
        "report",
        "static",
        "timemap",
    }
)
"""What is of the whole service and not of one release, by the first step of its path."""

FOR_EVER = b"public, max-age=31536000, immutable"
"""How long what is said of one release holds."""

Headers = list[tuple[bytes, bytes]]

_TARGET = re.compile(r"<(/[^>]*)>")
_ATTRIBUTE = re.compile(r'(?<!rel="latest-version") (href|action|src)="(/[^"]*)"')
_FIRST = re.compile("/([^/?#]*)")
_LASTING = frozenset({200, 303, 304, 308})


def prefix(name: str) -> str:
    """What stands before the paths of a release."""
    return f"/release/{name}"


def is_whole(path: str) -> bool:
    """Tell whether a path is of the whole service.

    >>> is_whole("/static/lgi.css"), is_whole("/changes.atom"), is_whole("/model/wigan-deal")
    (True, True, False)
    """
    found = _FIRST.match(path)
    return found is not None and not WHOLE.isdisjoint((found[1], found[1].partition(".")[0]))


def address(before: str, path: str) -> str:
    """Put a prefix before a path, unless it is of the whole service; the first page of a release is its own.

    >>> address("/release/1", "/q/x?a=b"), address("/release/1", "/"), address("/release/1", "/problem/gone")
    ('/release/1/q/x?a=b', '/release/1', '/problem/gone')
    """
    if is_whole(path) or path.startswith("//"):
        return path
    return before if path == "/" else before + path


def page(before: str, html: str) -> str:
    """Keep the links of a page within a release, but for the one that leads to the latest version of it.

    What is put in a template is escaped, so no text can pass for a link.

    >>> page("/release/1", '<a href="/q">x</a> <a rel="latest-version" href="/q">y</a> <img src="/static/a.svg">')
    '<a href="/release/1/q">x</a> <a rel="latest-version" href="/q">y</a> <img src="/static/a.svg">'
    """
    return _ATTRIBUTE.sub(lambda found: f' {found[1]}="{address(before, found[2])}"', html)


def headers(before: str, status: int, said: Headers) -> Headers:
    """Keep the addresses in headers within a release, and let its answers be kept for as long as anyone likes."""
    found = [(name, _within(before, name, value)) for name, value in said]
    keeping = [value for name, value in found if name == b"cache-control"]
    if status not in _LASTING or b"no-store" in keeping:
        return found
    return [*((name, value) for name, value in found if name != b"cache-control"), (b"cache-control", FOR_EVER)]


def turning(before: str, value: str) -> str:
    """Let the next page of a list be that of the same release, even if a newer one is served by then.

    >>> turning("/release/1", '</m.html?page=2>; rel="next", </m.ttl>; rel="alternate"')
    '</release/1/m.html?page=2>; rel="next", </m.ttl>; rel="alternate"'
    """
    return re.sub(r'<(/[^>]*)>(?=; rel="(?:first|prev|next|last)")', partial(_target, before), value)


def _within(before: str, name: bytes, value: bytes) -> bytes:
    if name == b"link":
        return _TARGET.sub(partial(_target, before), value.decode("latin-1")).encode("latin-1")
    if name in (b"location", b"content-location") and value.startswith(b"/"):
        return address(before, value.decode("latin-1")).encode("latin-1")
    return value


def _target(before: str, found: re.Match[str]) -> str:
    return f"<{address(before, found[1])}>"
