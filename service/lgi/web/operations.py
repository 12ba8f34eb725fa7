"""Whether the service lives, whether it can answer, and how it fares."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lgi.web.metrics import Metrics
from lgi.web.site import Site

_NEVER_KEPT = {"Cache-Control": "no-store"}


async def live(_request: Request) -> Response:
    """Say that the process is alive; nothing is asked of it."""
    return JSONResponse({"alive": True}, headers=_NEVER_KEPT)


async def ready(request: Request) -> Response:
    """Say which release is loaded, and how many workers are alive, at work, or waited for."""
    site: Site = request.state.site
    engine, manifest = site.engine, site.release.manifest
    workers, idle = len(engine.workers), engine.idle
    document = {"ready": bool(workers), "release": manifest.name, "quads": manifest.quads}
    document |= {"workers": workers, "idle": idle, "waiting": engine.waiting_light + engine.waiting_heavy}
    document["busy"] = bool(workers) and not idle
    status = HTTPStatus.OK if workers else HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse(document, status, _NEVER_KEPT)


async def measured(request: Request) -> Response:
    """Give the numbers of this process to Prometheus."""
    metrics: Metrics = request.app.state.metrics
    metrics.look(request.state.site)
    if crowd := getattr(request.state, "connections", None):
        metrics.look_at_connections(crowd)
    body, kind = metrics.exposed()
    return Response(body, headers={**_NEVER_KEPT, "Content-Type": kind})
