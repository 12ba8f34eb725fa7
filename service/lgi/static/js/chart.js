// An answer as a chart, drawn by Observable Plot, which is fetched when the first chart is wanted.

import { counted, download, draw, make } from "./dom.js";
import { KINDS, choices, chosen, columnsOf, marks } from "./shape.js";
import { words } from "./table.js";

const MOST_MARKS = { bar: 40, line: 2000, dots: 2000, heat: 1600 };
const BLUE = "#1d5b85";
const STEPS = ["#dbe7f0", "#b3cde0", "#7fa8c9", "#4a7fae", "#1d5b85", "#0b3a5c"];

/** Tell whether a chart can be made of an answer. */
export const canChart = (answer) => answer.kind === "table" && answer.rows.length > 0 && chosen(columnsOf(answer)) !== null;

/** Draw the chart that suits an answer, with what it takes to choose another. */
export async function chart(answer, { names }) {
  const plot = await import("../vendor/charts.js");
  const columns = columnsOf(answer);
  const picked = chosen(columns);
  const figure = make("figure", { class: "chart" });
  const controls = make("div", { class: "controls" });
  const show = () => {
    controls.replaceChildren(...fields(picked, columns, show));
    figure.replaceChildren(...drawn(plot, answer, picked, columns, names, figure));
  };
  let width = 0;
  const watch = new ResizeObserver(([entry]) => {
    if (Math.abs(entry.contentRect.width - width) < 8) return;
    width = entry.contentRect.width;
    figure.replaceChildren(...drawn(plot, answer, picked, columns, names, figure));
  });
  requestAnimationFrame(() => (show(), (width = figure.clientWidth), watch.observe(figure)));
  return [controls, figure];
}

function fields(picked, columns, show) {
  const parts = { bar: { y: "One bar for each", x: "As long as" }, line: { x: "Across", y: "Up" }, dots: { x: "Across", y: "Up" }, heat: { x: "Across", y: "Down", measure: "Shade" } };
  const kinds = Object.keys(KINDS).filter((kind) => Object.keys(parts[kind]).every((part) => countable(kind, part) || choices(kind, part, columns).length));
  const kind = select("Chart", kinds.map((each) => [each, KINDS[each]]), picked.kind, (value) => {
    picked.kind = value;
    for (const part of ["x", "y", "measure"]) {
      const free = choices(value, part, columns).map(({ name }) => name);
      const taken = part === "y" && value !== "bar" ? picked.x : null;
      if (!free.includes(picked[part])) picked[part] = countable(value, part) ? null : free.find((name) => name !== taken) ?? free[0] ?? null;
    }
    show();
  });
  const others = Object.entries(parts[picked.kind]).map(([part, label]) => {
    const free = choices(picked.kind, part, columns).map(({ name, label }) => [name, label]);
    return select(label, countable(picked.kind, part) ? [["", "Number of rows"], ...free] : free, picked[part] ?? "", (value) => ((picked[part] = value || null), show()));
  });
  return [kind, ...others];
}

const countable = (kind, part) => (kind === "bar" && part === "x") || (kind === "heat" && part === "measure");

function select(label, options, value, choose) {
  const list = make("select", { onchange: (event) => (choose(event.target.value), 0) }, options.map(([name, text]) => make("option", { value: name, selected: name === value }, text)));
  return make("label", {}, `${label} `, list);
}

function drawn(plot, answer, picked, columns, names, figure) {
  const all = marks(answer, picked, columns, names);
  const shown = all.slice(0, MOST_MARKS[picked.kind]);
  const width = Math.max(260, figure.clientWidth || 640);
  const svg = plot.plot({ width, style: { fontFamily: "inherit", fontSize: "13px", color: "#48555f", background: "#fff" }, ...options(plot, picked, shown, width) });
  const about = description(picked, shown[0]?.isSum);
  named(svg, about, shown.length);
  const cut = all.length > shown.length ? ` These are the first ${shown.length} of ${counted(all.length, "mark")}.` : "";
  const save = make("button", { type: "button", class: "quiet", onclick: () => download("chart.svg", "image/svg+xml", standalone(svg)) }, "Save as SVG");
  return [svg, make("figcaption", {}, make("span", {}, `${about}.${cut} The table has the same numbers.`), save)];
}

function description({ kind, x, y, measure }, isSum) {
  const value = kind === "bar" ? x : measure;
  const told = value ? (isSum ? `Sum of ${words(value).toLowerCase()}` : words(value)) : "Number of rows";
  if (kind === "bar") return `${told} for each ${words(y).toLowerCase()}`;
  if (kind === "heat") return `${told} by ${words(y).toLowerCase()} and ${words(x).toLowerCase()}`;
  return `${words(y)} by ${words(x).toLowerCase()}`;
}

/** One picture with one name: what Plot calls its groups would be read out bare. */
function named(svg, about, count) {
  for (const inner of svg.querySelectorAll("[aria-label], [aria-description]")) {
    inner.removeAttribute("aria-label");
    inner.removeAttribute("aria-description");
  }
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `Chart: ${about}, ${counted(count, "mark")}`);
  svg.style.maxWidth = "100%";
}

const longest = (data, part) => Math.max(0, ...data.map((each) => String(each[part] ?? "").length));

function options(plot, picked, data, width) {
  if (picked.kind === "bar") return bars(plot, picked, data, width);
  if (picked.kind === "heat") return grid(plot, picked, data, width);
  const axes = [plot.ruleY([0], { stroke: "#8a949c" }), plot.gridY({ stroke: "#e3e7ea", strokeOpacity: 1 })];
  const marks = picked.kind === "line" ? [plot.lineY(data, { x: "x", y: "y", stroke: BLUE, strokeWidth: 2 })] : [];
  const radius = data.length > 200 ? 2.5 : 4;
  marks.push(plot.dot(data, { x: "x", y: "y", fill: BLUE, fillOpacity: picked.kind === "dots" ? 0.75 : 1, r: radius, title: "title" }));
  return { height: 380, marginLeft: 60, marginBottom: 46, x: { label: words(picked.x) }, y: { label: words(picked.y), labelArrow: "none" }, marks: [...axes, ...marks] };
}

function bars(plot, picked, data, width) {
  const room = Math.min(width * 0.46, 18 + longest(data, "y") * 6.9);
  const most = Math.max(0, ...data.map(({ value }) => value));
  const least = Math.min(0, ...data.map(({ value }) => value));
  const number = (value) => value.toLocaleString("en-GB", { maximumFractionDigits: 2 });
  return {
    height: 46 + data.length * 27,
    marginLeft: room,
    marginRight: 16 + number(most).length * 8,
    marginTop: 4,
    marginBottom: 40,
    x: { label: picked.x ? words(picked.x) : "Number of rows", labelAnchor: "center", domain: [least, most || 1], ticks: Math.max(2, Math.min(6, width / 130)), tickFormat: most % 1 === 0 && most < 6 ? (tick) => (tick % 1 ? "" : String(tick)) : undefined },
    y: { label: null, domain: data.map(({ y }) => y) },
    marks: [
      plot.gridX({ stroke: "#e3e7ea", strokeOpacity: 1, ticks: Math.max(2, Math.min(6, width / 130)) }),
      plot.axisY({ tickSize: 0, lineWidth: room / 13 - 1, textOverflow: "ellipsis", fill: "#15212b" }),
      plot.barX(data, { x: "value", y: "y", fill: BLUE, title: ({ y, value }) => `${y}: ${number(value)}`, insetTop: 3, insetBottom: 3 }),
      plot.text(data, { x: "value", y: "y", text: ({ value }) => number(value), dx: 6, textAnchor: "start", fill: "#15212b" }),
      plot.ruleX([0], { stroke: "#48555f" }),
    ],
  };
}

function grid(plot, picked, data, width) {
  const across = new Set(data.map(({ x }) => x)).size;
  const down = new Set(data.map(({ y }) => y)).size;
  const left = Math.min(width * 0.4, 18 + longest(data, "y") * 6.9);
  const bottom = Math.min(170, 20 + longest(data, "x") * 6);
  const most = Math.max(...data.map(({ value }) => value));
  const ink = (value) => (value > most * 0.45 ? "#fff" : "#15212b");
  const wide = (width - left) / across > 22;
  return {
    height: bottom + 30 + down * 30,
    marginLeft: left,
    marginBottom: bottom,
    marginTop: 6,
    x: { label: null, tickRotate: -40 },
    y: { label: null },
    color: { type: "quantize", domain: [0, most || 1], range: STEPS },
    marks: [
      plot.axisX({ tickSize: 0, tickRotate: -40, lineWidth: bottom / 11, textOverflow: "ellipsis", fill: "#15212b" }),
      plot.axisY({ tickSize: 0, lineWidth: left / 13 - 1, textOverflow: "ellipsis", fill: "#15212b" }),
      plot.cell(data, { x: "x", y: "y", fill: "value", inset: 1, title: ({ x, y, value }) => `${y}, ${x}: ${value}` }),
      wide ? plot.text(data, { x: "x", y: "y", text: ({ value }) => value.toLocaleString("en-GB"), fill: ({ value }) => ink(value) }) : null,
    ],
  };
}

function standalone(svg) {
  const copy = svg.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.style.fontFamily = "system-ui, sans-serif";
  copy.prepend(draw("title", {}, svg.getAttribute("aria-label")));
  return new XMLSerializer().serializeToString(copy);
}
