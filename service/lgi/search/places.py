"""What can be found: things of the graph, and the pages of the site that no thing of the graph has."""

from dataclasses import dataclass

from lgi import names


@dataclass(frozen=True)
class Entry:
    """Something that can be found: its address, its kind, and all that it can be found by."""

    iri: str
    kind: str
    label: str
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    explanation: str = ""


def _page(path: str, label: str, explanation: str, *other: str) -> Entry:
    return Entry(names.BASE + path, "page", label, other, (), explanation)


PAGES = (
    _page("model", "Models", "All models that councils try, in a table.", "list of models"),
    _page("council", "Councils", "All councils.", "list of councils", "local authorities"),
    _page("mechanism", "Mechanisms", "How people respond to what a model offers them.", "list of mechanisms"),
    _page("source", "Sources", "What was read, and what was taken from it.", "bibliography", "references"),
    _page("compare", "Compare models", "Two to four models side by side.", "differences"),
    _page("evidence", "Evidence", "What was studied, when, and how.", "findings", "studies"),
    _page("evidence/map", "Evidence gap map", "What evidence there is, and where nobody has looked.", "gaps"),
    _page("grades", "How evidence is graded", "What the words for evidence mean.", "strength", "certainty", "quality"),
    _page("fit", "Could it work here?", "Hold the conditions of each model against a place and a need.", "fit"),
    _page("power", "Power", "Who gains and who gives up say, over what.", "say", "decisions"),
    _page("roles", "Roles", "What new roles councils take on.", "council role"),
    _page("programme", "Programme", "Stages, ambitions, help wanted and help offered.", "initiatives", "help"),
    _page("query", "Query", "Write a question of your own in SPARQL.", "SPARQL workbench", "endpoint"),
    _page("builder", "Question builder", "Put a question together from parts, without SPARQL."),
    _page("q", "Questions", "All the questions on file, with their answers.", "examples"),
    _page("data", "Data", "Downloads, licences, links, citation.", "dump", "download", "cite", "licence"),
    _page("ontology", "Ontology", "What the terms mean.", "vocabulary", "classes and properties"),
    _page("scheme", "Lists of concepts", "The lists that values are taken from.", "concept schemes", "vocabularies"),
    _page("changes", "What changed", "What each release changed.", "feed", "releases"),
    _page(
        "reconcile/about", "Match your list", "Match names of councils, models or bodies to our records.", "OpenRefine"
    ),
    _page("answer", "Kept answers", "Answers that were kept, to be cited."),
    _page("about", "About", "What this is, who makes it, and how a claim is recorded.", "who we are"),
    _page("accessibility", "Accessibility", "How everybody can use these pages, and where they fall short."),
    _page("report", "Report a mistake", "How to tell us of what is wrong.", "contact", "feedback", "correction"),
)
"""Pages of the site, by their names and by what else people call them."""
