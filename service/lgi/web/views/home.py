"""`/`: the questions that people come with, and how much the release holds."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi.web.views.inquiry import Inquiry
from lgi.web.views.showing import show

FEATURED = (
    "named-models",
    "power-shifts",
    "who-gains-and-who-gives-up-say",
    "outcomes-that-rest-on-promoters-alone",
    "conditions-of-models",
    "gaps-by-programme",
)
"""Questions on file that the home page shows as examples."""


async def home(request: Request) -> Response:
    """Show what there is and where to begin."""

    async def gather(inquiry: Inquiry) -> dict[str, Any]:
        site = request.state.site
        (numbers,) = await inquiry.rows("numbers-of-release")
        featured = [site.questions[name] for name in FEATURED if name in site.questions]
        return {"numbers": numbers, "featured": featured, "manifest": site.release.manifest}

    return await show(request, "home.html", (), gather)


PATHS = {"/": home}
