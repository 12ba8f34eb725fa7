"""The measuring tools, which lie beside the checkout: make data, and compare endpoints."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import ModuleType
from typing import Any

GENERATOR, RUNNER, QUERIES = "gen.py", "run_bench.py", "queries"


class Unmeasured(Exception):
    """Something that is needed to measure is missing or does not work; the message says what."""


@dataclass(frozen=True)
class Tools:
    """The folder of the tools, and one in which what they make may stay."""

    folder: Path
    kept: Path

    def missing(self) -> list[str]:
        """The names of those that are not there."""
        return [name for name in (GENERATOR, RUNNER, QUERIES) if not (self.folder / name).exists()]

    def data(self, quads: int) -> Path:
        """A folder with so many quads, made once: the same number always gives the same data."""
        folder = self.kept / f"data-{quads}"
        if not (folder / "manifest.json").exists():
            self._run(GENERATOR, "--quads", str(quads), "--out", str(folder))
        return folder

    def compare(self, ends: Mapping[str, str], *options: str) -> dict[str, Any]:
        """Measure endpoints side by side; the first one is the base. All numbers of it."""
        with NamedTemporaryFile(suffix=".json") as numbers:
            named = [f"{name}={url}" for name, url in ends.items()]
            self._run(RUNNER, *options, "--json", numbers.name, *named)
            found: dict[str, Any] = json.loads(Path(numbers.name).read_text(encoding="utf-8"))
        return found

    def runner(self) -> ModuleType:
        """The comparing tool as a module: its client, its queries and how it fills them."""
        spec = importlib.util.spec_from_file_location("bench_runner", self.folder / RUNNER)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def queries(self, kind: str = "") -> list[Any]:
        """The benchmark queries, all or those of a class such as `lookup`."""
        runner = self.runner()
        found = [runner.Query(str(path)) for path in sorted((self.folder / QUERIES).glob("*.rq"))]
        return [query for query in found if kind in ("", query.cls)]

    def names(self, kind: str) -> list[str]:
        """The names of the queries of a class."""
        return [query.name for query in self.queries(kind)]

    def _run(self, tool: str, *options: str) -> None:
        """Run a tool. One that compares ends with 1 where answers differ; that is for us to judge."""
        done = subprocess.run([sys.executable, str(self.folder / tool), *options], capture_output=True, text=True)  # noqa: PLW1510
        if done.returncode not in (0, 1) or "Traceback" in done.stderr:
            raise Unmeasured(f"{tool} failed: {done.stderr.strip()[-300:]}")
