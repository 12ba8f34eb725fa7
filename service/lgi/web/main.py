"""The application as a server wants it: made from the environment."""

from fastapi import FastAPI

from lgi import release
from lgi.web.app import Options, create_app
from lgi.web.settings import Settings


def application() -> FastAPI:
    """Make the service for the release that the environment names. Raises BadRelease."""
    settings = Settings()  # type: ignore[call-arg]  # it comes from the environment
    options = Options(
        settings.cache_mib << 20,
        settings.watch,
        settings.log_queries,
        settings.remote(),
        settings.answers,
        settings.answers_mib << 20,
        settings.client_answers,
    )
    return create_app(release.open_release(settings.release), settings.limits(), options)
