"""Virtuoso, where it is installed: loaded in bulk through its own command line."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import servers
from bench.tools import Unmeasured

_SETTINGS = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = {host}:{sql}
ServerThreads = 50
DirsAllowed = {folder}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
O_DIRECT = 0
[HTTPServer]
ServerPort = {host}:{http}
ServerRoot = {folder}
ServerThreads = 40
KeepAliveTimeout = 60
MaxKeepAlives = 40
[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 120
"""
_LOAD = ["ld_dir('{folder}', 'data.nq', 'urn:bench:no-graph')", "rdf_loader_run()", "checkpoint"]


@contextmanager
def virtuoso(data: Path) -> Iterator[str]:
    """A server of its own with a file of N-Quads; where it takes queries."""
    program, command = shutil.which("virtuoso-t"), shutil.which("isql-vt") or shutil.which("isql")
    if not (program and command):
        raise Unmeasured("Virtuoso is not installed (Debian package virtuoso-opensource)")
    sql, http = servers.free_port(), servers.free_port()
    with TemporaryDirectory(prefix="bench-") as folder:
        shutil.copy(data, Path(folder) / "data.nq")
        settings = Path(folder) / "virtuoso.ini"
        settings.write_text(_SETTINGS.format(folder=folder, host=servers.HOST, sql=sql, http=http), encoding="utf-8")
        url = f"http://{servers.HOST}:{http}/sparql"
        with servers.process([program, "+foreground", "+configfile", str(settings)], f"{url}?query=ASK%7B%7D"):
            for step in _LOAD:
                _ask(command, f"{servers.HOST}:{sql}", step.format(folder=folder))
            yield url


def _ask(command: str, address: str, statement: str) -> None:
    """Run a statement as the server's own first user, whose password is that of every fresh server."""
    words = [command, address, "dba", "dba", "ERRORS=STDOUT", "VERBOSE=OFF", f"exec={statement};"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode or "***" in done.stdout:
        raise Unmeasured(f"Virtuoso refused {statement}: {(done.stdout + done.stderr).strip()[-300:]}")
