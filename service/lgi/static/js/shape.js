// What an answer is made of, column by column, and which chart suits it.

import { isNumber, said, words } from "./table.js";

const DAY = /^-?\d{4}(-\d{2}(-\d{2})?)?/;
const DATED = /#(date|dateTime|gYear|gYearMonth)$/;

export const KINDS = { bar: "Bars", line: "Line", dots: "Dots", heat: "Grid" };

/** The columns that a chart can use: each with its name, its sort and how many different values it has. */
export function columnsOf({ columns, rows }) {
  return columns.flatMap((name) => {
    const there = rows.map((row) => row[name]).filter(Boolean);
    return there.length ? [{ name, label: words(name), sort: sortOf(name, there), distinct: new Set(there.map((term) => term.value)).size }] : [];
  });
}

function sortOf(name, terms) {
  const isYear = /(^|_)year$/i.test(name) && terms.every((term) => /^\d{4}$/.test(term.value));
  if (isYear || terms.every((term) => DATED.test(term.datatype ?? "") && DAY.test(term.value))) return "time";
  return terms.every(isNumber) ? "number" : "name";
}

/** The chart that suits these columns: what goes across, what goes up, and what is counted or measured. */
export function chosen(columns) {
  const of = (sort) => columns.filter((column) => column.sort === sort);
  const [names, numbers, times] = [of("name"), of("number"), of("time")];
  if (times.length && numbers.length) return { kind: "line", x: times[0].name, y: numbers[0].name };
  if (names.length >= 2 && numbers.length === 1 && names[0].distinct <= 40 && names[1].distinct <= 40 && names[0].distinct * names[1].distinct > names[0].distinct) {
    const repeats = names[0].distinct < names[1].distinct ? names[1] : names[0];
    return repeats.distinct > 1 ? { kind: "heat", x: names[1].name, y: names[0].name, measure: numbers[0].name } : { kind: "bar", y: names[0].name, x: numbers[0].name };
  }
  if (names.length && numbers.length) return { kind: "bar", y: names[0].name, x: numbers[0].name };
  if (numbers.length >= 2) return { kind: "dots", x: numbers[0].name, y: numbers[1].name };
  const few = names.filter((column) => column.distinct <= 40).sort((one, other) => one.distinct - other.distinct);
  if (few.length >= 2) return { kind: "heat", x: few[0].name, y: few[1].name, measure: null };
  if (names.length) return { kind: "bar", y: (few[0] ?? names[0]).name, x: null };
  if (times.length) return { kind: "bar", y: times[0].name, x: null };
  return null;
}

/** Which columns a part of a chart of some kind may take. */
export function choices(kind, part, columns) {
  const allowed = {
    bar: { y: ["name", "time", "number"], x: ["number"] },
    line: { x: ["time", "number"], y: ["number"] },
    dots: { x: ["number", "time"], y: ["number"] },
    heat: { x: ["name", "time", "number"], y: ["name", "time", "number"], measure: ["number"] },
  }[kind][part];
  return allowed ? columns.filter((column) => allowed.includes(column.sort)) : [];
}

/** The marks of a chart: rows read as plain values; without a measure, rows are counted. */
export function marks({ rows }, { kind, x, y, measure }, columns, names) {
  const sort = Object.fromEntries(columns.map((column) => [column.name, column.sort]));
  const read = (row, column) => {
    const term = row[column];
    if (!term) return null;
    if (sort[column] === "number") return Number(term.value);
    return sort[column] === "time" && kind === "line" ? instant(term.value) : said(term, names);
  };
  if (kind === "line" || kind === "dots") {
    const points = rows.map((row) => ({ x: read(row, x), y: read(row, y), title: label(row, columns, names) })).filter((each) => each.x !== null && each.y !== null);
    return kind === "line" ? points.sort((one, other) => one.x - other.x) : points;
  }
  return kind === "bar" ? gathered(rows, (row) => [said(row[y], names)], x && ((row) => read(row, x))) : gathered(rows, (row) => [said(row[y], names), said(row[x], names)], measure && ((row) => read(row, measure)));
}

const instant = (text) => new Date(text.length === 4 ? `${text}-01-01` : text.slice(0, 10));
const label = (row, columns, names) => columns.map(({ name, label }) => `${label}: ${said(row[name], names)}`).join("\n");

/** One mark for each name or pair of names: its one value if all its rows say the same, else their sum, or how many rows there are. */
function gathered(rows, names, measured) {
  const found = new Map();
  for (const row of rows) {
    const parts = names(row);
    const value = measured ? measured(row) : 1;
    if (parts.some((part) => part === "") || value === null) continue;
    const name = parts.join("\u0000");
    if (!found.has(name)) found.set(name, { y: parts[0], x: parts[1], values: [] });
    found.get(name).values.push(value);
  }
  const all = [...found.values()];
  const isSum = !measured || all.some(({ values }) => new Set(values).size > 1);
  return all.map(({ values, ...mark }) => ({ ...mark, isSum: isSum && !!measured, value: isSum ? values.reduce((sum, each) => sum + each, 0) : values[0] }));
}
