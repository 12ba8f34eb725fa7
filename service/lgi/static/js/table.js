// An answer as a table: labels first, addresses small, numbers to the right; its columns sort.

import { counted, make } from "./dom.js";
import { link } from "./vocabulary.js";

export const MOST_ROWS = 500;
const NUMBER = /#(integer|decimal|double|float|int|long|short|byte|nonNegativeInteger|positiveInteger|gYear)$/;

export const isNumber = (term) => term?.type === "literal" && NUMBER.test(term.datatype ?? "") && Number.isFinite(Number(term.value));
/** What is read of a term. */
export const said = (term, names) => (!term ? "" : term.type === "uri" ? term.label ?? names.get(term.value) ?? term.value : term.value);
/** A column's name as words. */
export const words = (column) => column.replaceAll("_", " ").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().replace(/^./, (first) => first.toUpperCase());

/** Draw the table; it is drawn again when a header is pressed. */
export function table({ columns, rows }, { names, vocabulary, base }) {
  const numeric = new Set(columns.filter((column) => rows.some((row) => row[column]) && rows.every((row) => !row[column] || isNumber(row[column]))));
  const body = make("tbody");
  const told = make("p", { class: "cut soft", role: "status" });
  const heads = columns.map((column) => {
    const button = make("button", { type: "button", onclick: () => sort(column) }, words(column), make("span", { "aria-hidden": "true", class: "order" }));
    return make("th", { scope: "col", class: numeric.has(column) ? "number" : null, "data-column": column }, button);
  });
  let order = { column: null, sign: 1 };
  const fill = () => {
    const sorted = order.column === null ? rows : rows.toSorted(by(order.column, order.sign, numeric, names));
    body.replaceChildren(...sorted.slice(0, MOST_ROWS).map((row) => make("tr", {}, columns.map((column) => cell(row[column], numeric.has(column), { names, vocabulary, base })))));
  };
  const sort = (column) => {
    order = { column, sign: order.column === column ? -order.sign : 1 };
    for (const head of heads) {
      const is = head.dataset.column === column;
      if (is) head.setAttribute("aria-sort", order.sign > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
    fill();
  };
  fill();
  if (rows.length > MOST_ROWS) told.textContent = `These are ${MOST_ROWS} of ${counted(rows.length, "row")}. Sorting goes over all of them; a download holds all.`;
  const caption = make("caption", {}, `The answer: ${counted(rows.length, "row")}`);
  const drawn = make("table", { class: "rows" }, caption, make("thead", {}, make("tr", {}, heads)), body);
  return [make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": "The answer as a table" }, drawn), told.textContent ? told : null].filter(Boolean);
}

function by(column, sign, numeric, names) {
  const compare = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" }).compare;
  const value = (row) => (numeric.has(column) ? Number(row[column].value) : said(row[column], names));
  return (one, other) => {
    // What is empty comes last either way.
    if (!one[column] || !other[column]) return (one[column] ? 0 : 1) - (other[column] ? 0 : 1);
    return sign * (numeric.has(column) ? value(one) - value(other) : compare(value(one), value(other)));
  };
}

function cell(term, right, context) {
  if (!term) return make("td", { class: "empty" }, make("span", { class: "unseen" }, "empty"));
  return make("td", { class: right ? "number" : null }, shown(term, context));
}

/** A term as it stands in a cell. */
export function shown(term, { names, vocabulary, base }) {
  if (term.type === "uri") {
    const short = vocabulary.short(term.value);
    const label = term.label ?? names.get(term.value) ?? vocabulary.words(term.value);
    const target = link(term.value, base);
    const bare = short.replace(/^<|>$/g, "");
    const text = target ? make("a", { href: target, rel: target.startsWith("/") ? null : "noopener" }, label) : label;
    return label === bare ? [text] : [text, make("code", { class: "iri", title: term.value }, bare)];
  }
  if (term.type === "literal") return [make("span", { lang: term["xml:lang"] ?? null }, isNumber(term) && !/gYear$/.test(term.datatype) ? grouped(term.value) : term.value)];
  return [make("code", { class: "iri" }, `_:${term.value.replace(/^_:/, "")}`)];
}

const grouped = (text) => (/^-?\d{5,}$/.test(text) ? Number(text).toLocaleString("en-GB") : text);
