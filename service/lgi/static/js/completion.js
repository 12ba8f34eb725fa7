// Completion from this data: what may stand here, the likeliest first, with the prefix line that it needs.

import { KEYWORDS, isKeyword, place, prefixAdded, tokens, triples } from "./reading.js";

const MOST = 60;
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/** Where the text begins that is being typed, which may be several words of a label, and what may stand there. */
export function typed(text, at) {
  const before = tokens(text.slice(0, at));
  let from = at;
  let words = 0;
  for (const token of before.toReversed()) {
    const adjoins = token.to === from || (words > 0 && /^[ ']+$/.test(text.slice(token.to, from)));
    const may = token.kind === "name" || token.kind === "variable" ? words === 0 : token.kind === "word" && token.text !== "a";
    if (!adjoins || !may || (isKeyword(token) && words > 0)) break;
    from = token.from;
    words += 1;
    if (token.kind !== "word") break;
  }
  const inside = before.at(-1);
  if (inside && /comment|string|iri|number|language/.test(inside.kind) && inside.to === at) return null;
  return { from, text: text.slice(from, at), ...place(text, from) };
}

/** The classes that a query gives a subject: those it names, and those that properties lead to. */
export function classesOf(text, subject, vocabulary) {
  const said = triples(text);
  const named = said.filter((each) => each.subject === subject && isType(each.predicate)).map((each) => each.object);
  if (named.length) return [...new Set(named)];
  const led = said.filter((each) => each.object === subject).flatMap((each) => vocabulary.byShort.get(each.predicate)?.range ?? []);
  if (led.length) return [...new Set(led)];
  const has = said.filter((each) => each.subject === subject && each.first);
  return [...new Set(has.flatMap((each) => vocabulary.byShort.get(each.predicate)?.domain ?? []))].slice(0, 1);
}

const isType = (predicate) => predicate === "a" || predicate === "rdf:type" || predicate === `<${TYPE}>`;

/** A source of completions for the editor; `things` finds records by their labels. */
export function source(vocabulary, things) {
  return async (context) => {
    const text = context.state.doc.toString();
    const here = typed(text, context.pos);
    if (!here || (!here.text && !context.explicit && !mayFollow(here, text, vocabulary))) return null;
    const options = await offered(here, text, vocabulary, things);
    return options.length && !context.aborted ? { from: here.from, options, filter: false } : null;
  };
}

/** Whether to offer something before a letter is typed: after `a`, and where the class at hand is known. */
function mayFollow(here, text, vocabulary) {
  if (here.slot === "object") return isType(here.predicate);
  return here.slot === "predicate" && !!here.subject && classesOf(text, here.subject, vocabulary).length > 0;
}

async function offered(here, text, vocabulary, things) {
  if (/^[?$]/.test(here.text)) return variables(text, here.text);
  if (here.slot === "predicate") return [...properties(here, text, vocabulary), ...keywords(here.text)];
  if (here.slot === "object" && isType(here.predicate)) return terms(vocabulary, "classes", here.text);
  if (here.slot === "object" || here.slot === "expression") return [...variables(text, here.text), ...(await values(here, vocabulary, things)), ...keywords(here.text)];
  return [...keywords(here.text), ...variables(text, here.text), ...prefixes(vocabulary, here.text)];
}

/** Properties, those of the class at hand first. */
function properties(here, text, vocabulary) {
  const classes = here.path ? vocabulary.byShort.get(here.path)?.range ?? [] : classesOf(text, here.subject, vocabulary);
  const own = new Set(classes.flatMap((name) => vocabulary.byShort.get(name)?.properties ?? []));
  const names = classes.map((name) => vocabulary.byShort.get(name)?.label ?? name).join(" or ");
  const found = vocabulary.matching("properties", here.text).map(({ term, rank }) => ({ term, rank: rank * 10 + (own.has(term.short) ? 100 : 0) + ofOurs(term) }));
  const first = { name: `Said of ${names}`, rank: 0 };
  const rest = { name: own.size ? "Other properties" : "Properties", rank: 1 };
  return ranked(found).map(({ term, rank }) => option(term, "property", vocabulary, own.has(term.short) ? first : rest, rank));
}

/** Our own properties say more than those that all things have; the class at hand is known. */
const ofOurs = ({ short }) => (short === "rdf:type" ? -9 : short.startsWith("lgi:") ? 5 : 0);

function terms(vocabulary, kind, text) {
  const section = { name: { classes: "Classes", concepts: "Concepts" }[kind], rank: 1 };
  return ranked(vocabulary.matching(kind, text)).map(({ term, rank }) => option(term, kind === "classes" ? "class" : "enum", vocabulary, section, rank));
}

const ranked = (found) =>
  found.sort((one, other) => other.rank - one.rank || (other.term.count ?? 0) - (one.term.count ?? 0)).slice(0, MOST);

async function values(here, vocabulary, things) {
  const range = vocabulary.byShort.get(here.predicate)?.range ?? [];
  const schemes = new Set(vocabulary.concepts.filter((concept) => range.includes(concept.scheme) || range.includes(concept.short)).map((concept) => concept.scheme));
  if (here.text.length < 2 && !schemes.size) return [];
  const concepts = terms(vocabulary, "concepts", here.text).filter(({ term }) => !schemes.size || schemes.has(term.scheme));
  const records = here.text.length < 2 ? [] : await things(here.text);
  const section = { name: "Records", rank: 2 };
  return [...concepts, ...records.map((thing, index) => option({ ...thing, short: vocabulary.short(thing.iri) }, "constant", vocabulary, section, 90 - index))];
}

function variables(text, typed) {
  if (typed && !/^[?$]/.test(typed)) return [];
  const there = tokens(text).filter((token) => token.kind === "variable" && token.text !== typed);
  const names = new Set(there.map((token) => `?${token.text.slice(1)}`));
  return [...names].filter((name) => !typed || name.startsWith(`?${typed.slice(1)}`)).map((label) => ({ label, type: "variable" }));
}

function keywords(typed) {
  const asked = typed.toUpperCase();
  return asked ? KEYWORDS.filter((word) => word.startsWith(asked)).map((label) => ({ label, type: "keyword", section: { name: "Keywords", rank: 3 } })) : [];
}

function prefixes(vocabulary, typed) {
  const asked = typed.toLowerCase();
  if (!asked || asked.includes(":")) return [];
  const found = Object.entries(vocabulary.prefixes).filter(([prefix]) => prefix.startsWith(asked));
  return found.map(([prefix, namespace]) => ({ label: `${prefix}:`, detail: namespace, type: "namespace", section: { name: "Prefixes", rank: 4 } }));
}

function option(term, type, vocabulary, section, rank) {
  return {
    label: term.short,
    detail: term.label,
    type,
    section,
    boost: Math.min(99, rank - 50),
    term,
    info: () => about(term),
    apply: (view, completion, from, to) => apply(view, vocabulary, term.short, from, to),
  };
}

/** Put a term in, and the line of its prefix if it is not there, as one step that can be undone. */
export function apply(view, vocabulary, short, from, to) {
  const prefix = short.startsWith("<") ? "" : short.slice(0, short.indexOf(":"));
  const namespace = vocabulary.prefixes[prefix];
  const line = namespace && prefixAdded(view.state.doc.toString(), prefix, namespace);
  const changes = [{ from, to, insert: short }, ...(line ? [line] : [])];
  const cursor = from + short.length + (line && line.from <= from ? line.insert.length : 0);
  view.dispatch({ changes, selection: { anchor: cursor }, userEvent: "input.complete", scrollIntoView: true });
}

function about(term) {
  const box = document.createElement("div");
  const uses = Number.isFinite(term.count) ? `${term.count.toLocaleString("en-GB")} in this release` : "";
  for (const [name, text] of [["strong", term.label], ["p", term.comment], ["small", uses]]) {
    if (text) box.append(Object.assign(document.createElement(name), { textContent: text }));
  }
  return box;
}
