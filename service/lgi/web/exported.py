"""What is known in other forms: a claim as a nanopublication, and the mapping sets of a release."""

import asyncio
import json
from typing import Any

from pyoxigraph import RdfFormat
from starlette.requests import Request
from starlette.responses import Response

from lgi import media, names
from lgi.errors import NotAcceptable, NotFound
from lgi.exports import mappings as sets
from lgi.exports import nanopublications, statements
from lgi.web import evaluate, headers, pages, representations
from lgi.web.documents import standing
from lgi.web.representations import Made, represent
from lgi.web.site import Site

NANOPUBLICATIONS = {form: media.TRIPLES[form] for form in ("trig", "nq", "jsonld")}
"""The forms that have named graphs, as a nanopublication needs."""
LISTED = {"json": media.JSON, "html": media.HTML}
_TSV = "text/tab-separated-values; charset=utf-8"


async def nanopublication(request: Request) -> Response:
    """Give a claim as a nanopublication. Raises NotFound for what nobody claims."""
    claim, site = names.thing("claim", request.path_params["slug"]), _site(request)
    suffix = request.path_params.get("suffix", "")
    chosen = _chosen(request, suffix, NANOPUBLICATIONS)
    form = RdfFormat.from_media_type(chosen)
    assert form is not None

    def written() -> bytes:
        said = statements.of_release(site.release.path)
        return nanopublications.write(nanopublications.of(claim, said, site.release.manifest), form)

    async def make() -> Made:
        await standing.require(evaluate.answers(request), site.release, claim)
        path = f"/{claim.removeprefix(names.THINGS)}/nanopublication"
        forms = {kind: f"{path}.{ending}" for ending, kind in NANOPUBLICATIONS.items()}
        here = {} if suffix else {"Content-Location": forms[chosen]}
        return Made(
            await asyncio.to_thread(written), evaluate.content_type(chosen), {**headers.alternates(forms), **here}
        )

    return await represent(request, ("nanopublication", claim, chosen), make, _vary(suffix))


async def mappings(request: Request) -> Response:
    """List the mapping sets."""
    suffix = request.path_params.get("suffix", "")
    chosen = _chosen(request, suffix, LISTED)

    async def make() -> Made:
        found = await asyncio.to_thread(_mappings, _site(request))
        if chosen == media.HTML:
            return Made(pages.render(request, "mappings.html", mappings=found), pages.HTML)
        return Made((json.dumps({"mappings": found}, indent=1) + "\n").encode(), chosen)

    return await represent(request, ("mappings", chosen), make, _vary(suffix))


async def mapping(request: Request) -> Response:
    """Give a mapping set. Raises NotFound."""
    name, site = request.path_params["name"], _site(request)
    file = f"{sets.FOLDER}/{name}"
    if file not in site.release.manifest.files:
        raise NotFound(f"there is no mapping set {name}: see /mapping for those there are")

    async def make() -> Made:
        return Made(await asyncio.to_thread(site.release.file(file).read_bytes), _TSV)

    return await represent(request, ("mapping", name), make, representations.VARY_SUFFIX)


def _site(request: Request) -> Site:
    site: Site = request.state.site
    return site


def _mappings(site: Site) -> list[dict[str, Any]]:
    files = [name for name in sorted(site.release.manifest.files) if name.startswith(f"{sets.FOLDER}/")]
    texts = {f"/{name}": site.release.file(name).read_text(encoding="utf-8") for name in files}
    return [
        {"address": site.prefix + address, "title": sets.title(text), "mappings": len(sets.read(text))}
        for address, text in texts.items()
    ]


def _vary(suffix: str) -> str:
    return representations.VARY_SUFFIX if suffix else representations.VARY


def _chosen(request: Request, suffix: str, forms: dict[str, str]) -> str:
    """Agree on a form. Raises NotAcceptable."""
    offers = list(forms.values())
    chosen = forms.get(suffix) if suffix else media.agree(headers.sent(request, "accept"), offers)
    if chosen is None:
        raise NotAcceptable(f"this comes as {', '.join(offers)}, or with the ending {', '.join(forms)}", offers)
    return chosen


_OF_CLAIM = "/claim/{slug}/nanopublication"
PATHS = {
    **dict.fromkeys((_OF_CLAIM, _OF_CLAIM + ".{suffix}"), nanopublication),
    **dict.fromkeys(("/mapping", "/mapping.{suffix}"), mappings),
    "/mapping/{name}": mapping,
}
"""The addresses of other forms, each with what answers there."""
