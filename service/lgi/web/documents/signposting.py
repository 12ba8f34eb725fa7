"""Signposts: the typed links by which a machine that came to one address finds all that belongs to it.

They follow FAIR Signposting: what to cite, what describes it, its licence, kind, authors and collection; as a header
`Link` (RFC 8288), and as a link set (RFC 9264), which holds them all even where the header would grow too long.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote

from lgi import media, names
from lgi.web import headers, pinning

LINKSET = "application/linkset+json"
PAGE = "https://schema.org/AboutPage"
DATASET = "/data"

_IN_IRIS = "%/:?#[]@!$&'()*+,;=~"


class Link(NamedTuple):
    """A link to a target, its relation, and the media type of what is there, if that is known."""

    target: str
    rel: str
    type: str = ""


@dataclass(frozen=True)
class Signpost:
    """What stands at a document: what it is about, its `forms` by media type, and what it belongs to.

    `kinds` are classes of what it is about, `items` what it is a collection of, `turns` the pages before and after it.
    """

    iri: str
    forms: Mapping[str, str]
    kinds: tuple[str, ...] = ()
    collection: str = DATASET
    linkset: str = ""
    items: tuple[Link, ...] = ()
    turns: Mapping[str, str] = field(default_factory=dict)


def of_document(iri: str, path: str, tail: str = "") -> Signpost:
    """What stands at a document by the address that it has without an ending.

    >>> of_document("https://w3id.org/lgi/id/model/x", "/model/x").forms["text/turtle"]
    '/model/x.ttl'
    """
    tidy = {"json": media.JSON} if iri.startswith(names.THINGS) else {}
    endings = {**media.TRIPLES, "html": media.HTML, **tidy}
    forms = {kind: f"{path}.{ending}{tail}" for ending, kind in endings.items()}
    return Signpost(iri, forms, linkset=f"/linkset{path}")


def encoded(iri: str) -> str:
    """An IRI as a header can hold it.

    >>> encoded("https://w3id.org/lgi/id/place/café")
    'https://w3id.org/lgi/id/place/caf%C3%A9'
    """
    return quote(iri, safe=_IN_IRIS)


def header(post: Signpost, chosen: str = media.HTML) -> dict[str, str]:
    """The header `Link` of a document in the form that was chosen; the least that leads to the rest if it grew too long."""
    links = _links(post, chosen)
    written = write(links)
    if len(written) > headers.LINK_BYTES:
        written = write([link for link in links if link.rel in ("cite-as", "linkset", *post.turns)])
    return {"Link": written}


def of_thing(post: Signpost) -> dict[str, str]:
    """The header `Link` of a thing, on the way from it to its document."""
    return {"Link": write([*_about(post), *_described(post), *_set(post)])}


def linkset(post: Signpost, before: str = "") -> dict[str, object]:
    """All links of all forms of a document as a link set in JSON; within a release its prefix stands before them."""
    anchored = {address: _links(post, kind) for kind, address in post.forms.items()}
    return {
        "linkset": [
            {"anchor": _within(before, anchor), **_by_relation(before, links)} for anchor, links in anchored.items()
        ]
    }


def write(links: list[Link]) -> str:
    """Links as a header has them.

    >>> write([Link("/q", "item", "text/html"), Link("/", "up")])
    '</q>; rel="item"; type="text/html", </>; rel="up"'
    """
    return ", ".join(f'<{to}>; rel="{rel}"' + (f'; type="{kind}"' if kind else "") for to, rel, kind in links)


def _links(post: Signpost, chosen: str) -> list[Link]:
    page = post.forms.get(media.HTML)
    back = [Link(page, "describes", media.HTML)] if page and chosen != media.HTML else _described(post)
    return [
        *(Link(target, "alternate", kind) for kind, target in post.forms.items()),
        *(Link(target, name) for name, target in post.turns.items()),
        *_about(post),
        *back,
        *post.items,
        *_set(post),
    ]


def _about(post: Signpost) -> list[Link]:
    kinds = [Link(encoded(kind), "type") for kind in (PAGE, *post.kinds)]
    collection = [Link(post.collection, "collection", media.HTML)] if post.collection else []
    cited = Link(encoded(post.iri), "cite-as")
    return [cited, *kinds, Link(names.LICENCE, "license"), Link(names.EDITORS, "author"), *collection]


def _described(post: Signpost) -> list[Link]:
    return [Link(target, "describedby", kind) for kind, target in post.forms.items() if kind != media.HTML]


def _set(post: Signpost) -> list[Link]:
    return [Link(post.linkset, "linkset", LINKSET)] if post.linkset else []


def _within(before: str, target: str) -> str:
    return pinning.address(before, target) if target.startswith("/") else target


def _by_relation(before: str, links: list[Link]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for link in links:
        target = {"href": _within(before, link.target)} | ({"type": link.type} if link.type else {})
        found.setdefault(link.rel, []).append(target)
    return found
