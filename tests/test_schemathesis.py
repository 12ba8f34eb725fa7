"""The service as it describes itself, put to requests that a machine makes up from the description."""

import threading
from collections import defaultdict
from collections.abc import Iterator

import pytest
import schemathesis
import uvicorn
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from schemathesis.schemas import BaseSchema

from lgi import files, names, questions
from lgi.engine import Limits
from lgi.release import Release
from lgi.web import serving
from lgi.web.app import Options, create_app
from lgi.web.refusals import Patience
from served import wait_until

QUERIES = [
    "SELECT * WHERE { ?s ?p ?o } LIMIT 3",
    "ASK { ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s a <https://w3id.org/lgi/ontology#Model> }",
    "SELECT (NOW() AS ?now) {}",
    "DESCRIBE <https://w3id.org/lgi/id/model/wigan-deal>",
]
GRAPHS = [names.DATASET_GRAPH, "http://e/none"]
ACCEPTED = ["2xx", "303", "307", "403", "404", "406", "410", "422"]
CONFIG = {
    "seed": 1,
    "generation": {"deterministic": True, "max-examples": 4},
    # It would follow a redirect to an answer, and hold it against the description of documents.
    "phases": {"stateful": {"enabled": False}},
    # A graph has no form of rows, nor rows a form of a graph: a good query in a wrong form is refused with 406; what
    # hangs on the time is not kept, what was withdrawn is told of with 410, and the newest of all is elsewhere each time.
    "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}},
    # A page to write in begins with a query or with a question: that it cannot be both no description can say.
    "operations": [
        {
            "include-name": "GET /query",
            "checks": {"positive_data_acceptance": {"expected-statuses": [*ACCEPTED, "400"]}},
        }
    ],
}


PATHS_IN_RELEASE = ["q", "sparql", "manifest.json", "changes.json", "dump.nq.gz", "live", "none"]
DOCUMENTS = ["ontology", "data", "q", "none"]


def _tell_what_arguments_take(release: Release) -> None:
    """Tell which texts there are of each type: that a text is a query or the name of a thing no pattern can say."""
    examples = defaultdict(list, {"sparql": QUERIES, "iri": GRAPHS, "graph-path": ["dataset", "ontology/lgi", "none"]})
    examples |= {
        "release": [release.manifest.name, "none"],
        "path-in-release": PATHS_IN_RELEASE,
        "document-path": DOCUMENTS,
    }
    examples["mapping-set"] = ["councils-wikidata.sssom.tsv", "terms-prov.sssom.tsv", "none"]
    for question in questions.read_folder(files.QUERIES).values():
        for argument in question.arguments:
            examples[argument.type].append(argument.plain)
    examples["reconciliation-batch"] += ['{"q0": {"query": "Wigan MBC", "type": "council"}}', "{}"]
    examples["reconciliation-query"] += ["Wigan MBC", "E08000010", '{"query": "Wigan", "limit": 2}']
    examples["reconciliation-extension"].append('{"ids": ["council:wigan"], "properties": [{"id": "gss"}]}')
    # What a line of a question can be hangs on the lines before it.
    examples |= {"offered-class": ["", "lgi:Model", "lgi:Claim"], "offered-property": [""], "offered-value": [""]}
    examples["thing"] += [names.thing("council", "wigan"), "model:wigan-deal", "nothing"]
    examples |= {"gap-outcome": ["", "cost"], "gap-people": ["", "residents"], "gap-service": ["", "homelessness"]}
    examples |= {"gap-place": ["", "nation"], "gap-design": ["", "survey"], "gap-since": ["", "2020"], "gap-cell": [""]}
    examples |= {"fit-place": ["", "wigan", "E08000010"], "fit-need": ["", "loneliness"]}
    examples |= {"power-model": ["", "wigan-deal"], "power-place": ["", "wigan"], "roles-role": ["", "funder"]}
    examples |= {"power-party": ["residents"], "power-about": ["budgets"]}
    for name, texts in examples.items():
        schemathesis.openapi.format(name, st.sampled_from(sorted(set(texts))))


@pytest.fixture(scope="module")
def address(live: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the whole service, on a port of its own."""
    limits = Limits(seconds=5, client_heavy=1000, client_seconds=1e6)
    kept = tmp_path_factory.mktemp("kept") / "answers.sqlite"
    options = Options(watched=live.path.parent, answers=kept, client_answers=1000)
    server = uvicorn.Server(serving.config(create_app(live, limits, options), Patience()))
    listening = serving.listen("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    wait_until(lambda: server.started, seconds=60)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def described(address: str, live: Release) -> BaseSchema:
    """What the service says of itself."""
    _tell_what_arguments_take(live)
    return schemathesis.openapi.from_url(f"{address}/openapi.json", config=SchemathesisConfig.from_dict(CONFIG))


@schemathesis.serializer("application/sparql-query")
def _as_it_is(_context: schemathesis.SerializationContext, value: object) -> bytes:
    return str(value).encode()


def test_the_service_does_what_it_says_of_itself(described: BaseSchema) -> None:
    asked, found = 0, []
    for event in from_schema(described).execute():
        assert not isinstance(event, NonFatalError | FatalError), event
        if isinstance(event, ScenarioFinished):
            asked += len(event.recorder.interactions)
            checks = [check for checks in event.recorder.checks.values() for check in checks]
            found += [(event.recorder.label, check.name, told) for check in checks if (told := check.failure_info)]

    assert asked > 1000
    assert found == []
