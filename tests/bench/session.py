"""One run of the benchmark: its tools, its sizes, and the releases that it has built."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.tools import Tools
from lgi import build

SMALL = 100_000
LARGE = 1_000_000


@dataclass(frozen=True)
class Session:
    """What every measure is given: where things lie, how many quads and rounds, and where raw numbers go."""

    tools: Tools
    aside: Path
    quads: int
    rounds: int
    say: Callable[[str], None]
    raw: dict[str, Any] = field(default_factory=dict)

    def data(self, quads: int) -> Path:
        """A file of so many quads."""
        return self.tools.data(quads) / "data.nq"

    def release(self, quads: int) -> Path:
        """A release of so many quads, built once a run."""
        folder = self.aside / f"release-{quads}"
        if not folder.exists():
            self.say(f"building a release of {quads:,} quads")
            build.build_from([self.data(quads)], folder, graph_per_file=False)
        (found,) = (path.parent for path in folder.glob("*/manifest.json"))
        return found

    def compare(self, kind: str, ends: dict[str, str], *options: str) -> dict[str, Any]:
        """Measure endpoints side by side, and keep all numbers."""
        self.say(f"{kind}: {', '.join(ends)}")
        found = self.tools.compare(ends, *options)
        self.raw.setdefault(kind, []).append(found)
        return found
