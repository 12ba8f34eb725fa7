// The query at hand as code to paste elsewhere. Each is written so that no query can end the text it stands in.

export const LANGUAGES = { python: "Python", r: "R", curl: "curl", notebook: "Notebook" };

const isRows = (query) => !/^(?:\s|#[^\n]*\n|(?:PREFIX|BASE)\s[^\n>]*>)*(ASK|CONSTRUCT|DESCRIBE)\b/i.test(query);
const isAsk = (query) => /^(?:\s|#[^\n]*\n|(?:PREFIX|BASE)\s[^\n>]*>)*ASK\b/i.test(query);

/** The code for a query in a language. */
export function snippet(language, endpoint, query) {
  const text = `${query.trim()}\n`;
  const form = isRows(query) ? "rows" : isAsk(query) ? "ask" : "graph";
  return { python, notebook, r, curl }[language](endpoint, text, form);
}

function python(endpoint, query, form) {
  if (form === "rows") return `${imports("CSV", "import io\n\nimport pandas as pd\n")}\n${asked(endpoint, query, "CSV")}table = pd.read_csv(io.BytesIO(service.query().convert()))\nprint(table)\n`;
  if (form === "ask") return `${imports("JSON", "")}\n${asked(endpoint, query, "JSON")}print(service.query().convert()["boolean"])\n`;
  return `${imports("TURTLE", "")}\n${asked(endpoint, query, "TURTLE")}print(service.query().convert().decode())\n`;
}

/** The cell of a notebook ends with what it shows. */
function notebook(endpoint, query, form) {
  const setup = form === "rows" ? "# In a notebook: install once with  %pip install SPARQLWrapper pandas\n" : "# In a notebook: install once with  %pip install SPARQLWrapper\n";
  return setup + python(endpoint, query, form).replace(/print\((.+)\)\n$/, "$1\n");
}

const imports = (form, first) => `${first}from SPARQLWrapper import ${form}, POST, SPARQLWrapper\n`;

function asked(endpoint, query, form) {
  return `service = SPARQLWrapper(${JSON.stringify(endpoint)})\nservice.setMethod(POST)\nservice.setReturnFormat(${form})\nservice.setQuery(${quoted(query)})\n`;
}

/** A text of several lines in Python: nothing in it is taken for an escape or for its end. */
function quoted(query) {
  return `"""\n${query.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"').replace(/"$/, '\\"')}"""`;
}

function r(endpoint, query, form) {
  const accept = { rows: "text/csv", ask: "application/sparql-results+json", graph: "text/turtle" }[form];
  const last = form === "rows" ? "table <- read.csv(text = resp_body_string(answer))\nprint(table)\n" : "cat(resp_body_string(answer))\n";
  return `library(httr2)\n\nquery <- ${raw(query)}\n\nanswer <- request(${JSON.stringify(endpoint)}) |>\n  req_headers(Accept = "${accept}") |>\n  req_body_form(query = query) |>\n  req_perform()\n${last}`;
}

/** A raw text in R, with as many dashes as it takes for its end to stand nowhere within. */
function raw(query) {
  let dashes = "";
  while (query.includes(`)${dashes}"`)) dashes += "-";
  return `r"${dashes}(\n${query})${dashes}"`;
}

function curl(endpoint, query, form) {
  const accept = { rows: "text/csv", ask: "application/sparql-results+json", graph: "text/turtle" }[form];
  return `curl --silent --show-error '${endpoint}' \\\n  --header 'Accept: ${accept}' \\\n  --data-urlencode query='${query.replaceAll("'", String.raw`'\''`)}'\n`;
}
