"""The least that an ASGI application can do: one constant answer. What uvicorn takes is in it, and nothing else."""

import os
from typing import Any

BYTES = "BENCH_BYTES"
"""The variable that tells how long the answer is."""

_BODY = b"x" * int(os.environ.get(BYTES, "2000"))
_ETAG = (b"etag", b'"x"')
_HEADERS = [(b"content-type", b"text/plain"), (b"content-length", str(len(_BODY)).encode()), _ETAG]


async def application(scope: dict[str, Any], _receive: Any, send: Any) -> None:
    """Answer anything with the same bytes, and who has them already with 304."""
    if scope["type"] != "http":
        return
    if any(name == b"if-none-match" for name, _ in scope["headers"]):
        await send({"type": "http.response.start", "status": 304, "headers": [_ETAG]})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _BODY})
