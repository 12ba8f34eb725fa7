"""The remote engine: a pool of workers that ask a store elsewhere which holds the release."""

from dataclasses import replace

from lgi.engine import Limits
from lgi.engine.pool import Pool
from lgi.engine.remote import Endpoint
from lgi.release import Release


class Remote(Pool):
    """A pool of workers that ask a remote store for what is in a release."""

    def __init__(self, release: Release, endpoint: Endpoint, limits: Limits) -> None:
        self.release = release
        self.endpoint = replace(endpoint, graphs=tuple(filter(None, release.manifest.graphs)))
        super().__init__(self.endpoint.orders(), limits)
