"""The tables of a release as CSV, with a descriptor (Frictionless Data Package), in a folder and in one archive."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Quad, Store

from lgi import names, tables
from lgi.release import Manifest
from lgi.tables import SEPARATOR, Column, Table

ARCHIVE = "tables.zip"
FOLDER = "tables"
DESCRIPTOR = "datapackage.json"

_BEGINNING = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16
_UNIX = 3
_TYPES: dict[str, dict[str, object]] = {
    "text": {"type": "string"},
    "address": {"type": "string", "format": "uri"},
    "date": {"type": "date"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
}
_DEFINITION = NamedNode(names.VOCABULARIES["skos"] + "definition")


def files(quads: Iterable[Quad], manifest: Manifest, questions: Mapping[str, str]) -> dict[str, bytes]:
    """The bundle, by names of files; the same facts give the same bytes. Nothing if no question is a table."""
    found = tables.read(questions)
    if not found:
        return {}
    store = Store()
    store.bulk_extend(quads)
    contents = {f"{table.name}.csv": table.as_csv(table.rows(store)) for table in found}
    contents[DESCRIPTOR] = _json(_descriptor(found, contents, store, manifest))
    return {f"{FOLDER}/{name}": content for name, content in contents.items()} | {ARCHIVE: _zipped(contents)}


_LICENCE = {
    "name": "CC-BY-4.0",
    "path": names.LICENCE,
    "title": "Creative Commons Attribution 4.0 International",
}
_PUBLISHER = {"title": "LGI editors", "path": names.EDITORS, "role": "publisher"}


def _descriptor(
    found: Sequence[Table], contents: Mapping[str, bytes], store: Store, manifest: Manifest
) -> dict[str, object]:
    home = f"{names.RELEASES}{manifest.name}"
    keys = {table.name: table.columns[0].name for table in found}
    return {
        "profile": "tabular-data-package",
        "name": "lgi",
        "id": home,
        "title": "Local Government Innovation graph: the main tables",
        "description": "How councils change the way they meet public needs: a row for each thing. A claim is what "
        "somebody says, and no fact. Each table is a question, which can be asked again at the address in 'query'.",
        "version": manifest.name,
        "homepage": names.BASE,
        "licenses": [_LICENCE],
        "sources": [{"title": f"Local Government Innovation graph, release {manifest.name}", "path": home}],
        "contributors": [_PUBLISHER],
        "resources": [_resource(table, contents[f"{table.name}.csv"], keys, store) for table in found],
    }


def _resource(table: Table, content: bytes, keys: Mapping[str, str], store: Store) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.question.title,
        "description": table.question.question,
        "query": f"{names.QUESTIONS}{table.question.name}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(column, store) for column in table.columns],
            "missingValues": [""],
            "primaryKey": keys[table.name],
            "foreignKeys": [_link(column, table, keys) for column in table.columns if column.links],
        },
    }


def _link(column: Column, table: Table, keys: Mapping[str, str]) -> dict[str, object]:
    """A foreign key; a table that refers to itself has no name in it."""
    reference = {"resource": "" if column.table == table.name else column.table, "fields": keys[column.table]}
    return {"fields": column.name, "reference": reference}


def _field(column: Column, store: Store) -> dict[str, object]:
    notes = [_definition(store, column.term)]
    notes += [f"Several values are separated by '{SEPARATOR}'."] if column.several else []
    notes += [f"Each is a row of the table {column.table}."] if column.table else []
    return {
        "name": column.name,
        "title": names.words(column.name),
        "description": " ".join(filter(None, notes)),
        **_TYPES["text" if column.several else column.type],
        "rdfProperty" if not column.is_key else "rdfType": column.term,
        **({"separator": SEPARATOR} if column.several else {}),
        **({"constraints": {"required": True, "unique": True}} if column.is_key else {}),
    }


def _definition(store: Store, term: str) -> str:
    found = (quad.object for quad in store.quads_for_pattern(NamedNode(term), _DEFINITION, None))
    return min((text.value for text in found if isinstance(text, Literal)), default="")


def _zipped(contents: Mapping[str, bytes]) -> bytes:
    """Put files in one archive, which is the same whenever it is made."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in sorted(contents.items()):
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, _PLAIN_FILE, _UNIX
            archive.writestr(entry, content)
    return made.getvalue()


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()
