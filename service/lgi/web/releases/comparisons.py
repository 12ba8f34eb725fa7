"""`/release/A...B`: how two releases differ, in plain words and as RDF Patch; one pair is compared at a time."""

import asyncio
import json
from pathlib import Path
from typing import Any

from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response

from lgi import difference, media, release
from lgi.errors import Busy, NotAcceptable, NotFound
from lgi.release import CHANGES, PATCH
from lgi.web import headers, pages, pinning, representations
from lgi.web.catalogue import Catalogue, Entry
from lgi.web.releases import downloads
from lgi.web.representations import Made, present
from lgi.web.sites import Sites

_FORMS = {"json": media.JSON, "rdfp": downloads.PATCH_TYPE, "html": media.HTML}
_MOST_WAITING = 4
_KEPT_BYTES = 16 << 20
_SHOWN_THINGS = 300
_RETRY_SECONDS = 10
_LEAST_BYTES = 10_000

Told = tuple[dict[str, Any], bytes]


class Comparisons:
    """Differences that were asked for; those of a release and the one before it are told by the release itself."""

    def __init__(self) -> None:
        self._kept: LRUCache[tuple[Path, Path], Told] = LRUCache(_KEPT_BYTES, getsizeof=_size)
        self._comparing = asyncio.Lock()
        self._waiting = 0

    async def between(self, before: Entry, after: Entry) -> Told:
        """The difference as its file of changes tells it, and as a patch. Raises Dropped, Busy and BadRelease."""
        if _follows(before, after):
            return await asyncio.to_thread(_told_by, after)
        before.require()
        after.require()
        pair = before.path, after.path
        return self._kept.get(pair) or await self._compare(pair)

    async def _compare(self, pair: tuple[Path, Path]) -> Told:
        """Compare two releases, when it is their turn."""
        if self._waiting >= _MOST_WAITING:
            raise Busy("other releases are being compared", retry_after=_RETRY_SECONDS)
        self._waiting += 1
        try:
            async with self._comparing:
                told = self._kept[pair] if pair in self._kept else await asyncio.to_thread(_compared, *pair)
        finally:
            self._waiting -= 1
        if _size(told) <= _KEPT_BYTES:
            self._kept[pair] = told
        return told


async def compare(request: Request) -> Response:
    """Tell how two releases differ. Raises NotFound, Dropped, Busy and NotAcceptable."""
    sites: Sites = request.app.state.sites
    before, after, suffix = _named(sites.catalogue, request.path_params["name"])
    chosen = _FORMS.get(suffix) if suffix else media.agree(headers.sent(request, "accept"), list(_FORMS.values()))
    if chosen is None:
        raise NotAcceptable(f"a difference comes as {', '.join(_FORMS.values())}", list(_FORMS.values()))
    comparisons: Comparisons = request.app.state.comparisons
    path = f"{pinning.prefix(before.name)}...{after.name}"
    told = await comparisons.between(before, after)

    links = headers.alternates({kind: f"{path}.{form}" for form, kind in _FORMS.items()})
    vary = representations.VARY_SUFFIX if suffix else representations.VARY
    if chosen == media.HTML:
        return await present(request, Made(_page(request, before, after, told[0], path), pages.HTML, links), vary=vary)
    body = told[1] if chosen == downloads.PATCH_TYPE else json.dumps(told[0], ensure_ascii=False, indent=1).encode()
    return await present(request, Made(body, chosen, links), vary=vary)


def _page(request: Request, before: Entry, after: Entry, told: dict[str, Any], path: str) -> bytes:
    things = told["things"]
    counts = [(how, sum(thing["change"] == how for thing in things)) for how in ("added", "changed", "withdrawn")]
    said = {"before": before, "after": after, "things": things[:_SHOWN_THINGS], "left": things[_SHOWN_THINGS:]}
    return pages.render(request, "difference.html", document=path, counts=counts, **said)


def _named(catalogue: Catalogue, names: str) -> tuple[Entry, Entry, str]:
    first, _, second = names.partition("...")
    if not (first and second):
        raise NotFound(f"{names} names no two releases: write /release/A...B")
    bare, _, suffix = second.rpartition(".")
    ends = suffix in _FORMS and all(entry.name != second for entry in catalogue.every())
    return catalogue.entry(first), catalogue.entry(bare if ends else second), suffix if ends else ""


def _follows(before: Entry, after: Entry) -> bool:
    return after.manifest.before == before.name and (after.path / CHANGES).is_file() and (after.path / PATCH).is_file()


def _size(told: Told) -> int:
    """About how much memory it takes: the words tell of every fact of the patch that is authored."""
    return 2 * len(told[1]) + _LEAST_BYTES


def _told_by(after: Entry) -> Told:
    return json.loads((after.path / CHANGES).read_text("utf-8")), (after.path / PATCH).read_bytes()


def _compared(before: Path, after: Path) -> Told:
    found = difference.between(release.open_release(before), release.open_release(after))
    return found.as_dict(), found.patch()
