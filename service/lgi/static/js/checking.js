// Checking as you type: what can be told at once from the text and the vocabulary, then what the engine says of it.
//
// A problem has `from` and `to` in the text, a message, a severity, and fixes: changes of the text with a label.

import { isKeyword, prefixAdded, prefixLines, tokens } from "./reading.js";

const PAIRS = { "{": "}", "(": ")", "[": "]" };

/** What can be told at once. `tree` is how the grammar of the editor read the text. */
export function atOnce(text, tree, vocabulary) {
  const all = tokens(text);
  const found = [...prefixProblems(text, all, vocabulary), ...unknown(text, all, vocabulary), ...labels(text, all, tree, vocabulary)];
  const told = found.length ? [] : brackets(text, all);
  return [...found, ...told, ...(found.length || told.length ? [] : misread(text, tree))];
}

/** What the engine says, asked a while after typing stopped; nothing if it cannot be asked. */
export async function byEngine(base, text, signal) {
  try {
    const body = new URLSearchParams({ query: text });
    const response = await fetch(`${base}/sparql/check`, { method: "POST", body, signal, headers: { accept: "application/json" } });
    if (!response.ok) return null;
    const { problems } = await response.json();
    return problems.map((problem) => placed(text, problem));
  } catch {
    return null;
  }
}

/** A problem as the server tells it, whose places count characters and not halves of them. */
export function placed(text, problem) {
  const at = counter(text);
  const start = problem.offset ?? offset(text, problem.line, problem.column);
  const from = Math.min(at(start), text.length);
  const to = Math.max(from, at(start + Math.max(1, problem.length ?? problem.token?.length ?? 1)));
  const fixes = (problem.fixes ?? []).map((fix) => ({ label: fix.label, changes: [{ from: at(fix.from), to: at(fix.to), insert: fix.text }] }));
  return { from, to: Math.min(to, text.length), severity: problem.severity ?? "error", message: problem.message, fixes };
}

function counter(text) {
  if (!/[\ud800-\udbff]/.test(text)) return (number) => number;
  const starts = [];
  let at = 0;
  for (const character of text) {
    starts.push(at);
    at += character.length;
  }
  return (number) => starts[number] ?? text.length;
}

function offset(text, line = 1, column = 1) {
  const lines = text.split("\n").slice(0, line - 1);
  return [...lines.join("\n")].length + (lines.length ? 1 : 0) + column - 1;
}

function prefixProblems(text, all, vocabulary) {
  const declared = new Set(prefixLines(text).map((line) => line.prefix));
  const seen = new Set();
  return names(all).flatMap((token) => {
    const prefix = token.text.slice(0, token.text.indexOf(":"));
    if (declared.has(prefix) || prefix === "_" || seen.has(prefix)) return [];
    seen.add(prefix);
    const namespace = vocabulary.prefixes[prefix];
    const line = namespace && prefixAdded(text, prefix, namespace);
    const fixes = line ? [{ label: `Add the line PREFIX ${prefix}:`, changes: [line] }] : nearPrefixes(token, prefix, text, vocabulary);
    return [{ ...span(token), severity: "error", kind: "prefix", message: `The prefix ${prefix}: is not declared.`, fixes }];
  });
}

function nearPrefixes(token, prefix, text, vocabulary) {
  const near = Object.keys(vocabulary.prefixes).filter((each) => each.startsWith(prefix.slice(0, 2)) && Math.abs(each.length - prefix.length) < 3);
  return near.slice(0, 2).map((each) => {
    const line = prefixAdded(text, each, vocabulary.prefixes[each]);
    const change = { from: token.from, to: token.from + prefix.length, insert: each };
    return { label: `Write ${each}: instead`, changes: [change, ...(line ? [line] : [])] };
  });
}

/** Names that are used, and not those that are being declared. */
function names(all) {
  return all.filter((token, index) => token.kind === "name" && all[index - 1]?.text.toUpperCase() !== "PREFIX");
}

function unknown(text, all, vocabulary) {
  const meant = new Map(prefixLines(text).map((line) => [line.prefix, line.namespace]));
  return names(all).flatMap((token) => {
    const prefix = token.text.slice(0, token.text.indexOf(":"));
    const ours = vocabulary.closed.has(prefix) && (meant.get(prefix) ?? vocabulary.prefixes[prefix]) === vocabulary.prefixes[prefix];
    if (!ours || token.text.endsWith(":") || vocabulary.byShort.has(token.text)) return [];
    const fixes = vocabulary.like(token.text).map((term) => ({ label: `Write ${term.short}`, changes: [{ ...span(token), insert: term.short }] }));
    const advice = fixes.length ? "" : " The list of terms opens with Ctrl and the space bar.";
    return [{ ...span(token), severity: "warning", kind: "unknown", message: `${token.text} is no term of this data.${advice}`, fixes }];
  });
}

/** Words that the grammar cannot read, and that are the label of a term. */
function labels(text, all, tree, vocabulary) {
  const wrong = new Set(errors(tree).map((error) => error.from));
  const found = [];
  for (let index = 0; index < all.length; index++) {
    if (all[index].kind !== "word" || isKeyword(all[index]) || !wrong.has(all[index].from)) continue;
    const run = [all[index]];
    while (all[index + run.length]?.kind === "word" && !isKeyword(all[index + run.length])) run.push(all[index + run.length]);
    const words = { from: run[0].from, to: run.at(-1).to };
    const term = vocabulary.labelled(text.slice(words.from, words.to));
    if (term) found.push({ ...words, severity: "error", kind: "label", message: `“${text.slice(words.from, words.to)}” is the label of ${term.short}.`, fixes: [put(text, words, term, vocabulary)] });
    index += run.length - 1;
  }
  return found;
}

function put(text, words, term, vocabulary) {
  const prefix = term.short.slice(0, term.short.indexOf(":"));
  const line = vocabulary.prefixes[prefix] && prefixAdded(text, prefix, vocabulary.prefixes[prefix]);
  return { label: `Write ${term.short}`, changes: [{ ...words, insert: term.short }, ...(line ? [line] : [])] };
}

function brackets(text, all) {
  const open = [];
  for (const token of all.filter(({ kind }) => kind === "sign")) {
    if (PAIRS[token.text]) open.push(token);
    else if (Object.values(PAIRS).includes(token.text)) {
      const opened = open.pop();
      if (!opened) return [problem(token, `This ${token.text} closes nothing.`, [{ label: `Take the ${token.text} out`, changes: [{ ...span(token), insert: "" }] }])];
      if (PAIRS[opened.text] !== token.text) return [problem(token, `The ${opened.text} of line ${line(text, opened.from)} is closed by ${token.text}, and should be by ${PAIRS[opened.text]}.`)];
    }
  }
  if (!open.length) return [];
  const opened = open.at(-1);
  const close = PAIRS[opened.text];
  const insert = close === "}" ? `${text.endsWith("\n") ? "" : "\n"}}` : close;
  return [problem(opened, `The ${opened.text} of line ${line(text, opened.from)} is not closed.`, [{ label: `Add ${close} at the end`, changes: [{ from: text.length, insert }] }])];
}

function misread(text, tree) {
  const [first] = errors(tree);
  if (!first) return [];
  const there = tokens(text).find((token) => token.kind !== "comment" && token.to > first.from);
  const message = there ? `“${there.text}” does not fit here: something before it is missing, or it is too much.` : "The query ends too early: something is missing.";
  const at = there ?? { from: Math.max(0, text.trimEnd().length - 1), to: text.trimEnd().length };
  return text.trim() ? [problem(at, message)] : [];
}

function errors(tree) {
  const found = [];
  tree.iterate({ enter: (node) => { if (node.type.isError) found.push({ from: node.from, to: node.to }); } });
  return found;
}

const span = ({ from, to }) => ({ from, to });
const problem = (at, message, fixes = []) => ({ ...span(at), severity: "error", kind: "grammar", message, fixes });
export const line = (text, at) => text.slice(0, at).split("\n").length;
