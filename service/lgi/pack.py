"""Pack a release: write its files aside, and put them in place with one rename, so that nothing half-built is seen."""

import fcntl
import gzip
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple, serialize

from lgi import corpus, names, release
from lgi.release import Manifest, Release

_ASIDE = ".building-"

Last = Callable[[Path, Manifest], Mapping[str, bytes]]
"""Makes files of a release from those that were written before, and their checksums."""


def name(version: str, digest: str) -> str:
    """What a release is called.

    >>> name("0.1.0", "0123456789abcdef")
    '0.1.0-0123456789ab'
    """
    return f"{version}-{digest[:12]}"


def manifest(quads: Iterable[Quad], version: str, digest: str, fingerprint: str = "", before: str = "") -> Manifest:
    """What a release says of itself that holds these facts, named after a version and a digest.

    `fingerprint` is that of the files it was built from; without one it counts as not authored by us.
    """
    graphs = Counter(map(corpus.graph_of, quads))
    return Manifest(
        name=name(version, digest),
        version=version,
        digest=digest,
        fingerprint=fingerprint,
        built=datetime.now(UTC).isoformat(timespec="milliseconds"),
        quads=graphs.total(),
        graphs=dict(sorted(graphs.items())),
        authored=bool(fingerprint),
        before=before,
    )


def pack(
    releases: Path,
    quads: list[Quad],
    manifest: Manifest,
    beside: Mapping[str, bytes] | None = None,
    last: Last = lambda _folder, _manifest: {},
) -> Release:
    """Write facts as a release, with files `beside` them, and make it the newest.

    `last` makes files that tell of all others, and is asked once these are written.
    """
    releases.mkdir(parents=True, exist_ok=True)
    with alone(releases), tempfile.TemporaryDirectory(prefix=_ASIDE, dir=releases) as aside:
        folder = Path(aside) / manifest.name
        folder.mkdir()
        _write(folder, quads, _by_graph(quads), beside or {})
        manifest = replace(manifest, files=_checksums(folder))
        _write_files(folder, told := last(folder, manifest))
        manifest = replace(manifest, files=manifest.files | {name: release.sha256(folder / name) for name in told})
        release.write_manifest(folder, manifest)
        return Release(_put_in_place(folder, releases), manifest)


@contextmanager
def alone(releases: Path) -> Iterator[None]:
    """Build alone, after removing what a build left behind that was killed."""
    with (releases / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in releases.glob(f"{_ASIDE}*"):
            shutil.rmtree(left)
        yield


def _by_graph(quads: Iterable[Quad]) -> dict[str, list[Triple]]:
    graphs = defaultdict(list)
    for quad in quads:
        graphs[corpus.graph_of(quad)].append(quad.triple)
    return graphs


def _write(folder: Path, quads: list[Quad], graphs: Mapping[str, list[Triple]], beside: Mapping[str, bytes]) -> None:
    lines = "".join(sorted(f"{quad} .\n" for quad in quads))
    (folder / release.DUMP).write_bytes(gzip.compress(lines.encode(), mtime=0))
    trig = serialize(quads, format=RdfFormat.TRIG, prefixes=names.VOCABULARIES)
    (folder / "dump.trig.gz").write_bytes(gzip.compress(trig or b"", mtime=0))
    _write_store(folder / release.STORE, quads)
    # A stranger's graph may be called `../..`: only steps that are slugs become a path.
    turtles = {
        f"{graph.removeprefix(names.BASE)}.ttl": facts
        for graph, facts in graphs.items()
        if graph.startswith(names.GRAPHS) and all(map(names.is_slug, graph.removeprefix(names.GRAPHS).split("/")))
    }
    contents = {
        name: serialize(facts, format=RdfFormat.TURTLE, prefixes=names.VOCABULARIES) for name, facts in turtles.items()
    }
    _write_files(folder, {**contents, **beside})


def _write_files(folder: Path, contents: Mapping[str, bytes | None]) -> None:
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content or b"")


def _write_store(folder: Path, quads: list[Quad]) -> None:
    store = Store(str(folder))
    store.bulk_extend(quads)
    store.optimize()
    store.flush()


def _checksums(folder: Path) -> dict[str, str]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): release.sha256(path) for path in found}


def _put_in_place(folder: Path, releases: Path) -> Path:
    """Move a finished release to its name and make it the newest; one of that name goes only after that."""
    before = [path for path in releases.glob(f"{folder.name}*") if path.name.partition("+")[0] == folder.name]
    used = {path.name for path in before}
    candidates = (f"{folder.name}+{number}" if number else folder.name for number in count())
    target = releases / next(name for name in candidates if name not in used)
    folder.rename(target)
    release.point_latest(releases, target.name)
    for path in before:
        # It goes as a whole, with all that lies aside; what is killed at that is removed by the next build.
        path.rename(folder.parent / path.name)
    return target
