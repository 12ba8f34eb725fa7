// The answer and the ways to look at it. A view is drawn when it is first wanted.

import { form, labels } from "./ask.js";
import { canChart, chart } from "./chart.js";
import { counted, find, make, tabs } from "./dom.js";
import { links, network } from "./network.js";
import { MOST_ROWS, table } from "./table.js";

const VIEWS = { table: "Table", chart: "Chart", network: "Network", raw: "Raw" };
const FORMS = { table: { csv: "CSV", tsv: "TSV", json: "JSON", xml: "XML" }, boolean: { json: "JSON", xml: "XML" }, graph: { ttl: "Turtle", nt: "N-Triples", jsonld: "JSON-LD", rdf: "RDF/XML" } };
const RAW = { table: "csv", boolean: "json", graph: "ttl" };
const MOST_RAW = 60_000;
const LONGEST_ADDRESS = 6000;

export class Results {
  constructor({ base, endpoint, onview }) {
    Object.assign(this, { base, endpoint, onview, vocabulary: null, wanted: null });
    this.panel = find("view");
    this.tabs = tabs(find("views"), this.panel, VIEWS, (view) => this.show(view));
  }

  /** Show an answer, in the view that was looked at last if it has one. */
  async take(answer, view) {
    this.answer = answer;
    this.context = { names: new Map(), vocabulary: this.vocabulary, base: this.base };
    find("answer").hidden = false;
    find("told").textContent = counts(answer);
    this.context.names = await labels(this.endpoint, this.iris()).catch(() => new Map());
    if (this.answer !== answer) return;
    const may = { table: true, chart: canChart(answer), network: this.hasNetwork(), raw: true };
    for (const name of Object.keys(VIEWS)) {
      const button = this.tabs.button(name);
      button.disabled = !may[name];
      button.title = may[name] ? "" : { chart: "A chart needs rows with names or numbers", network: "A network needs two columns of things, or a CONSTRUCT" }[name];
    }
    const wish = view && view in VIEWS ? view : this.wanted;
    const first = answer.kind === "graph" && may.network ? "network" : "table";
    this.choosing = true;
    const shown = this.tabs.choose(may[wish] ? wish : first);
    this.choosing = false;
    await shown;
    this.away();
  }

  hasNetwork() {
    return this.answer.kind !== "boolean" && links(this.answer, this.context).length > 0;
  }

  /** The things whose labels are wanted: those on the first screens of the table, and all of a network. */
  iris() {
    const { kind, rows, triples } = this.answer;
    if (kind === "table") return rows.slice(0, MOST_ROWS).flatMap((row) => Object.values(row).filter((term) => term.type === "uri" && !term.label).map(({ value }) => value)).slice(0, 1500);
    if (kind === "graph") return triples.slice(0, 1000).flatMap(({ subject, object }) => [subject, object]).filter(({ type }) => type === "uri").map(({ value }) => value).slice(0, 1500);
    return [];
  }

  async show(view) {
    if (!this.answer) return;
    const { answer } = this;
    this.view = view;
    // What somebody chose is kept for the next answer; what was chosen for them is not.
    if (!this.choosing) this.wanted = view;
    this.onview(view);
    this.panel.replaceChildren(make("p", { class: "soft" }, "Drawing …"));
    const drawn = await this.drawn(view);
    if (this.answer === answer && this.view === view) this.panel.replaceChildren(...drawn);
  }

  drawn(view) {
    if (view === "chart") return chart(this.answer, this.context);
    if (view === "network") return network(this.answer, this.context);
    if (view === "raw") return this.raw();
    if (this.answer.kind === "boolean") return [make("p", { class: "verdict" }, this.answer.value ? "Yes" : "No")];
    return this.answer.kind === "graph" ? this.triples() : table(this.answer, this.context);
  }

  triples() {
    const columns = ["subject", "predicate", "object"];
    const rows = this.answer.triples.map(({ subject, predicate, object }) => ({ subject, predicate: { type: "uri", value: predicate }, object }));
    return table({ columns, rows }, this.context);
  }

  async raw() {
    const name = RAW[this.answer.kind];
    const text = await form(this.endpoint, this.answer.query, name);
    const label = FORMS[this.answer.kind][name];
    const cut = text.length > MOST_RAW ? [make("p", { class: "soft" }, `This is the beginning of it, ${counted(MOST_RAW, "character")} of ${counted(text.length, "character")}.`)] : [];
    return [make("pre", { tabindex: "0", "aria-label": `The answer as ${label}` }, text.slice(0, MOST_RAW)), ...cut];
  }

  /** Links to the answer in each form: where an address can hold the query, by address, else as a form that is sent. */
  away() {
    const { query, kind } = this.answer;
    const long = encodeURIComponent(query).length > LONGEST_ADDRESS;
    const each = Object.entries(FORMS[kind]).map(([name, label]) => (long ? this.posted(name, label) : make("a", { href: `${this.endpoint}?${new URLSearchParams({ query, format: name })}`, download: `answer.${name}` }, label)));
    find("away").replaceChildren(make("p", { class: "formats" }, "Download: ", each.flatMap((link) => [link, " "])));
    const keep = find("keep");
    keep.hidden = keep.dataset.open === undefined;
    keep.elements.query.value = query;
  }

  posted(name, label) {
    const fields = [["query", this.answer.query], ["format", name]].map(([field, value]) => make("input", { type: "hidden", name: field, value }));
    return make("form", { method: "post", action: this.endpoint }, fields, make("button", { class: "quiet" }, label));
  }

  /** Nothing came: the reasons stand where the rows would, or below what says nought. */
  empty(parts) {
    const title = this.answer.kind === "boolean" ? "Why is this no?" : "Why is this empty?";
    const box = make("div", { class: "none why" }, make("h3", {}, title), parts);
    if (this.answer.rows?.length || this.answer.kind === "boolean") this.panel.append(box);
    else this.panel.replaceChildren(box);
  }

  hide() {
    find("answer").hidden = true;
    this.answer = null;
  }
}

function counts({ kind, rows, triples, milliseconds }) {
  const told = { table: () => counted(rows.length, "row"), graph: () => counted(triples.length, "statement"), boolean: () => "A yes or no" }[kind]();
  return `${told} in ${milliseconds.toLocaleString("en-GB")} ms`;
}
