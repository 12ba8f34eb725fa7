// The workbench: the parts of the page, brought together. Without this module the page is a form that works.

import { ask, isNone, labels, why } from "./ask.js";
import { placed } from "./checking.js";
import { copy, find, make, tabs } from "./dom.js";
import { Editor } from "./editor.js";
import { bringUp, fields, searching, slotted, text as textOf } from "./examples.js";
import { list, reasons, sentence } from "./problems.js";
import { Results } from "./results.js";
import { packed, state } from "./share.js";
import { LANGUAGES, snippet } from "./snippets.js";
import { finder } from "./things.js";
import { tidied } from "./tidying.js";
import { Vocabulary } from "./vocabulary.js";

const form = find("ask");
// A page of a pinned release asks that release.
const endpoint = new URL(form.action).pathname;
const base = endpoint.replace(/\/sparql$/, "");
const asks = JSON.parse(find("asks").textContent);
const here = { question: null, values: {}, text: null, view: "table", wish: null, language: "python" };
let vocabulary = new Vocabulary();
let things = async () => [];
let running = null;

const editor = new Editor(find("query"), { base, onrun: run, onproblems: tell, onchange: changed });
const results = new Results({ base, endpoint, onview: (view) => ((here.view = view), remember()) });
results.vocabulary = vocabulary;
const languages = tabs(find("languages"), find("code"), LANGUAGES, (language) => ((here.language = language), code()));

function tell(problems) {
  const box = find("problems");
  box.hidden = false;
  box.classList.toggle("clear", !problems.length);
  box.replaceChildren(problems.length ? list(editor.text, problems, editor) : make("p", {}, "Nothing to mend. ", make("span", { class: "soft", id: "keys" }, "Ctrl and space bar offers terms. Tab leaves the editor.")));
}

function changed() {
  clearTimeout(changed.waiting);
  changed.waiting = setTimeout(code, 300);
}

async function run(event) {
  event?.preventDefault?.();
  running?.abort();
  const control = (running = new AbortController());
  const query = editor.text;
  say("Asking …");
  const answer = await ask(endpoint, query, control.signal).catch(() => null);
  if (!answer || running !== control) return;
  running = null;
  if (answer.kind === "problem") return refused(answer.problem, query);
  say("");
  const { wish } = here;
  here.wish = null;
  await results.take(answer, wish);
  remember();
  if (isNone(answer)) results.empty(reasons(await why(base, query), query, editor, run));
}

/** What a query was refused for, in words; where it has a place, it is told there. */
function refused({ title, detail, advice, ...place }, query) {
  results.hide();
  if (!place.line) return say(`${title}. ${[detail, advice].filter(Boolean).map(sentence).join(" ")}`, true);
  say(`${title}: mend what is marked in line ${place.line}, and run it again.`, true);
  editor.refused(placed(query, { ...place, message: sentence(detail.replace(/^line \d+, column \d+: /, "")) }));
}

function say(text, isWrong = false) {
  const said = find("said");
  said.textContent = text;
  said.classList.toggle("wrong", isWrong);
}

function code() {
  const text = snippet(here.language, new URL(endpoint, location).href, editor.text);
  const button = make("button", { type: "button", class: "quiet", onclick: async () => (button.textContent = (await copy(text)) ? "Copied" : "Select the text to copy it") }, "Copy");
  find("elsewhere").hidden = false;
  find("code").replaceChildren(make("pre", { tabindex: "0", "aria-label": `The query in ${LANGUAGES[here.language]}` }, text), button);
}

/** The address that brings back what is seen: of a question by its name, of any other query with its text. */
async function address() {
  const view = here.view === "table" ? "" : here.view;
  if (here.question && editor.text === here.text) {
    return `${base}/query?${new URLSearchParams({ question: here.question, ...here.values })}${view && `#view=${view}`}`;
  }
  return `${base}/query#q=${await packed(editor.text)}${view && `&view=${view}`}`;
}

async function remember() {
  history.replaceState(null, "", await address());
}

async function share() {
  const link = new URL(await address(), location).href;
  await remember();
  const field = make("input", { readonly: true, value: link, "aria-label": "Link to this query", onfocus: (event) => event.target.select() });
  const isCopied = await copy(link);
  find("said").classList.remove("wrong");
  find("said").replaceChildren(isCopied ? "The link is copied. It holds the query itself, so it works for as long as this site does. " : "Copy this link: ", field);
}

/** Put a question in the editor, with fields for what it asks for, and ask it. */
async function load(name, values = {}, isFresh = true) {
  const found = await textOf(base, name, values);
  if (found.wrong) return say(found.wrong, true);
  Object.assign(here, { question: name, values, text: found.text });
  if (isFresh) results.wanted = null;
  for (const link of document.querySelectorAll("#examples a[data-name]")) {
    if (link.dataset.name === name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  bringUp(document.querySelector("#examples details[open] a[aria-current]"));
  editor.text = found.text;
  offer();
  await run();
}

function offer() {
  const title = "This question asks for";
  fields(find("arguments"), { name: here.question, title, asks: asks[here.question], given: here.values, vocabulary, things, called, onvalues: replaced });
}

/** What a thing is called in the data. */
async function called(iri) {
  return vocabulary.byIri.get(iri)?.label ?? (await labels(endpoint, [iri])).get(iri);
}

async function replaced(name, values) {
  const fresh = await textOf(base, name, values);
  if (fresh.wrong) return fresh.wrong;
  const { changes, complete } = slotted(editor.text, fresh.text);
  if (!complete) return "The query no longer has a place for this value: load the question again.";
  Object.assign(here, { values, text: fresh.text });
  if (changes.length) editor.change(changes);
  await run();
  return null;
}

async function begin() {
  const [shared, address] = [await state(location.hash), new URLSearchParams(location.search)];
  here.wish = shared.view;
  if (shared.query !== null) editor.text = shared.query;
  else if (shared.damaged) say("This link is damaged: the query in it cannot be read. Ask for the link again.", true);
  else if (address.has("question")) return load(address.get("question"), Object.fromEntries([...address].filter(([name, value]) => name !== "question" && value)), false);
  if (shared.query !== null) await run();
}

form.addEventListener("submit", run);
find("examples").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-name]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  load(link.dataset.name);
});
find("tidy").addEventListener("click", () => (editor.text = tidied(editor.text, vocabulary)));
find("share").addEventListener("click", share);
addEventListener("hashchange", begin);

for (const id of ["tidy", "share"]) find(id).hidden = false;
form.querySelector("kbd").hidden = false;
find("plain").hidden = true;
find("examples").open = !matchMedia("(max-width: 60rem)").matches;
searching(find("examples"));
languages.choose("python");
document.documentElement.classList.add("lively");

const learnt = Vocabulary.fetched(base).then((fetched) => {
  vocabulary = fetched;
  things = finder(base, vocabulary);
  results.vocabulary = vocabulary;
  editor.learn(vocabulary, things);
  if (here.question) offer();
});
await learnt;
await begin();
