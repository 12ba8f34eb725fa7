"""Open a release for the service: its questions, the engine that asks it, and what is kept of its answers."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from lgi import questions
from lgi.engine import Limits
from lgi.engine.embedded import Embedded
from lgi.engine.pool import Pool
from lgi.questions import Question
from lgi.release import QUERIES, Release
from lgi.web.site import Site

if TYPE_CHECKING:
    from lgi.engine.remote import Endpoint

_PINNED_QUEUE = 16


def questions_of(release: Release) -> dict[str, Question]:
    """The questions of a release; there are none about data that are not ours."""
    return questions.read_folder(release.path / QUERIES) if release.manifest.authored else {}


async def open_site(limits: Limits, cache_bytes: int, remote: "Endpoint | None", release: Release) -> Site:
    """Open the release that is served, by an engine of our own or by a remote one. Raises BadRelease."""
    engine = await _remote(release, remote, limits) if remote else Embedded(release, limits)
    await engine.__aenter__()
    return Site(release, questions_of(release), engine, limits, cache_bytes)


async def open_pinned(limits: Limits, cache_bytes: int, release: Release) -> Site:
    """Open a release for those who ask it by its name: few do, so its engine is small; what it answers is the same."""
    small = replace(limits, workers=1, heavy=1, queue=min(limits.queue, _PINNED_QUEUE))
    make = partial(Site, release, limits=limits, cache_bytes=cache_bytes // 4, pinned=True)
    engine = Embedded(release, small)
    # Its questions and its description take a while, and others are waiting.
    site = await asyncio.to_thread(lambda: make(questions=questions_of(release), engine=engine))
    await engine.__aenter__()
    return site


async def _remote(release: Release, endpoint: "Endpoint", limits: Limits) -> Pool:
    from lgi.engine.remote_pool import Remote  # noqa: PLC0415  # it takes half a second that no other use should wait for
    from lgi.publish import require_published  # noqa: PLC0415
    from lgi.target import Target  # noqa: PLC0415

    await asyncio.to_thread(require_published, release, Target(endpoint.address, endpoint.address))
    return Remote(release, endpoint, limits)


async def close(site: Site) -> None:
    """Close a release."""
    await site.engine.__aexit__(None, None, None)
