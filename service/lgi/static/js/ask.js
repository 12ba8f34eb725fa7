// Asking: a query goes out, and comes back as rows, as a yes or no, as links of a network, or as what was wrong with it.

const JSON_RESULTS = "application/sparql-results+json";
const TRIPLES = "application/n-triples";

/** Send a query. The answer has a `kind`: "table", "boolean", "graph" or "problem". */
export async function ask(endpoint, query, signal) {
  const began = performance.now();
  const headers = { accept: `${JSON_RESULTS}, ${TRIPLES};q=0.9` };
  let response, body;
  try {
    response = await fetch(endpoint, { method: "POST", body: new URLSearchParams({ query }), headers, signal });
    body = await response.text();
  } catch (fault) {
    if (signal?.aborted) throw fault;
    return { kind: "problem", problem: { title: "The service cannot be reached", detail: "Look whether you are connected, and run it again.", status: 0 } };
  }
  const told = { query, milliseconds: Math.round(performance.now() - began), release: response.headers.get("lgi-release") };
  if (!response.ok) return { ...told, kind: "problem", problem: problem(response, body) };
  return { ...told, ...read(response.headers.get("content-type") ?? "", body) };
}

function problem(response, body) {
  try {
    return JSON.parse(body);
  } catch {
    return { title: `The service answered ${response.status}`, detail: response.statusText, status: response.status };
  }
}

function read(type, body) {
  if (type.startsWith(TRIPLES)) return { kind: "graph", triples: triples(body), body };
  const document = JSON.parse(body);
  if ("boolean" in document) return { kind: "boolean", value: document.boolean };
  return { kind: "table", ...folded(document.head.vars ?? [], document.results.bindings) };
}

/** A column `x_label` is the label of the column `x`: the two are shown as one. */
export function folded(columns, rows) {
  const labels = columns.filter((name) => name.endsWith("_label") && columns.includes(name.slice(0, -"_label".length)));
  for (const row of rows) {
    for (const name of labels) {
      const of = name.slice(0, -"_label".length);
      if (row[name] && row[of]) row[of].label = row[name].value;
      else if (row[name]) row[of] = row[name];
      delete row[name];
    }
  }
  return { columns: columns.filter((name) => !labels.includes(name)), rows };
}

const LINE = /^(<[^>]*>|_:\S+) <([^>]*)> (<([^>]*)>|_:\S+|"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@([\w-]+))?) \.$/;

function triples(body) {
  return body.split("\n").flatMap((line) => {
    const found = line.match(LINE);
    if (!found) return [];
    const [, subject, predicate, object, iri, text, datatype, language] = found;
    return [{ subject: node(subject), predicate, object: text === undefined ? node(object, iri) : { type: "literal", value: unescaped(text), datatype, "xml:lang": language } }];
  });
}

const node = (text) => (text.startsWith("<") ? { type: "uri", value: text.slice(1, -1) } : { type: "bnode", value: text });

function unescaped(text) {
  const plain = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };
  return text.replace(/\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)/g, (_, four, eight, one) =>
    four || eight ? String.fromCodePoint(parseInt(four ?? eight, 16)) : plain[one] ?? one);
}

/** The answer in another form, as text. */
export async function form(endpoint, query, name) {
  const response = await fetch(endpoint, { method: "POST", body: new URLSearchParams({ query, format: name }) });
  return response.ok ? response.text() : problem(response, await response.text()).detail;
}

const LABELS = "<http://www.w3.org/2004/02/skos/core#prefLabel>|<https://w3id.org/lgi/ontology#gloss>|<http://purl.org/dc/terms/title>|<http://www.w3.org/2000/01/rdf-schema#label>";

/** The labels of things, as the graph has them; what has none is left out. */
export async function labels(endpoint, iris) {
  const asked = [...new Set(iris)].filter((iri) => /^https?:[^<>"{}|^`\\\s]*$/.test(iri));
  if (!asked.length) return new Map();
  const query = `SELECT ?thing (MIN(STR(?name)) AS ?label) WHERE { VALUES ?thing { ${asked.map((iri) => `<${iri}>`).join(" ")} } ?thing ${LABELS} ?name . FILTER(LANG(?name) IN ("en", "en-gb", "")) } GROUP BY ?thing`;
  const answer = await ask(endpoint, query).catch(() => ({ rows: [] }));
  return new Map((answer.rows ?? []).filter((row) => row.label?.value).map((row) => [row.thing.value, row.label.value]));
}

/** Whether an answer says nothing: no row, no statement, a no, or counts that are all nought. */
export function isNone({ rows, triples, value }) {
  const noughts = rows?.every((row) => Object.values(row).every((term) => term.value === "0" || term.value === ""));
  return noughts || triples?.length === 0 || value === false;
}

/** Why a query gives nothing, as the service tells it; nothing if it cannot be told. */
export async function why(base, query) {
  try {
    const response = await fetch(`${base}/sparql/why`, { method: "POST", body: new URLSearchParams({ query }), headers: { accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
