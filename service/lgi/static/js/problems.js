// What was noticed in a query, in words, with a button for each thing that can be mended in one step.

import { make } from "./dom.js";
import { line, placed } from "./checking.js";

const MOST = 5;

/** List problems: each leads to its place, and each fix is a button. */
export function list(text, problems, editor) {
  const items = problems.slice(0, MOST).map((problem) => {
    const place = make("button", { type: "button", class: "place", onclick: () => editor.show(problem.from) }, `Line ${line(text, problem.from)}`);
    return make("li", { class: problem.severity }, place, make("div", {}, make("span", {}, problem.message), fixes(problem.fixes, editor)));
  });
  const more = problems.length > MOST ? [make("li", { class: "soft" }, `and ${problems.length - MOST} more`)] : [];
  return make("ul", {}, items, more);
}

const fixes = (given, editor, then) => given.map((fix) => make("button", { type: "button", class: "fix", onclick: () => mend(fix, editor, then) }, fix.label));

function mend(fix, editor, then) {
  editor.change(fix.changes);
  editor.view.focus();
  then?.();
}

/** Say why nothing came back, as the service tells it; what it cannot tell is left at "nothing is recorded". A fix is tried at once. */
export function reasons(told, text, editor, run) {
  if (!told) return [make("p", {}, "Nothing is recorded that fits this query. That is not the same as no: it means that no source in this graph says so.")];
  const summary = make("p", { class: "lede" }, told.summary);
  const items = (told.reasons ?? []).map((reason) => {
    const at = placed(text, reason);
    const place = reason.line ? make("button", { type: "button", class: "place", onclick: () => editor.show(at.from) }, `Line ${reason.line}`) : null;
    return make("li", { class: reason.kind }, place, make("div", {}, make("span", {}, reason.message), fixes(at.fixes, editor, run)));
  });
  return [summary, items.length ? make("ul", {}, items) : null].filter(Boolean);
}

/** A text as a sentence. */
export const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}`.replace(/([^.?!])$/, "$1.");
