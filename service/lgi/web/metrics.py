"""Numbers for Prometheus: few labels, and each from a short list, so that no request can make another one."""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from lgi.web.site import Site

_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_MANY_PROCESSES = "PROMETHEUS_MULTIPROC_DIR"

_GAUGES = {
    "workers": "Workers that are alive.",
    "idle_workers": "Workers that wait for a query.",
    "kept_bytes": "Memory used by answers that are kept.",
    "quads": "Statements in the release that is served.",
}


class Metrics:
    """What one process counts; where there are several, each adds its own to what all of them tell."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "lgi_requests", "Requests by what handled them.", ["handler", "method", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "lgi_request_seconds", "Time to an answer.", ["handler"], buckets=_SECONDS, registry=self.registry
        )
        self._kept = Counter("lgi_kept_answers", "Requests answered from what was kept.", registry=self.registry)
        self._gauges = {
            name: Gauge(f"lgi_{name}", words, registry=self.registry, multiprocess_mode="livesum")
            for name, words in _GAUGES.items()
        }

    def count(self, handler: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(handler, method if method in _METHODS else "other", str(status)).inc()
        self._seconds.labels(handler).observe(seconds)

    def count_kept(self) -> None:
        """Count a request that was answered from what was kept."""
        self._kept.inc()

    def look(self, site: Site) -> None:
        """Note how the service fares now."""
        engine = site.engine
        self._gauges["workers"].set(len(engine.workers))
        self._gauges["idle_workers"].set(engine.idle)
        self._gauges["kept_bytes"].set(site.kept_bytes)
        self._gauges["quads"].set(site.release.manifest.quads)

    def exposed(self) -> tuple[bytes, str]:
        """All numbers as text, and its type; those of all processes, if there are several."""
        registry = self.registry
        if _MANY_PROCESSES in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_PLAIN_0_0_4
