from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from lgi import names
from lgi.engine import Limits
from lgi.web.app import create_app
from releases import as_if_ours

BOOLEAN = names.VOCABULARIES["xsd"] + "boolean"
AFTER = "http://purl.org/dc/terms/isReplacedBy"
WITHDRAWN = "http://www.w3.org/2002/07/owl#deprecated"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Places, some of which are no more."""
    old, gone, kept = (names.thing("place", name) for name in ("old", "gone", "kept"))
    quads = (
        f"<{old}> <{AFTER}> <{kept}> .\n<{old}> <{AFTER}> <http://e/caf\u00e9> .\n"
        f'<{gone}> <{WITHDRAWN}> "true"^^<{BOOLEAN}> .\n<{kept}> <{WITHDRAWN}> "false"^^<{BOOLEAN}> .\n'
    )
    with TestClient(create_app(as_if_ours(tmp_path_factory.mktemp("places"), quads), Limits(seconds=4))) as client:
        yield client


def test_what_was_replaced_is_gone_and_leads_to_what_came_after_it(places: TestClient) -> None:
    response = places.get("/place/old")

    kept = names.thing("place", "kept")
    assert (response.status_code, response.json()["type"]) == (410, names.PROBLEMS + "gone")
    assert response.headers["link"] == f'<http://e/caf%C3%A9>; rel="{AFTER}", <{kept}>; rel="{AFTER}"'
    assert f"was replaced by http://e/caf\u00e9 and {kept}" in response.json()["detail"]


def test_what_was_withdrawn_is_gone_and_leads_nowhere(places: TestClient) -> None:
    response = places.get("/place/gone.html")

    assert response.status_code == 410 and "link" not in response.headers
    assert "It was withdrawn" in response.text


@pytest.mark.parametrize(("path", "status"), [("/place/kept", 200), ("/place/never", 404)])
def test_the_rest_is_there_or_was_never_known(places: TestClient, path: str, status: int) -> None:
    assert places.get(path).status_code == status
