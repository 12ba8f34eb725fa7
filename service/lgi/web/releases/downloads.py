"""The files of a release: those that its manifest lists, and no others, with the checksums that it gives."""

import hashlib
import json
from base64 import b64encode
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from lgi import media
from lgi.errors import BadRelease
from lgi.release import CHANGE_LOG, CHANGES, KEPT, MANIFEST, PATCH
from lgi.web import pinning, representations
from lgi.web.catalogue import Entry
from lgi.web.headers import sent

SUMS = "SHA256SUMS"
"""The checksums of all files of a release, as `sha256sum -c` reads them."""

PATCH_TYPE = "application/rdf-patch"

_TYPES = {
    **media.TRIPLES,
    "csv": "text/csv; charset=utf-8",
    "gz": "application/gzip",
    "json": media.JSON,
    "jsonld": "application/ld+json",
    "md": "text/markdown; charset=utf-8",
    "nt": "application/n-triples",
    "rdfp": PATCH_TYPE,
    "rq": "application/sparql-query; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "zip": "application/zip",
}
_SHORT = "public, max-age=60"
_SHOWN = ("csv", "json", "jsonld", "md", "rq", "tsv", "ttl", "txt")


_ABOUT = {
    "dump.nq.gz": "All statements as N-Quads",
    "dump.trig.gz": "All statements as TriG",
    "tables.zip": "The main tables as CSV, with a descriptor for data packages",
    "nanopubs.trig.gz": "Each claim as nanopublications, in TriG",
    "provenance.rdf12.nt.gz": "Who says what of each statement, as reifiers of RDF 1.2 in N-Triples",
    "dataset.ttl": "The description of the dataset, in VoID and DCAT",
    "things.txt.gz": "The addresses of all things that it speaks of",
    "vocab.json": "Labels and definitions of classes, properties and concepts",
    "shacl-report.ttl": "What the shapes say of the data",
    CHANGE_LOG: "What changed since the release before, in words",
    CHANGES: "The same by thing, as JSON",
    PATCH: "The same as RDF Patch",
    "context.jsonld": "The JSON-LD context of our JSON",
    "keys.json": "What each key of our JSON means",
    "search.sqlite": "Words to look things up by, as the search of the site uses them; SQLite with FTS5",
    "matching.jsonl": "Names and codes, as the reconciliation service matches them; a line for each record",
}
"""What files are, those first that most come for."""


def main_files(entry: Entry) -> list[str]:
    """The files that a release can be had as; those of single graphs and questions, and the store, are beside them."""
    found = [name for name in entry.manifest.files if "/" not in name and (entry.kept or name in KEPT)]
    ranks = {name: rank for rank, name in enumerate(_ABOUT)}
    return sorted(found, key=lambda name: (ranks.get(name, len(ranks)), name))


def about(name: str) -> str:
    """What a file is."""
    return _ABOUT.get(name, name)


def size(entry: Entry, name: str) -> int:
    """How many bytes a file has; one that is missing has none."""
    path = entry.path / name
    return path.stat().st_size if path.is_file() else 0


def holds(entry: Entry, name: str) -> bool:
    """Tell whether a release lists a file."""
    return name in entry.manifest.files or name in (MANIFEST, SUMS)


async def send(request: Request, entry: Entry, name: str) -> Response:
    """Send a file as it is, part by part. Raises Dropped if it is no longer kept, and BadRelease if it is missing."""
    if name in (MANIFEST, SUMS):
        body = _manifest(entry) if name == MANIFEST else sums(entry)
        return _answer(request, entry, name, hashlib.sha256(body).hexdigest(), body)
    if name not in KEPT:
        entry.require()
    return _answer(request, entry, name, entry.manifest.files[name])


def sums(entry: Entry) -> bytes:
    """The checksums of all files of a release."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(entry.manifest.files.items())).encode()


def media_type(name: str) -> str:
    """The media type of a file, by the end of its name."""
    return _TYPES.get(
        name.rpartition(".")[2], "text/plain; charset=utf-8" if name == SUMS else "application/octet-stream"
    )


def _manifest(entry: Entry) -> bytes:
    return (json.dumps(asdict(entry.manifest), indent=2) + "\n").encode()


def _answer(request: Request, entry: Entry, name: str, digest: str, body: bytes | None = None) -> Response:
    etag = f'"{digest}"'
    # A manifest tells it when the data of its release are dropped, so it may change.
    lasts = pinning.FOR_EVER.decode() if name != MANIFEST else _SHORT
    said = {
        "ETag": etag,
        "Cache-Control": lasts,
        "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(digest)).decode()}:",
    }
    if representations.holds(sent(request, "if-none-match"), etag):
        return Response(status_code=304, headers=said)
    said |= {"Content-Type": media_type(name), "Content-Disposition": _disposition(entry, name)}
    if body is not None:
        return Response(body, headers=said)
    path = entry.path / name
    if not path.is_file():
        raise BadRelease(f"the file {name} of release {entry.name} is missing")
    return FileResponse(path, headers=said)


def _disposition(entry: Entry, name: str) -> str:
    """Whether a browser shows a file or keeps it, and under which name."""
    how = "inline" if name.rpartition(".")[2] in _SHOWN or name == SUMS else "attachment"
    return f'{how}; filename="lgi-{entry.name}-{name.replace("/", "-")}"'
