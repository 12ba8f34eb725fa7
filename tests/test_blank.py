from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from lgi import blank, corpus

GRAPHS = "<http://e/g> { <http://e/s> <http://e/list> ( 1 2 ) } <http://e/h> { <http://e/s> <http://e/list> ( 3 ) }"


def read(text: str) -> list[Quad]:
    return list(parse(text, format=RdfFormat.TRIG, rename_blank_nodes=True))


def lines(quads: list[Quad]) -> set[str]:
    return {str(quad) for quad in quads}


def test_the_same_facts_get_the_same_labels() -> None:
    assert lines(blank.named(read(GRAPHS))) == lines(blank.named(read(GRAPHS)))


def test_facts_mean_what_they_meant() -> None:
    assert corpus.canonical(blank.named(read(GRAPHS))) == corpus.canonical(read(GRAPHS))


def test_labels_stay_when_they_are_given_again() -> None:
    once = blank.named(read(GRAPHS))

    assert lines(blank.named(once)) == lines(once)


def test_a_change_in_one_list_leaves_the_others_as_they_were() -> None:
    before, after = (lines(blank.named(read(text))) for text in (GRAPHS, GRAPHS.replace("3", "4")))

    assert {line for line in before ^ after if "http://e/g" in line} == set()


def test_facts_without_blank_nodes_come_first_as_they_are() -> None:
    plain = read("<http://e/s> <http://e/p> 1, 2 .")

    assert blank.named([*read("[] <http://e/p> 1 ."), *plain])[:2] == plain


def test_two_blank_nodes_of_which_the_same_is_said_stay_two() -> None:
    made = blank.named(read("<http://e/s> <http://e/p> [ <http://e/q> 1 ], [ <http://e/q> 1 ] ."))

    assert len(lines(made)) == 4


def test_blank_nodes_in_many_places_are_labelled_alike() -> None:
    one, two = BlankNode("one"), BlankNode("two")
    about = NamedNode("http://e/about")
    said = Triple(one, about, two)
    made = blank.named([Quad(one, about, said, one), Quad(two, about, about, about)])

    (fact,) = (quad for quad in made if isinstance(quad.graph_name, BlankNode))
    assert fact.graph_name == fact.subject != BlankNode("one")
    assert isinstance(fact.object, Triple) and fact.object.subject == fact.subject
    assert {fact.subject, fact.object.object} == {quad.subject for quad in made}
