"""Whether the service lives, and whether it can answer."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lgi.web import pages

FEATURED = (
    "named-models",
    "power-shifts",
    "who-gains-and-who-gives-up-say",
    "outcomes-that-rest-on-promoters-alone",
    "conditions-of-models",
    "gaps-by-programme",
)
"""The questions that the home page begins with."""


async def live(_request: Request) -> Response:
    """Say that the process is alive; nothing is asked of it."""
    return JSONResponse({"alive": True}, headers={"Cache-Control": "no-store"})


async def ready(request: Request) -> Response:
    """Say whether a release is loaded and a worker alive, and how many of them wait for work."""
    state = request.app.state
    workers, manifest = state.engine.workers, state.release.manifest
    document = {"ready": bool(workers), "release": manifest.name, "quads": manifest.quads}
    document |= {"workers": len(workers), "idle": state.engine.idle}
    status = HTTPStatus.OK if workers else HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse(document, status, {"Cache-Control": "no-store"})


async def home(request: Request) -> Response:
    """Show what there is and where to begin."""
    state = request.app.state
    featured = [state.answers.question(name) for name in FEATURED]
    return pages.page(request, "home.html", manifest=state.release.manifest, featured=featured)
