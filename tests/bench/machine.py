"""What kind of machine this is and what runs on it; never what it is called."""

import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("lgi", "pyoxigraph", "uvicorn", "uvloop", "httptools", "starlette", "fastapi")
_PEERS = ("oxigraph", "rdflib-endpoint", "rdflib")


def facts() -> dict[str, str]:
    """The facts that explain a measurement."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "Processor": f"{_processor()}, {os.cpu_count()} cores, {memory / 2**30:.0f} GiB of memory",
        "System": f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}",
        "Ours": ", ".join(filter(None, map(_version, _PACKAGES))),
        "Peers": ", ".join(filter(None, [*map(_version, _PEERS), _virtuoso()])),
        "Load sent by": "wrk" if shutil.which("wrk") else "a client in Python",
    }


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.machine()


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return ""


def _virtuoso() -> str:
    program = shutil.which("virtuoso-t")
    if not program:
        return ""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"Version (\d+\.\d+\.\d+)", said.stdout + said.stderr)
    return f"Virtuoso {found[1]}" if found else ""
