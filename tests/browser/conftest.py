"""A real browser on a real service of the whole graph.

`page` is a page of a new visitor; a test fails when a page asks another host for anything or reports an error.
Where no Chromium is installed these tests are skipped, or fail if LGI_BROWSER is `required`.
LGI_SITE names a site that runs already, such as http://127.0.0.1:8000, and spares the build of a release.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from browser.looking import WIDTHS, Watch
from running import running

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000
"""How many milliseconds a browser waits for anything."""
UNLIMITED = {"LGI_CLIENT_SECONDS": "1000000", "LGI_CLIENT_HEAVY": "1000", "LGI_QUERY_SECONDS": "30"}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    program = _chromium()
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield made
        made.close()


def _chromium() -> str:
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    if found is None and os.environ.get("LGI_BROWSER") == "required":
        pytest.fail("Chromium is not installed, and LGI_BROWSER asks for it")
    if found is None:
        pytest.skip("Chromium is not installed")
    return found


@pytest.fixture(scope="package")
def site(
    browser: Browser,  # noqa: ARG001  # without a browser no release is built
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of a service of the whole graph."""
    if given := os.environ.get("LGI_SITE"):
        yield given.rstrip("/")
        return
    folder = tmp_path_factory.mktemp("site")
    words = ("--release", str(request.getfixturevalue("live").path))
    with running(folder, *words, settings={**UNLIMITED, "LGI_ANSWERS": str(folder / "answers.sqlite")}) as service:
        yield service.address


@pytest.fixture
def width() -> int:
    """How wide the window is."""
    return WIDTHS[0]


@pytest.fixture
def scripts() -> bool:
    """Whether the browser runs scripts."""
    return True


@pytest.fixture
def watch(site: str) -> Watch:
    """What is noted of the visitor's browser; a test of an error forgives it with `watch.errors.clear()`."""
    return Watch(site)


@pytest.fixture
def page(browser: Browser, site: str, width: int, scripts: bool, watch: Watch) -> Iterator[Page]:
    """A page of a new visitor; `page.goto("/model")` is enough."""
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 900}, java_script_enabled=scripts, accept_downloads=True
    )
    context.set_default_timeout(PATIENCE)
    watch.over(context)
    yield context.new_page()
    context.close()
    assert (watch.elsewhere, watch.errors) == ([], [])
