"""What the public lists get wrong or leave out, as the editors wrote it down in `corrections.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lgi.errors import BadData

_FILE = Path(__file__).parent / "corrections.toml"


@dataclass(frozen=True)
class Corrections:
    """The corrections, each list of entries as it stands in the file."""

    slugs: Mapping[str, str]
    regions: Mapping[str, Mapping[str, str]]
    recodes: tuple[Mapping[str, Any], ...]
    aliases: Mapping[tuple[str, str], str]
    ignored: frozenset[tuple[str, str]]
    unusable: tuple[Mapping[str, str], ...]
    values: Mapping[tuple[str, str], str]
    sources: Mapping[tuple[str, str], str]
    councils: tuple[Mapping[str, Any], ...]
    coming: frozenset[str]
    members: Mapping[str, str]
    changes: tuple[Mapping[str, Any], ...]
    former_names: tuple[Mapping[str, str], ...]
    notes: tuple[Mapping[str, str], ...]
    without_org_id: frozenset[str]

    def slug(self, code: str, name: str) -> str:
        """The slug that a code was given, or the one that its name makes."""
        return self.slugs.get(code, name)

    def is_unusable(self, source: str, field: str, value: str) -> bool:
        """Whether a value is of those that are known to be damaged."""
        return any(
            (entry["file"], entry["field"]) == (source, field) and entry["from"] <= value <= entry["to"]
            for entry in self.unusable
        )


def read(path: Path = _FILE) -> Corrections:
    """Read the corrections; every entry must say its reason. Raises BadData."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise BadData(f"{path}: this is not TOML: {fault}") from None
    for section, entries in found.items():
        for entry in entries if isinstance(entries, list) else ():
            if not entry.get("reason"):
                raise BadData(f"{path}: an entry of [[{section}]] has no reason: say why it is there: {entry}")
    return _made(found)


@cache
def ours() -> Corrections:
    """The corrections that the project ships."""
    return read()


def _made(found: Mapping[str, Any]) -> Corrections:
    def entries(section: str) -> tuple[Any, ...]:
        return tuple(found.get(section, ()))

    return Corrections(
        slugs=found["slugs"],
        regions=found["regions"],
        recodes=entries("recode"),
        aliases={(entry["file"], entry["code"]): entry["means"] for entry in entries("alias")},
        ignored=frozenset((entry["file"], entry["row"]) for entry in entries("ignore")),
        unusable=entries("unusable"),
        values={(council, entry["field"]): entry["value"] for entry in entries("value") for council in entry["of"]},
        sources={
            (c, entry["field"]): entry["source"] for entry in entries("value") if "source" in entry for c in entry["of"]
        },
        councils=entries("council"),
        coming=frozenset(entry["slug"] for entry in entries("council") if entry.get("coming")),
        members={council: entry["within"] for entry in entries("member") for council in entry["of"]},
        changes=entries("change"),
        former_names=entries("former_name"),
        notes=entries("note"),
        without_org_id=frozenset(council for entry in entries("without_org_id") for council in entry["of"]),
    )
