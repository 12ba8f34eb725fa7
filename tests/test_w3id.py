"""The redirects for https://w3id.org/lgi/: every pattern of address that we mint leads to the same path of one host."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lgi import names

FOLDER = Path(__file__).parent.parent / "deploy" / "w3id"
HOST = "https://lgi.example.org"


@dataclass(frozen=True)
class Rule:
    """A rewriting rule of Apache, with the methods that its condition wants."""

    pattern: str
    target: str
    flags: dict[str, str]
    method: str

    def takes(self, path: str, method: str) -> re.Match[str] | None:
        """Match a path that is asked for by a method."""
        wanted = self.method.removeprefix("!")
        holds = bool(re.search(wanted, method)) != self.method.startswith("!")
        return re.search(self.pattern, path) if holds else None


def rules() -> Iterator[Rule]:
    """Read the few directives that the file uses, and refuse others."""
    method = ""
    for line in (FOLDER / ".htaccess").read_text("utf-8").splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "RewriteCond":
            subject, method = rest.split(" ")
            assert subject == "%{REQUEST_METHOD}"
        elif word == "RewriteRule":
            pattern, target, flags = rest.split(" ")
            given = {flag.partition("=")[0]: flag.partition("=")[2] for flag in flags[1:-1].split(",")}
            yield Rule(pattern, target, given, method)
            method = ""
        else:
            assert word in ("", "#", "Options") or line == "RewriteEngine on"


def redirected(path: str, method: str = "GET") -> tuple[int, str]:
    """Where a request for a path below /lgi/ is sent, as Apache would read the file there."""
    environment: dict[str, str] = {}
    for rule in rules():
        found = rule.takes(path, method)
        if found and "E" in rule.flags:
            name, _, value = rule.flags["E"].partition(":")
            environment[f"%{{ENV:{name}}}"] = value
        elif found:
            parts = re.split(r"(%\{ENV:\w+\}|\$1)", rule.target)
            known = {**environment, "$1": found[1]}
            return int(rule.flags["R"]), "".join(known.get(part, part) for part in parts)
    raise AssertionError(path)


PATHS = [
    "",
    *(f"id/{kind}/name-of-it" for kind in names.KINDS),
    *("ontology", "ontology/0.1.0", "shapes", "scheme/power-degree", "graph/model/wigan-deal", "graph/dataset"),
    *("query/named-models", "q/named-models", "problem/not-found", "static/lgi.svg", "linkset/model/wigan-deal"),
    *("data", "dataset", ".well-known/void", "sparql", "reconcile", "changes", "changes.atom", "openapi.json"),
    *("release", "release/0.1.0-0123456789ab", "release/0.1.0-0123456789ab/dump.nq.gz", "answer/abc", "model/x.ttl"),
]


@pytest.mark.parametrize("path", PATHS)
def test_every_pattern_of_address_leads_to_its_path_on_the_host(path: str) -> None:
    assert redirected(path) == redirected(path, "HEAD") == (302, f"{HOST}/{path}")


def test_a_query_that_is_posted_stays_one() -> None:
    assert redirected("sparql", "POST") == (307, f"{HOST}/sparql")


def test_the_host_is_named_once() -> None:
    assert (FOLDER / ".htaccess").read_text("utf-8").count("https://lgi.example.org") == 1


def test_the_folder_says_whose_it_is() -> None:
    text = (FOLDER / "README.md").read_text("utf-8")

    assert text.startswith("# lgi\n") and "Maintainers:" in text and "lgi.example.org" in text
