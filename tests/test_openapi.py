import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from lgi.engine import Limits
from lgi.release import Release
from lgi.web.app import create_app

METHODS = {"GET", "HEAD", "POST"}


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, Any]:
    """The description of the service."""
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


def _operations(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for item in described["paths"].values() for operation in item.values()]


def test_it_describes_every_address_that_the_service_has(client: TestClient, described: dict[str, Any]) -> None:
    routes = [re.sub(r":\w+}", "}", getattr(route, "path", "")) for route in client.app.routes]  # type: ignore[attr-defined]
    others = {"/sparql/", "/static", "/openapi.json", "/q/{name}"} | {route for route in routes if "." in route}

    assert set(routes) - others == {
        path for path in described["paths"] if "." not in path and not path.startswith("/q/")
    }


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(described: dict[str, Any]) -> None:
    ids = [operation["operationId"] for operation in _operations(described)]

    assert re.fullmatch(r"3\.1\.\d", described["openapi"])
    assert len(set(ids)) == len(ids)
    for operation in _operations(described):
        assert operation["summary"]
        assert all(parameter["description"] and parameter["schema"] for parameter in operation["parameters"])


def test_every_answer_that_is_referred_to_is_described(described: dict[str, Any]) -> None:
    referred = set(re.findall(r"#/components/responses/(\w+)", json.dumps(described)))

    responses = described["components"]["responses"]
    assert referred <= set(responses)
    assert {
        "Problem400",
        "Problem403",
        "Problem406",
        "Problem413",
        "Problem414",
        "Problem429",
        "Problem503",
    } <= referred
    assert all(response["description"] and response["content"] for response in responses.values())
    assert "Retry-After" in responses["Problem503"]["headers"]
    assert "Allow" in responses["Problem405"]["headers"]


def test_a_query_may_be_sent_in_three_ways(described: dict[str, Any]) -> None:
    endpoint = described["paths"]["/sparql"]

    assert endpoint["get"]["parameters"][0]["name"] == "query"
    assert set(endpoint["post"]["requestBody"]["content"]) == {
        "application/sparql-query",
        "application/x-www-form-urlencoded",
    }
    assert "415" in endpoint["post"]["responses"]


def test_a_service_of_foreign_data_describes_the_endpoint_alone(any_data: Release) -> None:
    with TestClient(create_app(any_data, Limits(workers=1, heavy=1))) as client:
        paths = client.get("/openapi.json").json()["paths"]
        again = client.get("/openapi.json").json()["paths"]

    assert set(paths) == {"/", "/sparql", "/live", "/ready", "/metrics", "/problem", "/problem/{slug}"}
    assert again == paths
