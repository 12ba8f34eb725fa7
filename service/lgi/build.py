"""Build a release: parse, derive, check, describe, write aside, and put in place with one rename."""

import gzip
import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, serialize

from lgi import check, corpus, describe, files, names, release
from lgi.corpus import Corpus
from lgi.errors import BadGraph, BadRelease
from lgi.release import Manifest, Release

Say = Callable[[str], None]


def _say_nothing(_step: str) -> None:
    """Keep quiet about a step."""


def build(releases: Path, say: Say = _say_nothing, again: bool = False) -> Release:
    """Build a release of what is authored, or open the one that these very files were built into before.

    `say` is told each step; `again` builds even if nothing changed.
    Raises BadData for a file that cannot be read and BadGraph if a shape is violated; nothing is then changed.
    """
    fingerprint = release.fingerprint(files.ROOT, _sources(), version("lgi"))
    if not again and (found := _built_before(releases, fingerprint)):
        return found
    say("reading")
    data = corpus.authored()
    whole = corpus.complete(data)
    say("checking")
    report = check.check(whole)
    if not report.conforms:
        first = next(finding for finding in report.findings if finding.severity == "Violation")
        raise BadGraph(f"the graph breaks its shapes; 'lgi check' tells all. First:\n{first}")
    say("describing")
    digest = hashlib.sha256(corpus.canonical(data.quads)).hexdigest()
    whole = whole.with_quads(describe.dataset(whole.quads, version("lgi"), digest))
    say("writing")
    extra = {"shacl-report.ttl": report.turtle.encode(), "vocab.json": _json(describe.vocabulary(whole.quads))}
    extra |= {f"{release.QUERIES}/{path.name}": path.read_bytes() for path in files.QUERIES.glob("*.rq")}
    return _write(releases, whole, digest, fingerprint, extra)


def build_from(paths: Iterable[Path], folder: Path, graph_per_file: bool, say: Say = _say_nothing) -> Release:
    """Make a release of any RDF files, as they are, for `lgi serve --data`.

    Files of triples go to the default graph, or each to the graph named by its file IRI.
    Raises BadData naming the file and line at fault.
    """
    quads: list[Quad] = []
    for path in paths:
        say(str(path))
        quads += corpus.foreign(path, graph_per_file)
    digest = hashlib.sha256(b"".join(sorted(f"{quad} .\n".encode() for quad in quads))).hexdigest()
    return _write(folder, Corpus(tuple(quads)), digest, "", {})


def _sources() -> list[Path]:
    """All files that a release is made from."""
    folders = (files.ONTOLOGY, files.SHAPES, files.GRAPH, files.QUERIES)
    return [path for folder in folders for path in folder.rglob("*") if path.suffix in (".ttl", ".rq")]


def _built_before(releases: Path, fingerprint: str) -> Release | None:
    try:
        folder = release.latest(releases)
        same = release.read_manifest(folder).fingerprint == fingerprint
        return release.open_release(folder) if same else None
    except BadRelease:
        return None


def _write(releases: Path, data: Corpus, digest: str, fingerprint: str, extra: dict[str, bytes]) -> Release:
    name = f"{version('lgi')}-{digest[:12]}"
    releases.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".building-", dir=releases) as aside:
        folder = Path(aside) / name
        folder.mkdir()
        _write_files(folder, data, extra)
        sums = {
            path.relative_to(folder).as_posix(): release.sha256(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        graphs = Counter(corpus.graph_of(quad) for quad in data.quads)
        manifest = Manifest(
            name=name,
            version=version("lgi"),
            digest=digest,
            fingerprint=fingerprint,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            quads=len(data.quads),
            graphs=dict(sorted(graphs.items())),
            files=sums,
            authored=bool(fingerprint),
        )
        release.write_manifest(folder, manifest)
        _put_in_place(folder, releases / name)
    release.point_latest(releases, name)
    return Release(releases / name, manifest)


def _write_files(folder: Path, data: Corpus, extra: dict[str, bytes]) -> None:
    lines = sorted(f"{quad} .\n" for quad in data.quads)
    _write_gzip(folder / release.DUMP, "".join(lines).encode())
    trig = serialize(data.quads, format=RdfFormat.TRIG, prefixes=names.VOCABULARIES)
    _write_gzip(folder / "dump.trig.gz", trig or b"")
    store = Store(str(folder / release.STORE))
    store.bulk_extend(data.quads)
    store.optimize()
    store.flush()
    del store
    for name, content in extra.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _write_gzip(path: Path, content: bytes) -> None:
    path.write_bytes(gzip.compress(content, mtime=0))


def _put_in_place(folder: Path, target: Path) -> None:
    """Move a finished release to its name; an older one of that name steps aside first."""
    if target.exists():
        old = folder.parent / "replaced"
        target.rename(old)
        shutil.rmtree(old)
    folder.rename(target)
