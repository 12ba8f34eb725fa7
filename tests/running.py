"""Run the service as its users do: `lgi serve` in a process of its own, on an address of this machine."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx2

_START_SECONDS = 60


@dataclass(frozen=True)
class Running:
    """A service that runs: where it listens, and its process; its log stands in a file."""

    host: str
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://{self.host}:{self.port}"


@contextlib.contextmanager
def running(folder: Path, *words: str, settings: Mapping[str, str] | None = None) -> Iterator[Running]:
    """Run `lgi serve` with more words and with settings of the environment; its log goes to a file in a folder."""
    log = folder / "log"
    command = [sys.executable, "-m", "lgi", "serve", "--port", "0", *words]
    environment = {**os.environ, **(settings or {})}
    with (
        log.open("wb") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=environment, start_new_session=True) as process,
    ):
        try:
            yield Running("127.0.0.1", _port(process, log), process, log)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    """Wait until a service answers, and tell the port that it chose."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        said = re.search(r"on http://127\.0\.0\.1:(\d+)", log.read_text("utf-8"))
        with contextlib.suppress(httpx2.TransportError):
            if said and httpx2.get(f"http://127.0.0.1:{said[1]}/live").status_code == httpx2.codes.OK:
                return int(said[1])
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8"))
