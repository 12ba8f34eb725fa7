"""Gather, while a release is built, what each thing can be found by."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing

from pyoxigraph import Quad, QuerySolutions, Store

from lgi.release import Manifest
from lgi.search import kinds, places, words
from lgi.search.places import Entry

FILE = "search.sqlite"
"""The file of a release in which things are looked up."""
QUESTION = "names-to-search"
"""The question that tells what each thing can be found by."""

_TABLES = """
CREATE TABLE entry(id INTEGER PRIMARY KEY, iri TEXT, kind TEXT, label TEXT, key TEXT, weight REAL);
CREATE VIRTUAL TABLE found USING fts5(
  label, names, codes, explanation, joined, tokenize="porter unicode61 remove_diacritics 2", prefix='2 3'
);
CREATE TABLE word(word TEXT PRIMARY KEY, uses INTEGER) WITHOUT ROWID;
"""
_SHORTEST = 2


def beside(quads: Iterable[Quad], _manifest: Manifest, questions: Mapping[str, str]) -> dict[str, bytes]:
    """Make the file that a release holds; none without the question."""
    if QUESTION not in questions:
        return {}
    store = Store()
    store.bulk_extend(quads)
    return {FILE: written(sorted([*places.PAGES, *entries(store, questions[QUESTION])], key=lambda entry: entry.iri))}


def entries(store: Store, question: str) -> Iterator[Entry]:
    """What can be found, each with all that it can be found by."""
    told: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    found = store.query(question, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    for thing, says, value in found:
        told[thing.value][says.value][value.value] = None
    for iri, said in told.items():
        kind, (label, *more) = kinds.of(iri), [*said["label"], ""]
        others = dict.fromkeys(name for name in (*more, *said["name"]) if name and name != label)
        if kind and label:
            yield Entry(iri, kind, label, tuple(others), tuple(said["code"]), " ".join(said["explanation"]))


def written(found: Iterable[Entry]) -> bytes:
    """The file of what can be found; the same whenever it is made."""
    uses: Counter[str] = Counter()
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript(_TABLES)
        for number, entry in enumerate(found, 1):
            key, weight = " ".join(words.split(entry.label)), kinds.KINDS[entry.kind].weight
            made.execute(
                "INSERT INTO entry VALUES (?,?,?,?,?,?)", (number, entry.iri, entry.kind, entry.label, key, weight)
            )
            said = (entry.label, " · ".join(entry.names), " ".join(entry.codes), entry.explanation)
            joined = " ".join(_joined(" ".join(said)))
            made.execute(
                "INSERT INTO found(rowid,label,names,codes,explanation,joined) VALUES (?,?,?,?,?,?)",
                (number, *said, joined),
            )
            uses.update(word for text in (*said[:2], said[3], joined) for word in words.split(text))
        known = ((word, count) for word, count in sorted(uses.items()) if len(word) >= _SHORTEST)
        made.executemany("INSERT INTO word VALUES (?,?)", known)
        made.execute("INSERT INTO found(found) VALUES ('optimize')")
        made.commit()
        return made.serialize()


def _joined(text: str) -> list[str]:
    """Words with a hyphen, written as one."""
    return sorted(
        {part.replace("-", "") for part in words.plain(text).split() if part.replace("-", "").isalpha() and "-" in part}
    )
