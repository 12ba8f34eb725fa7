// An answer as a network: nodes are links, lines say what joins them; it is laid out once and does not move.

import { counted, draw, make } from "./dom.js";
import { link } from "./vocabulary.js";
import { said, words } from "./table.js";

export const MOST_NODES = 300;
const COLOURS = ["#0b5568", "#8a4b08", "#5b3a8a", "#1d5b85", "#7a1f5c", "#3f5a12", "#48555f"];
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/** The links that an answer is made of; none if it is no network. */
export function links(answer, { names, vocabulary }) {
  if (answer.kind === "graph") {
    return answer.triples
      .filter(({ predicate, object }) => object.type !== "literal" && predicate !== TYPE)
      .map(({ subject, predicate, object }) => ({ from: subject.value, to: object.value, text: vocabulary.words(predicate) }));
  }
  const columns = (answer.columns ?? []).filter((column) => answer.rows.some((row) => row[column]) && answer.rows.every((row) => !row[column] || row[column].type === "uri"));
  if (columns.length < 2) return [];
  const [from, to] = columns.slice(0, 2);
  const rest = answer.columns.filter((column) => column !== from && column !== to);
  const pairs = answer.rows.filter((row) => row[from] && row[to]);
  return pairs.map((row) => ({ from: row[from].value, to: row[to].value, labels: [row[from].label, row[to].label], text: rest.length ? said(row[rest[0]], names) : words(to) }));
}

/** Draw the network, with buttons to zoom and a list that says the same. */
export async function network(answer, context) {
  const forces = await import("../vendor/network.js");
  const all = links(answer, context);
  const nodes = new Map();
  const node = (iri, label) => {
    if (!nodes.has(iri)) nodes.set(iri, { iri, label: label ?? context.names.get(iri) ?? context.vocabulary.words(iri), degree: 0, kind: kindOf(iri) });
    return nodes.get(iri);
  };
  const edges = all.map((each) => ({ source: node(each.from, each.labels?.[0]), target: node(each.to, each.labels?.[1]), text: each.text }));
  if (nodes.size > MOST_NODES) return [make("p", { class: "none" }, `This network has ${counted(nodes.size, "node")}, too many to be read as a picture, where ${MOST_NODES} are the most. Add a LIMIT or a FILTER to the query; the table shows all.`)];
  for (const { source, target } of edges) (source.degree++, target.degree++);
  laidOut(forces, [...nodes.values()], edges);
  return pictured([...nodes.values()], edges, context);
}

const kindOf = (iri) => iri.match(/\/id\/([a-z]+)\//)?.[1] ?? iri.match(/\/scheme\/([\w-]+)#/)?.[1] ?? "other";

function laidOut(forces, nodes, edges) {
  const simulation = forces
    .forceSimulation(nodes)
    .force("link", forces.forceLink(edges).distance(edges.length > 120 ? 60 : 90).strength(0.6))
    .force("charge", forces.forceManyBody().strength(nodes.length > 120 ? -220 : -360))
    .force("collide", forces.forceCollide(22))
    .force("x", forces.forceX().strength(0.05))
    .force("y", forces.forceY().strength(0.09))
    .stop();
  simulation.tick(320);
}

function pictured(nodes, edges, context) {
  const kinds = [...new Set(nodes.map(({ kind }) => kind))].sort();
  const colour = (kind) => COLOURS[kinds.indexOf(kind) % COLOURS.length];
  const svg = draw("svg", { class: "network", role: "group", "aria-label": `Network of ${counted(nodes.length, "node")} and ${counted(edges.length, "link")}` });
  const frame = make("div", { class: "pane", role: "region", tabindex: "0", "aria-label": "The network; it scrolls when it is enlarged" }, svg);
  let zoom = 1;
  const redraw = () => place(svg, frame, nodes, edges, zoom, colour, context);
  const scale = (factor) => {
    zoom = factor ? Math.min(4, Math.max(0.5, zoom * factor)) : 1;
    redraw();
    frame.scrollTo((frame.scrollWidth - frame.clientWidth) / 2, (frame.scrollHeight - frame.clientHeight) / 2);
  };
  const button = (label, name, factor) => make("button", { type: "button", class: "quiet", "aria-label": name, onclick: () => scale(factor) }, label);
  const bar = make("div", { class: "controls" }, button("−", "Make it smaller", 1 / 1.3), button("+", "Make it larger", 1.3), button("Fit", "Fit it into its frame", 0), legend(kinds, colour));
  requestAnimationFrame(redraw);
  return [bar, frame, twin(edges, context)];
}

function legend(kinds, colour) {
  const items = kinds.map((kind) => make("li", {}, draw("svg", { width: 12, height: 12, "aria-hidden": "true" }, draw("circle", { cx: 6, cy: 6, r: 5, fill: colour(kind) })), kind.replaceAll("-", " ")));
  return make("ul", { class: "legend", "aria-label": "Kinds of node" }, items);
}

function place(svg, frame, nodes, edges, zoom, colour, { base }) {
  const [pad, label] = [28, 150];
  const spread = (axis) => [Math.min(...nodes.map((node) => node[axis])), Math.max(...nodes.map((node) => node[axis]))];
  const [[left, right], [top, bottom]] = [spread("x"), spread("y")];
  const [width, height] = [Math.max(280, frame.clientWidth - 4), 490];
  const room = width > 560 ? label : 40;
  const fits = [(width - 2 * pad - room) / (right - left || 1), (height - 2 * pad) / (bottom - top || 1)];
  // It may be stretched a little to fill its frame.
  const [across, down] = fits.map((fit) => Math.min(fit, Math.min(...fits) * 1.5, 1.6) * zoom);
  const size = [Math.max(width, (right - left) * across + 2 * pad + room), Math.max(height, (bottom - top) * down + 2 * pad)];
  const shift = [(size[0] - room - (right - left) * across) / 2, (size[1] - (bottom - top) * down) / 2];
  const at = ({ x, y }) => [(x - left) * across + shift[0], (y - top) * down + shift[1]].map((value) => Math.round(value * 10) / 10);
  svg.setAttribute("width", size[0]);
  svg.setAttribute("height", size[1]);
  svg.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
  const head = draw("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 15, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto" }, draw("path", { d: "M0 0L8 4L0 8z", fill: "#6d7982" }));
  const lines = edges.map(({ source, target, text }) => {
    const [[x1, y1], [x2, y2]] = [at(source), at(target)];
    return draw("line", { x1, y1, x2, y2, "marker-end": "url(#arrow)" }, draw("title", {}, `${source.label}: ${text}: ${target.label}`));
  });
  const names = edges.length <= 24 ? edges.map((edge) => between(edge, at)) : [];
  const turned = (node) => at(node)[0] + 12 + breadth(node) > size[0] - 4;
  const free = uncrowded(nodes, at, turned);
  const dots = nodes.map((node) => dot(node, at(node), colour(node.kind), !free.has(node), turned(node), base));
  svg.replaceChildren(draw("defs", {}, head), draw("g", { class: "lines" }, lines), draw("g", { class: "names", "aria-hidden": "true" }, names), draw("g", {}, dots), draw("g", { class: "labels", "aria-hidden": "true" }, [...free].map((node) => named(node, at(node), turned(node)))));
}

/** The nodes whose names have room: those with most links first. A name without room is seen on the node at hand. */
function uncrowded(nodes, at, turned) {
  const taken = nodes.length > 40 ? [] : nodes.map((node) => box(at(node), -6, -6, 12, 12));
  const free = new Set();
  for (const node of nodes.toSorted((one, other) => other.degree - one.degree)) {
    const own = box(at(node), turned(node) ? -11 - breadth(node) : 11, -9, breadth(node), 18);
    if (taken.some((other) => own.left < other.right && other.left < own.right && own.top < other.bottom && other.top < own.bottom)) continue;
    taken.push(own);
    free.add(node);
  }
  return free;
}

const box = ([x, y], right, down, width, height) => ({ left: x + right, right: x + right + width, top: y + down, bottom: y + down + height });

function between({ source, target, text }, at) {
  const [[x1, y1], [x2, y2]] = [at(source), at(target)];
  return draw("text", { x: (x1 + x2) / 2, y: (y1 + y2) / 2 - 3, "text-anchor": "middle" }, short(text, 22));
}

function dot(node, [x, y], fill, crowded, turned, base) {
  const target = link(node.iri, base);
  const parts = [
    draw("title", {}, `${node.label} (${node.kind.replaceAll("-", " ")}, ${counted(node.degree, "link")})`),
    draw("circle", { class: "reach", cx: x, cy: y, r: 13 }),
    draw("circle", { cx: x, cy: y, r: Math.min(10, 5 + node.degree / 3), fill }),
    crowded ? named(node, [x, y], turned, "faint") : null,
  ];
  return target ? draw("a", { href: target, class: "node", "aria-label": node.label }, parts) : draw("g", { class: "node" }, parts);
}

const breadth = (node) => short(node.label, 26).length * 7.2;
const named = (node, [x, y], turned, faint = null) => draw("text", { x: x + (turned ? -12 : 12), y: y + 4, "text-anchor": turned ? "end" : null, class: faint }, short(node.label, 26));
const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

function twin(edges, { base }) {
  const cell = (node) => {
    const target = link(node.iri, base);
    return make("td", {}, target ? make("a", { href: target }, node.label) : node.label);
  };
  const rows = edges.map(({ source, target, text }) => make("tr", {}, cell(source), make("td", {}, text), cell(target)));
  const table = make("table", {}, make("caption", {}, "The links of the network"), make("thead", {}, make("tr", {}, ["From", "Link", "To"].map((name) => make("th", { scope: "col" }, name)))), make("tbody", {}, rows));
  return make("details", {}, make("summary", {}, `The same as a table, ${counted(edges.length, "link")}`), make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": "The links of the network" }, table));
}
