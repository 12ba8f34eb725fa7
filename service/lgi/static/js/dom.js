// Elements, made and found. Text from the graph is only ever set as text.

export const find = (id) => document.getElementById(id);

/** Make an element: attributes, listeners (`onclick`), and children; what is null or false is left out. */
export function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function draw(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Offer a file that was made here. */
export function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** Put a text where it can be pasted from, and tell whether that was allowed. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Tabs of which one is shown: arrow keys move between them, as readers of the page expect. */
export function tabs(list, panel, names, show) {
  const buttons = new Map();
  const choose = (name, focus) => {
    for (const [each, button] of buttons) {
      button.setAttribute("aria-selected", each === name);
      button.tabIndex = each === name ? 0 : -1;
    }
    const button = buttons.get(name);
    panel.setAttribute("aria-labelledby", button.id);
    if (focus) button.focus();
    return show(name);
  };
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const open = [...buttons].filter(([, button]) => !button.disabled).map(([name]) => name);
    const here = open.indexOf([...buttons].find(([, button]) => button === event.target)?.[0]);
    const to = { Home: 0, End: open.length - 1 }[event.key] ?? (step ? (here + step + open.length) % open.length : -1);
    if (to < 0) return;
    event.preventDefault();
    choose(open[to], true);
  };
  for (const [name, label] of Object.entries(names)) {
    const id = `${list.id}-${name}`;
    buttons.set(name, make("button", { type: "button", role: "tab", id, "aria-controls": panel.id, onclick: () => choose(name) }, label));
  }
  list.onkeydown = move;
  list.replaceChildren(...buttons.values());
  return { choose, button: (name) => buttons.get(name) };
}

/** Count in words: `counted(1, "row")` is "1 row". */
export const counted = (number, word) => `${number.toLocaleString("en-GB")} ${word}${number === 1 ? "" : "s"}`;
