"""How to cite an answer: as text, and in the forms that programs for references read."""

import json
import re
from typing import Any

from lgi.archive.record import Record

AUTHOR = "The lgi editors"
WHOLE = "Local Government Innovation graph"
_NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029]+")
_TEX = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_PARTS = {"solutions": "row", "graph": "statement", "boolean": "answer"}


def title(record: Record) -> str:
    """What an answer is called, with the arguments of its question."""
    given = ", ".join(f"{name}: {value}" for name, value in record.asked.arguments.items())
    return _NOT_TEXT.sub(" ", f"{record.title} ({given})" if given else record.title)


def size(record: Record) -> str:
    """How much came, in words."""
    return "a yes or no" if record.kind == "boolean" else counted(record, record.count)


def counted(record: Record, number: int) -> str:
    """So many parts of an answer, in words: rows or statements."""
    return f"{number:,} {_PARTS[record.kind]}{'' if number == 1 else 's'}"


def text(record: Record) -> str:
    """A citation to read."""
    about = f"answer of {record.at[:10]}, {size(record)}, SHA-256 {record.digest}"
    return (
        f"{AUTHOR} ({record.at[:4]}). {title(record)} [{about}]. {WHOLE}, release {record.asked.release}. {record.iri}"
    )


def bibtex(record: Record) -> str:
    """A citation as BibTeX has it."""
    fields = {
        "author": f"{{{{{AUTHOR}}}}}",
        "title": f"{{{{{_tex(title(record))}}}}}",
        "year": f"{{{record.at[:4]}}}",
        "month": f"{{{record.at[5:7]}}}",
        "publisher": f"{{{WHOLE}}}",
        "version": f"{{{_tex(record.asked.release)}}}",
        "url": f"{{{record.iri}}}",
        "note": f"{{{_tex(_note(record))}}}",
    }
    return f"@misc{{lgi-{record.id},\n" + "".join(f"  {name} = {value},\n" for name, value in fields.items()) + "}\n"


def csl(record: Record) -> str:
    """A citation as CSL-JSON has it: a list of one item."""
    year, month, day = (int(part) for part in record.at[:10].split("-"))
    item: dict[str, Any] = {
        "id": f"lgi-{record.id}",
        "type": "dataset",
        "title": title(record),
        "author": [{"literal": AUTHOR}],
        "issued": {"date-parts": [[year, month, day]]},
        "publisher": WHOLE,
        "version": record.asked.release,
        "URL": record.iri,
        "language": "en-GB",
        "note": _note(record),
    }
    return json.dumps([item], indent=2, ensure_ascii=False) + "\n"


def cff(record: Record) -> str:
    """A citation as a CITATION.cff has it; its values are written as JSON, which is YAML."""
    fields = {
        "cff-version": "1.2.0",
        "message": "If you use this answer, please cite it as below.",
        "type": "dataset",
        "title": title(record),
        "authors": [{"name": AUTHOR}],
        "version": record.asked.release,
        "date-released": record.at[:10],
        "license": "CC-BY-4.0",
        "url": record.iri,
        "abstract": _note(record),
        "identifiers": [{"type": "url", "value": record.iri, "description": "The answer, kept as it was."}],
    }
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())


def _note(record: Record) -> str:
    return f"Kept on {record.at[:10]}: {size(record)}. SHA-256 of its canonical form: {record.digest}"


def _tex(plain: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in plain)
