"""Releases of data such as ours never are, with our questions and pages; and two of which one follows the other."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from lgi import build, corpus, files, names, release
from lgi.corpus import Corpus
from lgi.release import QUERIES, Release
from lgi.tidy import context

CHANGED = names.thing("claim", "wigan-deal-agreement")
"""The claim that the second release of a history puts otherwise."""
PUT_OTHERWISE = "The Wigan Deal rests on an informal understanding between the council and the people of Wigan."
_GLOSS = NamedNode(names.ONTOLOGY + "#gloss")


def as_if_ours(folder: Path, quads: str) -> Release:
    """Make a release of N-Quads that is served as our own graph is."""
    path = folder / "data.nq"
    path.write_text(quads, encoding="utf-8")
    made = build.build_from([path], folder / "releases", graph_per_file=False)
    shutil.copytree(files.QUERIES, made.path / QUERIES)
    for name, content in context.files(corpus.load(files.ONTOLOGY, files.SHAPES).quads).items():
        (made.path / name).write_bytes(content)
    release.write_manifest(made.path, replace(made.manifest, authored=True))
    return release.open_release(made.path)


def with_one_claim_changed(first: Corpus, folder: Path, patch: pytest.MonkeyPatch) -> tuple[Release, Release]:
    """Build a graph, and then the same with one claim put otherwise, which stands for changed files."""
    told = iter(("first", "second"))
    patch.setattr(release, "fingerprint", lambda *_: next(told))
    patch.setattr(corpus, "authored", lambda: first)
    before = build.build(folder)
    patch.setattr(corpus, "authored", lambda: Corpus(tuple(map(_put_otherwise, first.quads)), first.paths))
    return before, build.build(folder)


def _put_otherwise(quad: Quad) -> Quad:
    if quad.subject != NamedNode(CHANGED) or quad.predicate != _GLOSS:
        return quad
    return Quad(quad.subject, quad.predicate, Literal(PUT_OTHERWISE, language="en"), quad.graph_name)
