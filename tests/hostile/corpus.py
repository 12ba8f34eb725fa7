"""Queries that were written to do harm, as data: a name, the text, and the statuses that may come back.

`CANARY` stands for an address of this machine at which nothing may ever arrive.
"""

from collections.abc import Iterator
from dataclasses import dataclass

CANARY = "canary.invalid:65535"
GRAPH = "https://w3id.org/lgi/graph/hostile"

OK = frozenset({200})
ANSWERED = frozenset({200, 400})
TOO_MUCH = frozenset({400, 413, 503})
ENDED = OK | TOO_MUCH
REFUSED = frozenset({400, 403})


@dataclass(frozen=True)
class Attack:
    """One query, and what may come back; `never` stands in no answer to it."""

    name: str
    text: str
    statuses: frozenset[int] = ENDED
    never: bytes = b""


def _nested(opening: str, middle: str, closing: str, times: int) -> str:
    return opening * times + middle + closing * times


def _filter(expression: str) -> str:
    return f"SELECT * {{ ?s ?p ?o FILTER({expression}) }} LIMIT 1"


def nesting() -> Iterator[Attack]:
    """What overflows the stack of a parser or an evaluator that recurses; each is longer than the shortest killer."""
    groups = {
        "braces": ("{", "?s ?p ?o", "}", 2_200),
        "very-many-braces": ("{", "?s ?p ?o", "}", 200_000),
        "optionals": ("OPTIONAL { ", "?s ?p ?o", "}", 2_700),
        "minuses": ("MINUS { ", "?s ?p ?o", "}", 2_700),
        "unions": ("{ ?s ?p ?o } UNION { ", "?s ?p ?o", "}", 2_700),
        "graphs": ("GRAPH ?g { ", "?s ?p ?o", "}", 2_700),
        "subqueries": ("{ SELECT * { ", "?s ?p ?o", "} }", 2_000),
        "exists": ("FILTER EXISTS { ", "?s ?p ?o", "}", 854),
        "not-exists": ("FILTER NOT EXISTS { ?s ?p ?o ", "", "}", 854),
        "blank-nodes": ("?s ?p [ ?p ", "?o", " ] .", 3_000),
        "collections": ("?s ?p ( ", "?o", " )", 3_000),
        "triple-terms": ("?s ?p <<( ?a ?b ", "?o", " )>>", 3_000),
        "laterals": ("LATERAL { ", "?s ?p ?o", "}", 2_700),
    }
    for name, (opening, middle, closing, times) in groups.items():
        text = "SELECT * { " + _nested(opening, middle, closing, times) + " }"
        yield Attack(f"nested-{name}", text, frozenset({400}))
    expressions = {
        "str": ("STR(", "?o", ")", 976),
        "if": ("IF(true, ", "?o", ", 1)", 976),
        "coalesce": ("COALESCE(", "?o", ")", 2_000),
        "concat": ("CONCAT(", "?o", ")", 2_000),
        "parentheses": ("(", "?o", ")", 4_700),
        "in": ("?o IN (", "?o", ")", 2_000),
        "exists-in-expressions": ("EXISTS { ?s ?p ?o FILTER(", "true", ") }", 900),
    }
    for name, (opening, middle, closing, times) in expressions.items():
        yield Attack(f"nested-{name}", _filter(_nested(opening, middle, closing, times)), frozenset({400}))
    yield Attack("escaped-braces", "SELECT * " + _nested("\\u007B", "?s ?p ?o", "\\u007D", 2_200), frozenset({400}))
    yield Attack("nested-paths", "SELECT * { ?s " + _nested("(", "!<x:x>", ")*", 14_000) + " ?o }", frozenset({400}))
    yield Attack("nested-inverses", "SELECT * { ?s " + _nested("^(", "<x:x>", ")", 14_000) + " ?o }", frozenset({400}))


def chains() -> Iterator[Attack]:
    """Long rows of operators, over the guard's limit and just below it, and nesting just below it."""
    for times in (9_400, 1_990):
        statuses = frozenset({400}) if times > 2_000 else ENDED
        yield Attack(f"nots-{times}", _filter("!" * times + "?o"), statuses)
        yield Attack(f"sums-{times}", _filter("1 + " * times + "?o"), statuses)
        yield Attack(f"ors-{times // 2}", _filter("?o = 1 || " * (times // 3) + "?o"), ENDED)
        yield Attack(f"alternatives-{times}", "SELECT * { ?s " + "<x:x>|" * times + "<x:y> ?o }", statuses)
        yield Attack(f"sequence-{times}", "SELECT * { ?s " + "!<x:x>/" * (times // 2) + "<x:y> ?o }", ENDED)
    yield Attack("minus-signs", _filter("1 - " * 1_990 + "?o"))
    for name, opening, closing in [("str", "STR(", ")"), ("exists", "EXISTS { ?s ?p ?o FILTER(", ") }")]:
        times = 48 if name == "exists" else 98
        yield Attack(f"nested-{name}-below-the-limit", _filter(_nested(opening, "?o", closing, times)))
    yield Attack("braces-below-the-limit", "SELECT * " + _nested("{", "?s ?p ?o", "}", 99) + " LIMIT 1")
    yield Attack("stars-below-the-limit", "SELECT * { ?s " + _nested("(", "!<x:x>", ")*", 98) + " ?o } LIMIT 1")


def planning() -> Iterator[Attack]:
    """What keeps a planner busy before anything is evaluated."""
    for count in (200, 300, 1_000):
        yield Attack(f"patterns-of-one-{count}", "SELECT * { " + "?s ?p ?o . " * count + " } LIMIT 1")
        star = " ".join(f"?s <x:p{i}> ?o{i} ." for i in range(count))
        yield Attack(f"star-{count}", f"SELECT * {{ {star} }} LIMIT 1")
        apart = " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(count))
        yield Attack(f"patterns-apart-{count}", f"SELECT * {{ {apart} }} LIMIT 1")
    yield Attack("collection-300", "SELECT * { ?s ?p (" + " 1" * 300 + ") }")
    yield Attack("path-of-1000", "SELECT * { ?s " + "/".join(["<x:x>"] * 1_000) + " ?o }")
    yield Attack("optionals-side-by-side", "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 1_000 + " } LIMIT 1")
    yield Attack("unions-side-by-side", "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 2_000) + " } LIMIT 1")
    yield Attack("exists-side-by-side", "SELECT * { ?s ?p ?o " + "FILTER EXISTS { ?s ?p ?x } " * 500 + " } LIMIT 1")
    values = " ".join(f"VALUES ?v{i} {{ 1 2 }}" for i in range(500))
    yield Attack("values-side-by-side", f"SELECT * {{ {values} }} LIMIT 1")
    yield Attack("binds-side-by-side", "SELECT * { " + " ".join(f"BIND(1 AS ?b{i})" for i in range(3_000)) + " }")
    yield Attack("unclosed", "SELECT * {" + " { ?s ?p ?o" * 90, frozenset({400}))


_CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i ."
_TEN = " ".join(map(str, range(10)))
_PRODUCT = " ".join(f"VALUES ?v{i} {{ {_TEN} }}" for i in range(9))
_ALL = "CONCAT(" + ", ".join(f"STR(?v{i})" for i in range(9)) + ")"


def products() -> Iterator[Attack]:
    """What multiplies rows: joins without a common variable, and all that must see every row before it gives one."""
    for name, rows, text in [("cross", _CROSS, "STR(?c)"), ("values", _PRODUCT, _ALL)]:
        queries = {
            "select": f"SELECT * {{ {rows} }}",
            "count": f"SELECT (COUNT(*) AS ?n) {{ {rows} }}",
            "count-distinct": f"SELECT (COUNT(DISTINCT {text}) AS ?n) {{ {rows} }}",
            "distinct": f"SELECT DISTINCT * {{ {rows} }}",
            "distinct-struuid": f"SELECT DISTINCT (STRUUID() AS ?u) {{ {rows} }}",
            "order": f"SELECT * {{ {rows} }} ORDER BY {text} LIMIT 10",
            "order-by-chance": f"SELECT * {{ {rows} }} ORDER BY RAND() LIMIT 1",
            "group": f"SELECT ?k (COUNT(*) AS ?n) {{ {rows} BIND({text} AS ?k) }} GROUP BY ?k",
            "huge-groups": f"SELECT (SAMPLE(?x) AS ?y) {{ {rows} BIND(STRUUID() AS ?x) }} GROUP BY ?x",
            "group-concat": f"SELECT (GROUP_CONCAT({text}) AS ?all) {{ {rows} }}",
            "minimum": f"SELECT (MIN(SHA512({text})) AS ?least) {{ {rows} }}",
            "offset": f"SELECT * {{ {rows} }} OFFSET 100000000000 LIMIT 1",
            "filter": f'SELECT * {{ {rows} FILTER(SHA512({text}) = "0") }}',
            "ask": f'ASK {{ {rows} FILTER(SHA256({text}) = "0") }}',
            "describe": f"DESCRIBE * {{ {rows} }}",
            "construct": f"CONSTRUCT {{ [] <x:x> ?x }} {{ {rows} BIND({text} AS ?x) }}",
            "minus": f"SELECT * {{ {{ {rows} }} MINUS {{ {rows} }} }}",
            "not-exists": f"SELECT * {{ {rows} FILTER NOT EXISTS {{ {rows} }} }}",
            "optional": f"SELECT * {{ ?s ?p ?o OPTIONAL {{ {rows} }} }}",
            "inequality": f"SELECT * {{ {rows} FILTER({text} != {text}) }}",
        }
        for what, query in queries.items():
            yield Attack(f"{name}-{what}", query)
    yield Attack("cross-as-csv-large", "SELECT * { ?a ?b ?c . ?d ?e ?f }")
    yield Attack("rows-without-columns", f"SELECT (1 AS ?x) {{ {_CROSS} }}")


def paths() -> Iterator[Attack]:
    """Paths of any length over everything, and over our own hierarchy."""
    everything = "(!<x:x>|<x:x>)"
    broader = "<http://www.w3.org/2004/02/skos/core#broader>"
    texts = {
        "everything-star": f"?s {everything}* ?o",
        "everything-plus-both-ways": f"?s ({everything}|^{everything})+ ?o",
        "stars-of-stars": f"?s (({everything}*)*)* ?o",
        "six-stars": f"?s {everything}*/{everything}*/{everything}*/{everything}*/{everything}*/{everything}* ?o",
        "six-steps": f"?s {everything}/{everything}/{everything}/{everything}/{everything}/{everything} ?o",
        "broader-star": f"?s {broader}*/{broader}*/{broader}* ?o",
        "broader-both-ways": f"?s ({broader}|^{broader})* ?o . ?o ({broader}|^{broader})* ?x",
        "options": "?s " + "/".join([f"{everything}?"] * 20) + " ?o",
        "clique": " ".join(f"?v{i} {everything}* ?v{j} ." for i in range(5) for j in range(i)),
        "linked-both-ways": "?s (<x:next>|^<x:next>)* ?o . ?o (<x:next>|^<x:next>)* ?z",
    }
    for name, text in texts.items():
        yield Attack(f"path-{name}", f"SELECT (COUNT(*) AS ?n) {{ {text} }}")


def memory() -> Iterator[Attack]:
    """Short texts that ask for gigabytes."""

    def doubling(times: int, step: str) -> str:
        steps = " ".join(f"BIND({step.replace('X', f'?x{i}')} AS ?x{i + 1})" for i in range(times))
        return f'SELECT (STRLEN(?x{times}) AS ?n) {{ BIND("aaaaaaaaaa" AS ?x0) {steps} }}'

    for times in (20, 27, 40, 400):
        yield Attack(f"doubling-concat-{times}", doubling(times, "CONCAT(X, X)"))
    yield Attack("doubling-encode", doubling(60, 'ENCODE_FOR_URI(CONCAT(X, "%"))'))
    yield Attack("replaces", doubling(12, 'REPLACE(X, ".", "$0$0$0$0$0$0$0$0$0$0")'))
    yield Attack("replaces-of-nothing", doubling(12, 'REPLACE(X, "", "aaaaaaaaaaaaaaaaaaaa")'))
    yield Attack(
        "large-rows", doubling(20, "CONCAT(X, X)").replace("(STRLEN(?x20) AS ?n)", "*").replace("}", "?a ?b ?c }")
    )
    yield Attack("large-iri", doubling(24, "CONCAT(X, X)").replace("STRLEN(?x24)", "STRLEN(STR(IRI(?x24)))"))
    yield Attack("shouting", doubling(30, 'UCASE(CONCAT(X, "ß", X))'))
    yield Attack("hash-of-much", doubling(26, "CONCAT(X, X)").replace("STRLEN", "SHA512"))
    concat = '(GROUP_CONCAT(CONCAT(STR(?s), STR(?p), STR(?o)); SEPARATOR="----------") AS ?x)'
    yield Attack("group-concat-of-all", f"SELECT {concat} {{ ?s ?p ?o . ?t ?q ?u }}")


def expressions() -> Iterator[Attack]:
    """Patterns that are dear to compile or to match, and numbers and dates beyond all bounds."""
    letters = "a" * 45 + "!"
    patterns = {
        "nested-quantifiers": "^(a+)+$",
        "alternatives": "^(a|a)*$",
        "overlap": "^(a+a+)+b$",
        "counted": "(a{1000}){1000}",
        "counted-thrice": "((a{0,100}){0,100}){0,100}",
        "unicode": "\\\\p{L}{1000}",
        "many-groups": "(a)" * 5_000,
        "many-words": "|".join(f"a{i}" for i in range(20_000)),
        "deep": "(" * 300 + "a" + ")" * 300,
        "very-deep": "(?:" * 50_000 + "a" + ")" * 50_000,
        "long-class": "[" + "".join(chr(0x4E00 + 2 * i) for i in range(10_000)) + "]*",
    }
    for name, pattern in patterns.items():
        yield Attack(f"regex-{name}", f'SELECT * {{ ?s ?p ?o FILTER REGEX("{letters}", "{pattern}", "i") }} LIMIT 10')
    yield Attack("regex-from-data", "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER REGEX(STR(?c), STR(?f)) }")
    grown = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(22))
    yield Attack("regex-grown", f'SELECT * {{ BIND("(a*)*" AS ?x0) {grown} ?s ?p ?o FILTER REGEX(STR(?o), ?x22) }}')
    yield Attack("integer", _filter("?o = " + "9" * 300_000))
    yield Attack("decimal", _filter("?o = 0." + "9" * 300_000))
    yield Attack("double", _filter("?o < 1e999999999"))
    yield Attack("overflow", "SELECT (9223372036854775807 + 1 AS ?x) (-9223372036854775808 / -1 AS ?y) {}", ANSWERED)
    yield Attack("by-zero", "SELECT (1 / 0 AS ?x) (1.0 / 0.0 AS ?y) (SUBSTR('a', -1e308, 1e308) AS ?z) {}", ANSWERED)
    xsd = "http://www.w3.org/2001/XMLSchema#"
    yield Attack("year", f'SELECT (YEAR("99999999999999999999-01-01T00:00:00Z"^^<{xsd}dateTime>) AS ?y) {{}}', ANSWERED)
    durations = " + ".join([f'"P9999999999999Y"^^<{xsd}duration>'] * 50)
    yield Attack("durations", f"SELECT ({durations} AS ?y) {{}}", ANSWERED)


def sizes() -> Iterator[Attack]:
    """Texts of a megabyte, and more."""
    million = 1_000_000
    yield Attack("literal", f'SELECT ("{"x" * million}" AS ?x) {{}}')
    yield Attack("literal-times-rows", f'SELECT ("{"x" * million}" AS ?x) {{ ?s ?p ?o }}')
    yield Attack("iri", f"ASK {{ <x:{'x' * million}> ?p ?o }}")
    yield Attack("comment", f"ASK {{ }} #{'x' * million}")
    yield Attack("blanks", f"ASK {{ {' ' * million} }}")
    yield Attack("variable", f"SELECT ?{'x' * million} {{ ?s ?p ?o }} LIMIT 1")
    yield Attack("columns", f"SELECT {' '.join(f'?v{i}' for i in range(120_000))} {{ ?s ?p ?o }}")
    yield Attack("prefixes", " ".join(f"PREFIX p{i}: <x:x>" for i in range(45_000)) + " ASK {}")
    yield Attack("values", "SELECT * { VALUES ?v { " + "1 " * 490_000 + "} }")
    yield Attack(
        "values-joined", "SELECT * { VALUES ?v { " + "1 " * 240_000 + "} VALUES ?v { " + "1 " * 240_000 + "} }"
    )
    yield Attack("in-list", _filter("?o IN (" + ",".join(["1"] * 490_000) + ")"))
    yield Attack("escapes", "ASK { } #" + "\\u0041" * 160_000)
    yield Attack("quotes", "ASK { " + chr(34) * million + " }", TOO_MUCH)
    yield Attack("hashes", "#\n" * 500_000 + "ASK {}")
    yield Attack("backslashes", f'SELECT ("{chr(92) * million}" AS ?x) {{}}')
    yield Attack("too-long", f"ASK {{ }} #{'x' * 1_100_000}", frozenset({400, 413}))
    yield Attack("empty", "", frozenset({400}))
    yield Attack("zeros", "ASK {}\0" * 10, frozenset({400}))
    yield Attack("bad-escape", "ASK { ?s ?p '\\uD800' }", frozenset({400}))
    yield Attack("bad-language", "SELECT (STRLANG('a', '" + "x" * 10_000 + "') AS ?x) {}", ANSWERED)
    yield Attack("right-to-left", "SELECT ?\u202e {}", frozenset({200, 400}))


def elsewhere() -> Iterator[Attack]:
    """Every spelling of a wish to ask another endpoint, and every way to name a host of our own."""
    here = f"<http://{CANARY}/sparql>"
    call = f"SERVICE {here} {{ ?s ?p ?o }}"
    port = CANARY.partition(":")[2]
    spellings = {
        "plain": call,
        "silent": f"SERVICE SILENT {here} {{ ?s ?p ?o }}",
        "small": call.lower(),
        "mixed": f"SeRvIcE {here} {{ ?s ?p ?o }}",
        "escaped": f"\\u0053ERVICE {here} {{ ?s ?p ?o }}",
        "escaped-long": f"\\U00000053ERVICE {here} {{ ?s ?p ?o }}",
        "escaped-inside": f"SER\\u0056ICE {here} {{ ?s ?p ?o }}",
        "escaped-whole": "".join(f"\\u{ord(c):04X}" for c in "SERVICE") + f" {here} {{ ?s ?p ?o }}",
        "comment": f"SERVICE#<x:x>\n{here}#\n{{ ?s ?p ?o }}",
        "comment-return": f"SERVICE#<x:x>\r{here} {{ ?s ?p ?o }}",
        "glued": f"SERVICE{here}{{?s ?p ?o}}",
        "glued-silent": f"SERVICESILENT{here}{{?s ?p ?o}}",
        "after-number": f"BIND(1 AS ?x) FILTER(1=1)SERVICE{here}{{?s ?p ?o}}",
        "glued-to-number": f"?s ?p 1SERVICE{here}{{?s ?p ?o}}",
        "glued-to-a-number-silent": f"?s ?p 1SERVICESILENT{here}{{?s ?p ?o}}",
        "glued-to-boolean": f"?s ?p trueSERVICE{here}{{?s ?p ?o}}",
        "glued-to-variable": f"?s ?p ?o.SERVICE{here}{{?s ?p ?o}}",
        "glued-to-string": f"?s ?p 'x'SERVICE{here}{{?s ?p ?o}}",
        "glued-to-language": f"?s ?p 'x'@en.SERVICE{here}{{?s ?p ?o}}",
        "after-hash-in-iri": f"?s <x:x#> ?o . SERVICE {here} {{ ?s ?p ?o }}",
        "after-quote-in-iri": f"?s <x:'> ?o . SERVICE {here} {{ ?s ?p ?o }} ?s <x:'> ?o",
        "after-escaped-quote": f"?s ?p '\\'' . SERVICE {here} {{ ?s ?p ?o }} ?s ?p '\\''",
        "between-less-than": f"FILTER(1 <2) SERVICE {here} {{ ?s ?p ?o }} FILTER(3> 2)",
        "between-long-quotes": f"?s ?p '''''' . SERVICE {here} {{ ?s ?p ?o }} ?s ?p ''''''",
        "variable": f"BIND({here} AS ?there) SERVICE ?there {{ ?s ?p ?o }}",
        "variable-of-values": f"VALUES ?there {{ {here} }} SERVICE ?there {{ ?s ?p ?o }}",
        "variable-silent": f"VALUES ?there {{ {here} }} SERVICE SILENT ?there {{ ?s ?p ?o }}",
        "variable-of-iri": f"BIND(IRI('http://{CANARY}/x') AS ?there) SERVICE ?there {{ ?s ?p ?o }}",
        "optional": f"OPTIONAL {{ {call} }}",
        "minus": f"?s ?p ?o MINUS {{ {call} }}",
        "union": f"{{ ?s ?p ?o }} UNION {{ {call} }}",
        "graph": f"GRAPH ?g {{ {call} }}",
        "subquery": f"{{ SELECT * {{ {call} }} }}",
        "exists": f"?s ?p ?o FILTER EXISTS {{ {call} }}",
        "bind-exists": f"BIND(EXISTS {{ {call} }} AS ?x)",
        "lateral": f"?s ?p ?o LATERAL {{ {call} }}",
        "empty": f"SERVICE {here} {{}}",
        "nested": f"SERVICE {here} {{ SERVICE {here} {{ ?s ?p ?o }} }}",
        "escaped-host": f"SERVICE <http://\\u0031{port}/> {{ ?s ?p ?o }} {call}",
        "form-feed": f"SERVICE\f{here} {{ ?s ?p ?o }}",
        "no-break-space": f"SERVICE\u00a0{here} {{ ?s ?p ?o }}",
        "long-s": f"\u017fERVICE {here} {{ ?s ?p ?o }}",
        "byte-order-mark": f"\ufeff{call}",
    }
    for name, text in spellings.items():
        yield Attack(f"service-{name}", f"SELECT * {{ {text} }}", REFUSED)
    for form in ("ASK", "DESCRIBE *", "CONSTRUCT { ?s ?p ?o } WHERE", "SELECT (COUNT(*) AS ?n)"):
        yield Attack(f"service-in-{form.split()[0].lower()}", f"{form} {{ {call} }}", REFUSED)
    yield Attack("service-prefixed", f"PREFIX h: <http://{CANARY}/> SELECT * {{ SERVICE h:x {{ ?s ?p ?o }} }}", REFUSED)
    yield Attack("service-based", f"BASE <http://{CANARY}/> SELECT * {{ SERVICE <x> {{ ?s ?p ?o }} }}", REFUSED)
    yield Attack("service-as-prefix", f"PREFIX SERVICE: {here} SELECT * {{ SERVICE {here} {{ ?s ?p ?o }} }}", REFUSED)
    hosts = """
        localhost 2130706433 0x7f000001 0177.0.0.1 127.1 0 0.0.0.0 [::1] [::ffff:127.0.0.1] [::] LOCALHOST 127.0.0.1.
        a@127.0.0.1 127.0.0.1%2e 169.254.169.254 [fd00:ec2::254] metadata.google.internal 100.100.100.200
    """
    for host in hosts.split():
        for silent in ("", "SILENT "):
            name = f"service-{silent.strip().lower()}-to-{host}".replace("--", "-")
            where = f"http://{host}:{port if '254' not in host else 80}/latest/meta-data/"
            yield Attack(name, f"SELECT * {{ SERVICE {silent}<{where}> {{ ?s ?p ?o }} }}", REFUSED)
    for scheme in ("file:///etc/passwd", "https://" + CANARY, "ftp://" + CANARY, "gopher://" + CANARY, "unix:/tmp/x"):
        name = scheme.partition(":")[0]
        yield Attack(f"service-{name}", f"SELECT * {{ SERVICE <{scheme}> {{ ?s ?p ?o }} }}", REFUSED, b"root:")
    yield Attack("the-word-in-a-string", "SELECT ('SERVICE <http://x/>' AS ?x) {} # SERVICE", OK)


def files_and_graphs() -> Iterator[Attack]:
    """Graphs that are named after files and addresses: they are names, and nothing is fetched."""
    for name, iri in [
        ("file", "file:///etc/passwd"),
        ("http", f"http://{CANARY}/x"),
        ("metadata", "http://169.254.169.254/"),
    ]:
        yield Attack(f"from-{name}", f"SELECT * FROM <{iri}> {{ ?s ?p ?o }}", OK, b"root:")
        yield Attack(f"from-named-{name}", f"SELECT * FROM NAMED <{iri}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", OK, b"root:")
        yield Attack(f"graph-{name}", f"SELECT * {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}", OK, b"root:")


def updates() -> Iterator[Attack]:
    """All that would change something, sent as if it were a query."""
    here = f"<http://{CANARY}/x>"
    texts = {
        "load": f"LOAD {here}",
        "load-silent": f"LOAD SILENT {here} INTO GRAPH <x:x>",
        "load-file": "LOAD <file:///etc/passwd>",
        "load-escaped": f"\\u004COAD {here}",
        "load-after-prefix": f"PREFIX x: <x:x> LOAD {here}",
        "insert-data": "INSERT DATA { <x:x> <x:x> <x:x> }",
        "insert-where": "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "delete-where": "DELETE WHERE { ?s ?p ?o }",
        "with": "WITH <x:x> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "clear": "CLEAR ALL",
        "drop": "DROP ALL",
        "create": "CREATE GRAPH <x:x>",
        "copy": "COPY DEFAULT TO <x:x>",
        "move": "MOVE DEFAULT TO <x:x>",
        "add": "ADD DEFAULT TO <x:x>",
        "after-a-query": f"ASK {{}} ; LOAD {here}",
        "in-a-comment": f"#\nLOAD {here}",
    }
    for name, text in texts.items():
        yield Attack(f"update-{name}", text, REFUSED, b"root:")


def queries() -> list[Attack]:
    """All of them."""
    kinds = (
        nesting,
        chains,
        planning,
        products,
        paths,
        memory,
        expressions,
        sizes,
        elsewhere,
        files_and_graphs,
        updates,
    )
    return [attack for kind in kinds for attack in kind()]
