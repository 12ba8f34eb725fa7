import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from lgi import corpus, files, names

LOCAL_NAMES = st.from_regex(r"[A-Za-z0-9_.%/-]{1,12}", fullmatch=True)
PREFIXES = st.sampled_from([*names.VOCABULARIES, *names.KINDS, "stage", "power-degree", "no such", "2x", "-", "x-"])
SPACES = st.sampled_from([*names.VOCABULARIES.values(), names.THINGS, names.SCHEMES, names.BASE, "http://e/"])
OUR_IRIS = st.builds(
    "{}{}{}{}".format,
    SPACES,
    st.sampled_from(["", *names.KINDS, *names.VOCABULARIES, "-", "stage"]),
    st.sampled_from("/#"),
    LOCAL_NAMES,
)


@given(OUR_IRIS)
def test_a_short_name_always_stands_for_the_iri_it_was_made_from(iri: str) -> None:
    short = names.shorten(iri)

    assert short is None or names.expand(":".join(short)) == iri


@given(PREFIXES, LOCAL_NAMES)
def test_what_a_short_name_expands_to_never_shortens_to_another(prefix: str, local: str) -> None:
    iri = names.expand(f"{prefix}:{local}")

    assert iri is None or names.shorten(iri) in {(prefix, local), None}


@pytest.mark.parametrize("iri", [space + "x" for space in names.VOCABULARIES.values()])
def test_every_vocabulary_has_short_names(iri: str) -> None:
    short = names.shorten(iri)

    assert short and names.VOCABULARIES[short[0]] + short[1] == iri


@pytest.mark.parametrize("kind", names.KINDS)
def test_every_kind_of_record_has_a_prefix_of_its_own_name(kind: str) -> None:
    iri = names.thing(kind, "wigan-deal")

    assert names.shorten(iri) == names.kind_and_slug(iri) == (kind, "wigan-deal")


def test_every_concept_we_wrote_has_a_prefix_of_its_scheme_s_name() -> None:
    facts = corpus.load(files.ONTOLOGY / "scheme").quads
    concepts = {q.subject.value for q in facts if isinstance(q.subject, NamedNode) and "#" in q.subject.value}

    assert concepts
    for concept in concepts:
        scheme, local = concept.removeprefix(names.SCHEMES).split("#")
        assert names.shorten(concept) == (scheme, local)


@pytest.mark.parametrize("iri", ["skos#x", "place#x", "-#x"])
def test_a_scheme_without_a_prefix_of_its_own_has_no_short_names(iri: str) -> None:
    assert names.shorten(names.SCHEMES + iri) is None


@pytest.mark.parametrize(
    "iri",
    ["http://e/nothing-of-ours", names.THINGS + "unicorn/x", names.THINGS + "council/a/b", names.ONTOLOGY + "#a.", "x"],
)
def test_an_iri_that_is_not_in_a_known_space_keeps_its_full_form(iri: str) -> None:
    assert names.shorten(iri) is None


@pytest.mark.parametrize(
    "text", ["council", "no such:x", "council:", ":x", "council:a b", "council:a/b", "", "Council:x"]
)
def test_what_is_no_short_name_of_ours_is_not_expanded(text: str) -> None:
    assert names.expand(text) is None


@pytest.mark.parametrize("iri", ["http://e/council/wigan", names.THINGS + "unicorn/x", names.THINGS + "council/"])
def test_what_is_no_record_has_no_kind_and_slug(iri: str) -> None:
    assert names.kind_and_slug(iri) is None


@pytest.mark.parametrize("slug", ["wigan-deal", "a", "2019", "a-1-b"])
def test_a_slug_is_lower_case_words_joined_by_single_hyphens(slug: str) -> None:
    assert names.is_slug(slug)


@pytest.mark.parametrize("text", ["", "Wigan", "a_b", "a--b", "-a", "a-", "a b", "é", "a\n", "a/b"])
def test_anything_else_is_no_slug(text: str) -> None:
    assert not names.is_slug(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [("evidence_lines", "evidence lines"), ("isPartOfEndeavour", "is part of endeavour"), ("GSS", "GSS"), ("uk", "uk")],
)
def test_a_name_can_be_read_as_words(text: str, words: str) -> None:
    assert names.words(text) == words


def test_the_kinds_of_a_case_file_are_kinds() -> None:
    assert set(names.CASE_KINDS) < set(names.KINDS)


def test_no_kind_is_called_like_a_vocabulary_or_a_scheme() -> None:
    schemes = {path.stem for path in (files.ONTOLOGY / "scheme").glob("*.ttl")}

    assert not schemes & {*names.KINDS, *names.VOCABULARIES}
    assert not set(names.KINDS) & set(names.VOCABULARIES)
