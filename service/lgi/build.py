"""Build a release: read, derive, check, describe, and hand over to be packed."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import Quad

from lgi import blank, corpus, describe, exports, files, pack, questions, release
from lgi.corpus import Corpus
from lgi.difference import changelog
from lgi.difference.state import State
from lgi.errors import BadGraph, BadRelease
from lgi.matching import gather
from lgi.release import Manifest, Release
from lgi.search import gather as search
from lgi.tables import bundle
from lgi.tidy import context

Say = Callable[[str], None]
Maker = Callable[[Sequence[Quad], Manifest], Mapping[str, bytes]]


def _say_nothing(_step: str) -> None:
    """Keep quiet about a step."""


def build(releases: Path, say: Say = _say_nothing, again: bool = False) -> Release:
    """Build a release of what is authored, or open the one that these very files were built into before.

    `say` is told each step; `again` builds even if nothing changed.
    Raises BadData for a file that cannot be read and BadGraph if a shape is violated; nothing is then changed.
    """
    releases.mkdir(parents=True, exist_ok=True)
    fingerprint = release.fingerprint(files.ROOT, _sources(), version("lgi"))
    if not again and (found := _built_before(releases, fingerprint)):
        return found
    say("reading")
    data = corpus.authored()
    whole = corpus.complete(data)
    say("checking")
    report = _checked(whole)
    say("describing")
    digest = _digest(data)
    quads, last = _described(whole, digest)
    before = changelog.before(releases, pack.name(version("lgi"), digest))
    manifest = pack.manifest(quads, version("lgi"), digest, fingerprint, before)
    beside = {"shacl-report.ttl": report.encode()} | _beside(quads, manifest)
    say("comparing")
    beside |= changelog.files(releases, manifest, State.to_be(manifest, quads, _questions()))
    say("writing")
    return pack.pack(releases, quads, manifest, beside, last)


def _described(whole: Corpus, digest: str) -> tuple[list[Quad], pack.Last]:
    """Add to the facts the questions and the description of it all; and tell how to describe the files, once written."""
    asked = questions.read_folder(files.QUERIES).values()
    stated = blank.named([*whole.quads, *describe.queries(asked)])
    described = describe.dataset(stated, version("lgi"), digest)
    return [*stated, *described], partial(_description, [*described, *describe.examples(stated)])


def _description(described: Iterable[Quad], folder: Path, manifest: Manifest) -> dict[str, bytes]:
    return {describe.FILE: describe.with_files(described, folder, manifest)}


def _beside(quads: Sequence[Quad], manifest: Manifest) -> dict[str, bytes]:
    """The files that lie beside the facts, by name; each is made from the facts and from what the release says of itself."""
    return {name: content for make in MAKERS for name, content in make(quads, manifest).items()}


def _vocabulary(quads: Sequence[Quad], _manifest: Manifest) -> dict[str, bytes]:
    return {"vocab.json": _json(describe.vocabulary(quads))}


def _question_files(_quads: Sequence[Quad], _manifest: Manifest) -> dict[str, bytes]:
    return {f"{release.QUERIES}/{name}.rq": text.encode() for name, text in _questions().items()}


def _tables(quads: Sequence[Quad], manifest: Manifest) -> dict[str, bytes]:
    return bundle.files(quads, manifest, _questions())


def _search(quads: Sequence[Quad], manifest: Manifest) -> dict[str, bytes]:
    return search.beside(quads, manifest, _questions())


def _context(quads: Sequence[Quad], _manifest: Manifest) -> dict[str, bytes]:
    return context.files(quads)


MAKERS: tuple[Maker, ...] = (_vocabulary, _question_files, _tables, _context, exports.files, gather.beside, _search)
"""Each makes some of the files that a release holds beside its facts."""


def _questions() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in files.QUERIES.glob("*.rq")}


def _checked(whole: Corpus) -> str:
    """Hold the graph against its shapes, and give the report as Turtle. Raises BadGraph if one is violated."""
    from lgi import check  # noqa: PLC0415  # it takes half a second that no other use should wait for

    report = check.check(whole)
    if not report.conforms:
        first = next(finding for finding in report.findings if finding.severity == "Violation")
        raise BadGraph(f"the graph breaks its shapes; 'lgi check' tells all. First:\n{first}")
    return report.turtle


def build_from(paths: Iterable[Path], folder: Path, graph_per_file: bool) -> Release:
    """Make a release of any RDF files, as they are, for `lgi serve --data`.

    Files of triples go to the default graph, or each to the graph named by its file IRI.
    Raises BadData naming the file and line at fault.
    """
    quads = [quad for path in paths for quad in corpus.foreign(path, graph_per_file)]
    digest = hashlib.sha256("".join(sorted(f"{quad} .\n" for quad in quads)).encode()).hexdigest()
    return pack.pack(folder, quads, pack.manifest(quads, version("lgi"), digest))


def _sources() -> list[Path]:
    """All files that a release is made from."""
    return [
        path
        for folder in (*files.AUTHORED, files.QUERIES)
        for path in folder.rglob("*")
        if path.suffix in (".ttl", ".rq")
    ]


def _built_before(releases: Path, fingerprint: str) -> Release | None:
    try:
        folder = release.latest(releases)
        same = release.read_manifest(folder).fingerprint == fingerprint
        return release.open_release(folder) if same else None
    except BadRelease:
        return None


def _digest(data: Corpus) -> str:
    """Digest what is authored: the facts as canonical N-Quads, then each rule and question after its name."""
    digest = hashlib.sha256(corpus.canonical(data.quads))
    for path in sorted([*files.RULES.glob("*.rq"), *files.QUERIES.glob("*.rq")]):
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()
