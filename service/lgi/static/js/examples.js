// The questions on file: found by search, put in the editor by one click, and asked for with values of your own.

import { find, make } from "./dom.js";

const TEXT = "application/sparql-query";
const WAIT_MS = 250;

/** Search in the examples; a group without a match is not shown, and one with a match is open. */
export function searching(list) {
  const links = [...list.querySelectorAll("a[data-name]")].map((link) => ({ link, text: `${link.textContent} ${link.dataset.name}`.toLowerCase() }));
  const groups = [...list.querySelectorAll(".group")].map((group) => ({ group, open: group.open }));
  const field = find("words");
  find("finding").hidden = false;
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const seen = new Set();
    for (const { link, text } of links) {
      const is = words.every((word) => text.includes(word));
      link.parentElement.hidden = !is || (words.length > 0 && seen.has(link.dataset.name));
      if (is) seen.add(link.dataset.name);
    }
    for (const { group, open } of groups) {
      group.hidden = !group.querySelector("li:not([hidden])");
      group.open = words.length ? !group.hidden : open;
    }
    find("found").textContent = words.length ? (seen.size ? `${seen.size} found` : "None has these words. Try fewer, or others.") : "";
  });
}

/** The text of a question, with values in its slots; a value that does not fit is told in words. */
export async function text(base, name, values = {}) {
  const response = await fetch(`${base}/query?${new URLSearchParams({ question: name, ...values })}`, { headers: { accept: TEXT } });
  if (response.ok) return { text: await response.text() };
  const told = await response.json().catch(() => ({ detail: "The question could not be fetched." }));
  return { wrong: told.detail };
}

/** Ask for the values of a question's slots in labelled fields; each change is put in the query. */
export function fields(box, { name, title, asks, given, vocabulary, things, called, onvalues }) {
  box.hidden = !asks?.length;
  if (!asks?.length) return;
  const wrong = make("p", { class: "wrong", role: "alert" });
  const inputs = asks.map((argument) => field(argument, given[argument.name] ?? argument.plain, { vocabulary, things, called }));
  let waiting;
  const changed = () => {
    clearTimeout(waiting);
    for (const { tell } of inputs) tell();
    waiting = setTimeout(async () => {
      const values = Object.fromEntries(inputs.map(({ input }) => [input.name, input.value.trim()]).filter(([, value]) => value));
      wrong.textContent = (await onvalues(name, values)) ?? "";
    }, WAIT_MS);
  };
  for (const { input } of inputs) {
    input.addEventListener("change", changed);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) (event.preventDefault(), changed());
    });
  }
  box.replaceChildren(make("legend", {}, title), ...inputs.map(({ part }) => part), wrong);
}

function field(argument, value, { vocabulary, things, called }) {
  const id = `argument-${argument.name}`;
  const options = make("datalist", { id: `${id}-list` });
  const type = { date: "date", integer: "number" }[argument.type] ?? "text";
  const about = make("small", { id: `${id}-called` });
  const plain = value.startsWith(`${argument.type}:`) ? after(value) : value;
  const input = make("input", { id, name: argument.name, value: plain, type, list: type === "text" ? options.id : null, "aria-describedby": about.id, autocomplete: "off", spellcheck: "false" });
  const namespace = vocabulary.prefixes[argument.type];
  const tell = async () => (about.textContent = namespace && input.value ? (await called(namespace + input.value.trim())) ?? "" : "");
  if (argument.concept) options.append(...vocabulary.concepts.filter(({ short }) => short.startsWith(`${argument.type}:`)).map(({ short, label }) => make("option", { value: after(short) }, label)));
  else if (type === "text") input.addEventListener("input", () => suggest(argument, input, options, vocabulary, things));
  tell();
  return { input, tell, part: make("p", {}, make("label", { for: id }, argument.help.replace(/\.$/, "")), input, options, about) };
}

async function suggest(argument, input, options, vocabulary, things) {
  const asked = input.value;
  const whole = argument.type === "iri" ? asked : `${argument.type}:${asked}`;
  if (asked.length < 2) return;
  const found = await things(whole);
  if (input.value === asked) options.replaceChildren(...found.map(({ iri, label }) => make("option", { value: argument.type === "iri" ? iri : after(vocabulary.short(iri)) }, label)));
}

const after = (short) => short.slice(short.indexOf(":") + 1);

/** Put the values of a question in a query that may have been changed since: only the lines of the slots are taken. */
export function slotted(text, fresh) {
  const slot = /^([ \t]*)VALUES [$?](\w+) \{ [^{}]* \}$/gm;
  const values = new Map(Array.from(fresh.matchAll(slot), (found) => [found[2], found[0]]));
  const changes = Array.from(text.matchAll(slot)).flatMap((found) => {
    const line = values.get(found[2]);
    return line && line !== found[0] ? [{ from: found.index, to: found.index + found[0].length, insert: line }] : [];
  });
  return { changes, complete: Array.from(text.matchAll(slot)).length === values.size };
}

/** Scroll the list of examples, and not the page, to the one that was chosen. */
export function bringUp(link) {
  const list = find("examples");
  const [inner, outer] = [link?.getBoundingClientRect(), list.getBoundingClientRect()];
  if (inner && (inner.top < outer.top || inner.bottom > outer.bottom)) list.scrollTop += inner.top - outer.top - list.clientHeight / 3;
}
