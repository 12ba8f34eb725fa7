"""The embedded engine: a pool of workers that hold the release themselves."""

from lgi.engine import Limits
from lgi.engine.pool import Pool
from lgi.release import DUMP, STORE, Release

IN_MEMORY_QUADS = 1_500_000
"""A release of up to this many quads is held in memory, once for all workers; a larger one is opened on disk."""


class Embedded(Pool):
    """A pool of workers on one release."""

    def __init__(self, release: Release, limits: Limits) -> None:
        self.release = release
        on_disk = release.manifest.quads > IN_MEMORY_QUADS
        store = str(release.path / STORE) if on_disk else None
        super().__init__({"dump": str(release.path / DUMP), "store": store}, limits)
