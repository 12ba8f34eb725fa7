"""Pages: templates filled with what questions answered, and how terms look and link on them."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from lgi import names

Row = dict[str, dict[str, str]]


def link(iri: str) -> str:
    """Where a page sends a reader for an IRI: ours to this site, others of http(s) to where they are, else nowhere.

    >>> link("https://w3id.org/lgi/id/council/wigan"), link("javascript:alert(1)")
    ('/council/wigan', '')
    """
    if iri.startswith(names.BASE):
        path, hash_, fragment = iri.removeprefix(names.BASE).removeprefix("id/").partition("#")
        return "/" + quote(path, safe="/:@!$&'()*+,;=-._~") + hash_ + quote(fragment, safe="=,-._~")
    return iri if urlsplit(iri).scheme in ("http", "https") else ""


def short(iri: str) -> str:
    """The short name of an IRI, or the IRI."""
    parts = names.shorten(iri)
    return ":".join(parts) if parts else iri


def rows(body: bytes) -> tuple[list[str], list[Row]]:
    """Read a SPARQL JSON result: its columns, and each row as terms by column."""
    document = json.loads(body)
    return document["head"].get("vars", []), document.get("results", {}).get("bindings", [])


def labelled(columns: list[str], found: list[Row]) -> tuple[list[str], list[Row]]:
    """Fold each column `x_label` into its `x`, as the text of the link."""
    folded = [
        column for column in columns if not (column.endswith("_label") and column.removesuffix("_label") in columns)
    ]
    for row in found:
        for column in folded:
            if column in row and f"{column}_label" in row:
                row[column]["label"] = row[f"{column}_label"]["value"]
    return folded, found


def grouped(found: list[Row], column: str) -> list[tuple[dict[str, str], list[Row]]]:
    """Gather rows that share the term in a column, in the order in which they come."""
    groups: dict[str, tuple[dict[str, str], list[Row]]] = {}
    for row in found:
        groups.setdefault(row[column]["value"], (row[column], []))[1].append(row)
    return list(groups.values())


def environment() -> Environment:
    """The templates; they escape all that is put in them."""
    made = Environment(loader=PackageLoader("lgi"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters.update(link=link, short=short, words=names.words)
    return made


def page(
    request: Request,
    template: str,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """Fill a template for a request."""
    made: Environment = request.app.state.environment
    text = made.get_template(template).render(path=request.url.path, site=request.app.state.site, **values)
    return HTMLResponse(text, status, dict(headers or {}))
