"""The application as a server wants it: made from the environment."""

from fastapi import FastAPI

from lgi import questions, release
from lgi.web.app import create_app
from lgi.web.settings import Settings


def application() -> FastAPI:
    """Make the service for the release that the environment names. Raises BadRelease."""
    settings = Settings()  # type: ignore[call-arg]  # it comes from the environment
    opened = release.open_release(settings.release)
    asked = questions.read_folder(opened.path / release.QUERIES) if opened.manifest.authored else {}
    return create_app(opened, asked, settings.limits())
