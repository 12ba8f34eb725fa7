"""What the browser is given beside pages: styles, our own modules, and the bundle of others' work if it was built."""

import gzip
from functools import lru_cache
from os import PathLike, stat_result
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from lgi import files

FOLDER = files.PACKAGE / "static"
BUNDLE = FOLDER / "vendor"

NOT_BUILT = "The editor and the charts are not built here, so this page does with less."
"""What is said where the bundle is missing."""

_TEXTS = frozenset({".css", ".js", ".svg", ".txt"})
_SMALL_BYTES = 1000


def bundled() -> bool:
    """Tell whether the bundle was built: the editor, the charts and the network."""
    return (BUNDLE / ".stamp").is_file()


class Assets(StaticFiles):
    """The files, compressed for whoever likes it, and asked for again each time, so that no page has old parts."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Answer with a file, or with 304 if the client holds it."""
        path = Path(full_path)
        found = super().file_response(full_path, stat_result, scope, status_code)
        found.headers["cache-control"] = "no-cache"
        if path.suffix not in _TEXTS or stat_result.st_size < _SMALL_BYTES:
            return found
        found.headers["vary"] = "Accept-Encoding"
        if not isinstance(found, FileResponse) or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            return found
        body = _compressed(path, stat_result.st_mtime_ns)
        kept = {
            name: found.headers[name] for name in ("cache-control", "content-type", "etag", "last-modified", "vary")
        }
        return Response(body, status_code, {**kept, "Content-Encoding": "gzip"})


@lru_cache(maxsize=128)
def _compressed(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)
