"""`/about`, `/accessibility` and `/report`: what this is, whom it leaves out, and how to tell us of a mistake."""

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from lgi.web import pages
from lgi.web.representations import Made, represent
from lgi.web.views.inquiry import Inquiry
from lgi.web.views.showing import show

_LONGEST = 500


async def about(request: Request) -> Response:
    """Tell what this is, who makes it and how a claim is recorded."""

    async def gather(inquiry: Inquiry) -> dict[str, Any]:
        (numbers,) = await inquiry.rows("numbers-of-release")
        return {"numbers": numbers, "manifest": request.state.site.release.manifest}

    return await show(request, "about.html", (), gather)


async def accessibility(request: Request) -> Response:
    """Tell how far everybody can use the pages, how that was tested, and where they fall short."""

    async def make() -> Made:
        return Made(pages.render(request, "accessibility.html"), pages.HTML)

    return await represent(request, ("accessibility",), make)


async def report(request: Request) -> Response:
    """Tell how to report a mistake on a page, with what to send laid out."""
    path = _path(request.query_params.get("page", ""))
    contact: str = request.app.state.contact
    manifest = request.state.site.release.manifest
    wanted = (
        f"Page: {request.app.state.public}{path}\n"
        f"Release: {manifest.name} of {manifest.built[:10]}\n\n"
        "What is wrong:\n\nWhat it should say:\n\nWhere that can be read:\n"
    )
    subject = f"A mistake on {path or 'the site'}"
    letter = f"mailto:{contact}?subject={quote(subject)}&body={quote(wanted)}" if contact else ""

    async def make() -> Made:
        return Made(pages.render(request, "report.html", page=path, wanted=wanted, letter=letter), pages.HTML)

    return await represent(request, ("report", path, contact), make)


def _path(given: str) -> str:
    """The path of a page of this site, if one was given.

    >>> _path("/model/wigan-deal"), _path("//other.example/"), _path("https://other.example/")
    ('/model/wigan-deal', '', '')
    """
    is_ours = given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable()
    return given[:_LONGEST] if is_ours else ""


PATHS = {"/about": about, "/accessibility": accessibility, "/report": report}
