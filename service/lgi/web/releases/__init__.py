"""`/release` and `/release/<name>`: which releases there are, and what each holds; as pages, as JSON and in DCAT."""

import json
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import Response

from lgi import media
from lgi.describe import citing
from lgi.errors import NotAcceptable
from lgi.release import CHANGES
from lgi.web import evaluate, headers, pages, pinning, representations
from lgi.web.catalogue import Catalogue, Entry
from lgi.web.releases import comparisons, dcat, downloads
from lgi.web.representations import Made, present
from lgi.web.sites import Sites

_FORMS = {"json": media.JSON, **media.TRIPLES, "html": media.HTML}
_SHOWN_THINGS = 50

Shown = tuple[str, dict[str, Any]]


async def listing(request: Request) -> Response:
    """List the releases, newest first."""
    entries = _catalogue(request).every()
    shown = {"entries": entries, "newest": _newest(request)}

    def as_json() -> Any:
        return {"releases": [_brief(entry, _newest(request)) for entry in entries]}

    suffix = request.path_params.get("suffix", "")
    return await _send(request, "/release", suffix, ("releases.html", shown), as_json, lambda: dcat.every(entries))


async def one(request: Request) -> Response:
    """Tell of one release, or of the difference between two (`A...B`). Raises NotFound, and Dropped."""
    name = request.path_params["name"]
    if "..." in name:
        return await comparisons.compare(request)
    entry, suffix = _named(_catalogue(request), name)
    entry.require()
    path, shown = pinning.prefix(entry.name), _shown(request, entry)

    def as_json() -> Any:
        return asdict(entry.manifest)

    response = await _send(request, path, suffix, ("release.html", shown), as_json, lambda: dcat.one(entry))
    response.headers.append("Link", _versions(request, entry))
    return response


async def latest(request: Request) -> Response:
    """Lead to the newest release, or to a file or an address of it, for those who always want that one."""
    rest = request.scope["raw_path"].decode("latin-1").removeprefix("/release/latest").removesuffix("/")
    query = f"?{request.url.query}" if request.url.query else ""
    said = {"Location": pinning.prefix(_newest(request)) + rest + query, "Cache-Control": "public, max-age=60"}
    return Response(status_code=HTTPStatus.TEMPORARY_REDIRECT, headers=said)


def _catalogue(request: Request) -> Catalogue:
    sites: Sites = request.app.state.sites
    return sites.catalogue


def _newest(request: Request) -> str:
    sites: Sites = request.app.state.sites
    return sites.current.release.manifest.name


def _named(catalogue: Catalogue, name: str) -> tuple[Entry, str]:
    """Find a release by its name, which may have the ending of a form. Raises NotFound."""
    bare, _, suffix = name.rpartition(".")
    if suffix in _FORMS and all(entry.name != name for entry in catalogue.every()):
        return catalogue.entry(bare), suffix
    return catalogue.entry(name), ""


def _brief(entry: Entry, newest: str) -> dict[str, object]:
    """What the list says of a release."""
    made = asdict(entry.manifest)
    told = {key: made[key] for key in ("name", "version", "digest", "built", "quads", "before", "dropped")}
    return {**told, "newest": entry.name == newest, "path": pinning.prefix(entry.name)}


def _shown(request: Request, entry: Entry) -> dict[str, Any]:
    """What a page tells of a release."""
    entries = _catalogue(request).every()
    names = [each.name for each in entries]
    files = [(name, downloads.about(name), downloads.size(entry, name)) for name in downloads.main_files(entry)]
    path = entry.path / CHANGES
    changes = json.loads(path.read_text("utf-8")) if path.is_file() else {"from": None, "things": []}
    after = entries[names.index(entry.name) - 1].name if entry.name != names[0] else ""
    before = changes["from"] if changes["from"] in names else ""
    more = {"files": files, "changes": changes, "most": _SHOWN_THINGS, "before": before, "after": after}
    more |= {
        "cited": citing.words(entry.manifest),
        "bibtex": citing.bibtex(entry.manifest),
        "cff": citing.cff(entry.manifest),
    }
    return {"entry": entry, "manifest": entry.manifest, "newest": _newest(request), **more}


def _versions(request: Request, entry: Entry) -> str:
    """Point to the releases before and after (RFC 5829), and to the newest."""
    shown = _shown(request, entry)
    targets = {"predecessor-version": shown["before"], "successor-version": shown["after"]}
    targets["latest-version"] = shown["newest"]
    return ", ".join(f'<{pinning.prefix(name)}>; rel="{how}"' for how, name in targets.items() if name)


async def _send(
    request: Request,
    path: str,
    suffix: str,
    shown: Shown,
    as_json: Callable[[], Any],
    facts: Callable[[], list[Triple]],
) -> Response:
    """Answer in the form agreed on. Raises NotAcceptable."""
    chosen = _FORMS.get(suffix) if suffix else media.agree(headers.sent(request, "accept"), list(_FORMS.values()))
    if chosen is None:
        raise NotAcceptable(f"releases are told of as {', '.join(_FORMS.values())}", list(_FORMS.values()))
    forms = {kind: f"{path}.{form}" for form, kind in _FORMS.items()}
    said = headers.alternates(forms) | ({} if suffix else {"Content-Location": forms[chosen]})
    if chosen == media.HTML:
        body = pages.render(request, shown[0], document=path, **shown[1])
    elif chosen == media.JSON:
        body = json.dumps(as_json(), indent=1).encode()
    else:
        body = dcat.document(facts(), chosen)
    vary = representations.VARY_SUFFIX if suffix else representations.VARY
    return await present(request, Made(body, evaluate.content_type(chosen), said), vary=vary)
