"""Releases of data such as ours never are, with our questions and pages."""

import shutil
from dataclasses import replace
from pathlib import Path

from lgi import build, files, release
from lgi.release import QUERIES, Release


def as_if_ours(folder: Path, quads: str) -> Release:
    """Make a release of N-Quads that is served as our own graph is."""
    path = folder / "data.nq"
    path.write_text(quads, encoding="utf-8")
    made = build.build_from([path], folder / "releases", graph_per_file=False)
    shutil.copytree(files.QUERIES, made.path / QUERIES)
    release.write_manifest(made.path, replace(made.manifest, authored=True))
    return release.open_release(made.path)
