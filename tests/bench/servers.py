"""Start a server, wait until it answers, and end it: ours and each of its peers."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from bench import bare, endpoint
from bench.tools import Unmeasured

HOST = "127.0.0.1"
UNBOUNDED = {"LGI_CLIENT_SECONDS": "1000000", "LGI_CLIENT_HEAVY": "1000", "LGI_QUERY_SECONDS": "120"}
"""One client asks all here, and some queries take their time: so no budget of a client and no deadline stands in the way."""

UNCACHED = {**UNBOUNDED, "LGI_CACHE_MIB": "0"}

_ASK = "query=ASK%7B%7D"
_START_SECONDS, _END_SECONDS, _POLL_SECONDS = 900, 10, 0.01


@contextmanager
def ours(release: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """Serve a release; the address of the service."""
    port = free_port()
    with process(serve(release, port), f"http://{HOST}:{port}/ready", settings):
        yield f"http://{HOST}:{port}"


def serve(release: Path, port: int) -> list[str]:
    """The command that serves a release."""
    return [sys.executable, "-m", "lgi", "serve", "--release", str(release), "--port", str(port)]


@contextmanager
def oxigraph(data: Path) -> Iterator[str]:
    """The Oxigraph server, on disk, with the union of the graphs as default graph; where it takes queries."""
    program = _program("oxigraph", "pip install oxigraph")
    port = free_port()
    with TemporaryDirectory(prefix="bench-") as store:
        _done([program, "load", "--location", store, "--file", str(data)])
        _done([program, "optimize", "--location", store])
        bind = ["--bind", f"{HOST}:{port}", "--union-default-graph"]
        url = f"http://{HOST}:{port}/query"
        with process([program, "serve-read-only", "--location", store, *bind], f"{url}?{_ASK}"):
            yield url


@contextmanager
def rdflib_endpoint(data: Path) -> Iterator[str]:
    """rdflib-endpoint, in memory; where it takes queries."""
    with _uvicorn(endpoint.__name__, {endpoint.DATA: str(data)}, f"/sparql?{_ASK}", "--factory") as url:
        yield f"{url}/sparql"


@contextmanager
def bare_application(answer_bytes: int) -> Iterator[str]:
    """A constant answer of so many bytes, on the same server as ours."""
    with _uvicorn(bare.__name__, {bare.BYTES: str(answer_bytes)}, "/") as url:
        yield f"{url}/"


@contextmanager
def _uvicorn(module: str, settings: Mapping[str, str], healthy: str, *options: str) -> Iterator[str]:
    port = free_port()
    how = ["--loop", "uvloop", "--http", "httptools", "--log-level", "warning", "--no-access-log", "--lifespan", "off"]
    command = [sys.executable, "-m", "uvicorn", f"{module}:application", "--port", str(port), *how, *options]
    path = os.pathsep.join(filter(None, [str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH")]))
    with process(command, f"http://{HOST}:{port}{healthy}", {**settings, "PYTHONPATH": path}):
        yield f"http://{HOST}:{port}"


@contextmanager
def process(command: Sequence[str], healthy: str, settings: Mapping[str, str] | None = None) -> Iterator[None]:
    """Run a server from when it answers until we are done. Raises Unmeasured if it never answers."""
    with TemporaryDirectory(prefix="bench-") as aside, (Path(aside) / "log").open("w+b") as log:
        environment = {**_surroundings(), **(settings or {})}
        running = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
        try:
            if not _answers(running, healthy):
                log.seek(0)
                said = log.read().decode(errors="replace").strip()[-300:]
                raise Unmeasured(f"{Path(command[0]).name} {' '.join(command[1:4])} does not answer: {said}")
            yield
        finally:
            _end(running)


def _surroundings() -> dict[str, str]:
    """Our environment without settings of the service, so that only those of the run count."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LGI_")}


def _answers(running: subprocess.Popen[bytes], healthy: str) -> bool:
    until = time.monotonic() + _START_SECONDS
    while running.poll() is None and time.monotonic() < until:
        with suppress(URLError, ConnectionError, TimeoutError, HTTPError), urlopen(healthy, timeout=60):  # noqa: S310
            return True
        time.sleep(_POLL_SECONDS)
    return False


def _end(running: subprocess.Popen[bytes]) -> None:
    """Ask it to end, wait, and then end it and all that it started."""
    running.terminate()
    with suppress(subprocess.TimeoutExpired):
        running.wait(_END_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def free_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _program(name: str, how: str) -> str:
    """Where a program is: beside Python, or on the path."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if not found:
        raise Unmeasured(f"{name} is not installed ({how})")
    return found


def _done(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: PLW1510
    if done.returncode:
        raise Unmeasured(f"{Path(command[0]).name} {command[1]} failed: {done.stderr.strip()[-300:]}")
