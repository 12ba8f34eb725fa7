"""Where kept answers lie: one SQLite file, which several processes may use, and which a kill in the midst leaves whole."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import zstandard

from lgi.archive.comparison import Comparison
from lgi.archive.record import Asked, Record
from lgi.errors import CabinetShut, NoRoom, TooLargeToKeep

MOST_BYTES = 8 << 20
"""How large an answer may be, as the engine gives it."""
MOST_PACKED_BYTES = 1 << 20
"""How large it may be once it is compressed, with what was asked."""
_PAGE_BYTES = 4096
_VERSION = 1
_WAIT_SECONDS = 5.0
_SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY, asked TEXT NOT NULL, title TEXT NOT NULL, at TEXT NOT NULL, built TEXT NOT NULL,
    kind TEXT NOT NULL, count INTEGER NOT NULL, digest TEXT NOT NULL, withdrawn TEXT NOT NULL DEFAULT '', body BLOB
);
CREATE TABLE IF NOT EXISTS checks (
    answer TEXT PRIMARY KEY REFERENCES answers, release TEXT NOT NULL, built TEXT NOT NULL, outcome BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS changes (
    answer TEXT REFERENCES answers, number INTEGER, release TEXT NOT NULL, built TEXT NOT NULL, digest TEXT NOT NULL,
    outcome BLOB NOT NULL, PRIMARY KEY (answer, number)
);
PRAGMA user_version = 1;
COMMIT;
"""


class Cabinet:
    """The kept answers in a file that may grow to so many bytes; nothing is ever taken out to make room."""

    def __init__(self, path: Path, most_bytes: int) -> None:
        self.path = path
        self.most_bytes = most_bytes

    def find(self, name: str) -> Record | None:
        """Find an answer by its id. Raises CabinetShut."""
        if not self.path.exists():
            return None
        with self._open() as db:
            row = db.execute("SELECT * FROM answers WHERE id = ?", [name]).fetchone()
        return _record(row) if row else None

    def keep(self, record: Record) -> Record:
        """Keep an answer, or give the one that was kept before. Raises TooLargeToKeep, NoRoom or CabinetShut."""
        if record.size > MOST_PACKED_BYTES:
            most, packed = MOST_PACKED_BYTES >> 10, record.size >> 10
            told = (
                f"the answer takes {packed} KiB compressed, with what was asked, and one that is kept may take {most}"
            )
            raise TooLargeToKeep(told)
        values = {**vars(record), "asked": json.dumps(asdict(record.asked))}
        columns = ", ".join(values)
        slots = ", ".join(f":{name}" for name in values)
        with self._writing() as db:
            if db.execute("SELECT 1 FROM answers WHERE id = ?", [record.id]).fetchone() is None:
                self._require_room(db, record.size)
                db.execute(f"INSERT INTO answers ({columns}) VALUES ({slots})", values)  # noqa: S608  # names of ours
            row = db.execute("SELECT * FROM answers WHERE id = ?", [record.id]).fetchone()
        return _record(row)

    def checked(self, record: Record, release: str, built: str) -> Comparison | None:
        """What came of it on a release, if that was noted."""
        with self._open() as db:
            row = db.execute(
                "SELECT outcome FROM checks WHERE answer = ? AND release = ? AND built = ?", [record.id, release, built]
            ).fetchone()
        return _outcome(row["outcome"]) if row else None

    def note(self, record: Record, found: Comparison) -> None:
        """Note what came of it on a release; if it is another answer than the last one, that is a change."""
        packed = zstandard.compress(json.dumps(asdict(found)).encode())
        with self._writing() as db:
            about = [record.id, found.release, found.built]
            db.execute("INSERT OR REPLACE INTO checks VALUES (?, ?, ?, ?)", [*about, packed])
            told = db.execute("SELECT * FROM changes WHERE answer = ? ORDER BY number", [record.id]).fetchall()
            built, digest = (told[-1]["built"], told[-1]["digest"]) if told else (record.built, record.digest)
            known = {record.asked.release, *(row["release"] for row in told)}
            # A process that still serves the release before has nothing new to tell.
            later = found.built > built or (found.built == built and found.release not in known)
            if later and found.digest != digest:
                values = [record.id, len(told) + 1, *about[1:], found.digest, packed]
                db.execute("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)", values)

    def changes(self, record: Record) -> list[Comparison]:
        """All changes that were noted, the first one first."""
        with self._open() as db:
            rows = db.execute("SELECT outcome FROM changes WHERE answer = ? ORDER BY number", [record.id]).fetchall()
        return [_outcome(row["outcome"]) for row in rows]

    def _require_room(self, db: sqlite3.Connection, more: int) -> None:
        """Raise NoRoom if there is none; a part is left for what is noted of those that are kept."""
        used = db.execute("PRAGMA page_count").fetchone()[0] * _PAGE_BYTES
        if used + more > self.most_bytes * 15 // 16:
            raise NoRoom(f"kept answers take {used >> 20} of {self.most_bytes >> 20} MiB, and this one has no room")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._open() as db, db:
            db.execute("BEGIN IMMEDIATE")
            yield db

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, _WAIT_SECONDS, isolation_level=None)) as db:
                db.row_factory = sqlite3.Row
                self._prepare(db)
                yield db
        except sqlite3.Error as fault:
            if getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
                raise NoRoom("the disk, or what kept answers may take of it, is full") from None
            raise CabinetShut(f"kept answers cannot be got at just now ({fault})") from None
        except OSError as fault:
            raise CabinetShut(f"kept answers cannot be got at ({fault.strerror})") from None

    def _prepare(self, db: sqlite3.Connection) -> None:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            raise CabinetShut("kept answers were written by a newer lgi than this one")
        if version == 0:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(_SCHEMA)
        db.execute("PRAGMA synchronous = FULL")
        db.execute(f"PRAGMA max_page_count = {max(self.most_bytes // _PAGE_BYTES, 16)}")


def _record(row: sqlite3.Row) -> Record:
    values = dict(row)
    asked = json.loads(values.pop("asked"))
    graphs = {key: asked[key] and tuple(asked[key]) for key in ("default_graphs", "named_graphs")}
    return replace(Record(**values, asked=Asked(**{**asked, **graphs})), body=values["body"] or b"")


def _outcome(packed: bytes) -> Comparison:
    return Comparison(**json.loads(zstandard.decompress(packed)))
