"""A store that answers as it is told, to try what becomes of bad answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from lgi import media
from lgi.engine.remote import Endpoint
from lgi.engine.wire import Address

Reply = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def fake(reply: Reply) -> Iterator[Endpoint]:
    """A store that answers as it is told."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            reply(self)

        def do_GET(self) -> None:
            reply(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Endpoint(Address(f"http://127.0.0.1:{server.server_port}/"))
        server.shutdown()
        thread.join()


def saying(
    body: str | bytes, status: int = 200, kind: str = media.SOLUTIONS["json"], headers: dict[str, str] | None = None
) -> Reply:
    """A reply with a body, whatever it says of it."""
    written = body.encode() if isinstance(body, str) else body

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(written)), **(headers or {})}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(written)

    return reply
