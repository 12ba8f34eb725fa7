"""Numbers for Prometheus: few labels, and each from a short list, so that no request can make another one."""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from lgi.web.crowd import Crowd
from lgi.web.site import Site

_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_MANY_PROCESSES = "PROMETHEUS_MULTIPROC_DIR"

_GAUGES = {
    "workers": "Workers that are alive.",
    "idle_workers": "Queries that could begin at once.",
    "heavy_queries": "Heavy queries that run.",
    "waiting_light": "Queries that wait to begin.",
    "waiting_heavy": "Heavy queries that wait to begin again.",
    "killed_workers": "Workers that were killed at their query since the release is served.",
    "replaced_workers": "Workers that were replaced since they had done enough.",
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
        self._connections = Gauge(
            "lgi_connections", "Connections.", registry=self.registry, multiprocess_mode="livesum"
        )
        self._refused = Gauge(
            "lgi_refused_connections",
            "Connections that were refused or cut off since the start, by reason.",
            ["reason"],
            registry=self.registry,
            multiprocess_mode="livesum",
        )
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
        numbers = {"workers": len(engine.workers), "idle_workers": engine.idle, "heavy_queries": engine.heavy}
        numbers |= {"waiting_light": engine.waiting_light, "waiting_heavy": engine.waiting_heavy}
        numbers |= {"killed_workers": engine.killed, "replaced_workers": engine.replaced}
        numbers |= {"kept_bytes": site.kept_bytes, "quads": site.release.manifest.quads}
        for name, number in numbers.items():
            self._gauges[name].set(number)

    def look_at_connections(self, crowd: Crowd) -> None:
        """Note how many connections there are, and how many were refused or cut off, by reason."""
        self._connections.set(crowd.open)
        for reason, number in crowd.refused.items():
            self._refused.labels(reason).set(number)

    def exposed(self) -> tuple[bytes, str]:
        """All numbers as text, and its type; those of all processes, if there are several."""
        registry = self.registry
        if _MANY_PROCESSES in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_PLAIN_0_0_4
