"""The application as a server wants it: made from the environment."""

from fastapi import FastAPI

from lgi import release
from lgi.web.app import Options, create_app
from lgi.web.settings import Settings


def application() -> FastAPI:
    """Make the service for the release that the environment names. Raises BadRelease."""
    settings = Settings()  # type: ignore[call-arg]  # it comes from the environment
    options = Options(
        cache_bytes=settings.cache_mib << 20,
        watched=settings.watch,
        log_queries=settings.log_queries,
        remote=settings.remote(),
        answers=settings.answers,
        answers_bytes=settings.answers_mib << 20,
        client_answers=settings.client_answers,
        pinned=settings.pinned,
        public=settings.public.rstrip("/"),
        contact=settings.contact,
    )
    return create_app(release.open_release(settings.release), settings.limits(), options)
