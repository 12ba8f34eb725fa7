// Reading a query as far as it is written: its tokens, and what may stand at a place. It never fails on what is unfinished.

const TOKEN = new RegExp(
  [
    String.raw`(?<comment>#[^\n]*)`,
    String.raw`(?<iri><[^<>"{}|^\x60\\\s]*>)`,
    String.raw`(?<string>"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)`,
    String.raw`(?<variable>[?$]\w+)`,
    String.raw`(?<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)`,
    String.raw`(?<name>(?:_|[A-Za-z][\w-]*)?:(?:[\w%](?:[\w%.-]*[\w%-])?)?)`,
    String.raw`(?<word>[A-Za-z_][\w-]*)`,
    String.raw`(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)`,
    String.raw`(?<sign>\^\^|&&|\|\||[<>!]=|[^\s])`,
  ].join("|"),
  "gu",
);

/** Take a query apart: each token with its kind, its text and where it stands. */
export function tokens(text) {
  return Array.from(text.matchAll(TOKEN), (found) => {
    const kind = Object.keys(found.groups).find((name) => found.groups[name] !== undefined);
    return { kind, text: found[0], from: found.index, to: found.index + found[0].length };
  });
}

export const KEYWORDS = (
  "ASK AVG AS ASC BASE BIND BOUND BY COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DESC DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP " +
  "GROUP_CONCAT HAVING IF IN ISBLANK ISIRI ISLITERAL LANG LANGMATCHES LCASE LIMIT MAX MIN MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED " +
  "REGEX REPLACE SAMETERM SAMPLE SELECT SEPARATOR SERVICE SILENT STR STRAFTER STRBEFORE STRENDS STRLEN STRSTARTS SUBSTR SUM UCASE UNDEF UNION " +
  "VALUES WHERE YEAR"
).split(" ");
const KEYWORD = new Set(KEYWORDS);
export const isKeyword = (token) => token.kind === "word" && KEYWORD.has(token.text.toUpperCase());

const PATH = new Set(["/", "|", "^", "!"]);
const AFTER_PATH = new Set(["*", "+", "?"]);

/** Follow a query from its beginning; `state` is what may come next, `triples` what was said. */
class Walk {
  constructor() {
    this.frames = [{ kind: "query", slot: "none" }];
    this.triples = [];
  }

  get frame() {
    return this.frames.at(-1);
  }

  take(token) {
    const { kind, text } = token;
    if (kind === "comment") return;
    if (kind === "sign") this.sign(text);
    else if (kind === "word" && isKeyword(token)) this.keyword(text.toUpperCase());
    else if (kind === "language") return;
    else this.term(text);
  }

  sign(text) {
    const frame = this.frame;
    if (text === "{") this.frames.push({ kind: frame.opens ?? "group", slot: frame.opens ? "object" : "subject" });
    else if (text === "[") this.frames.push({ kind: "blank", slot: "predicate", subject: `[${this.triples.length}`, opened: true });
    else if (text === "(") this.frames.push({ kind: "paren", slot: frame.slot === "predicate" ? "predicate" : frame.opens ? "none" : "expression" });
    else if (text === "}" || text === "]" || text === ")") this.close(text);
    else if (frame.kind === "values" || frame.kind === "paren" || frame.kind === "query") {
      if (frame.slot === "object" && PATH.has(text)) frame.slot = "predicate";
    } else if (text === ".") Object.assign(frame, { slot: "subject", subject: null });
    else if (text === ";") Object.assign(frame, { slot: "predicate", path: null, odd: false });
    else if (text === ",") frame.slot = "object";
    else if (text === "^^") frame.skips = true;
    else if (PATH.has(text)) Object.assign(frame, { slot: "predicate", path: text === "/" ? frame.predicate : null, odd: frame.odd || text !== "/" });
    else if (AFTER_PATH.has(text)) return;
  }

  close(text) {
    if (this.frames.length === 1) return;
    const closed = this.frames.pop();
    delete this.frame.opens;
    if (text === "}") Object.assign(this.frame, this.frame.kind === "query" ? { slot: "none" } : { slot: "subject", subject: null });
    else if (closed.kind === "blank") this.term(closed.subject);
    else if (closed.slot === "expression") this.frame.slot = this.frame.kind === "group" ? "subject" : this.frame.slot;
    else if (closed.kind === "paren" && this.frame.slot === "predicate") this.term("()");
  }

  keyword(word) {
    const frame = this.frame;
    frame.after = word;
    if (word === "VALUES") Object.assign(frame, { opens: "values", slot: "none" });
    else if (word === "GRAPH" || word === "SERVICE") frame.skips = true;
    else if (frame.kind === "group" && /^(OPTIONAL|UNION|MINUS|FILTER|BIND|NOT|EXISTS)$/.test(word)) Object.assign(frame, { slot: "subject", subject: null });
  }

  term(text) {
    const frame = this.frame;
    if (frame.skips) {
      frame.skips = false;
    } else if (frame.slot === "subject") {
      Object.assign(frame, { subject: text, slot: "predicate", path: null, odd: false });
    } else if (frame.slot === "predicate") {
      Object.assign(frame, { predicate: text, slot: "object" });
    } else if (frame.slot === "object" && frame.kind !== "values") {
      this.triples.push({ subject: frame.subject, predicate: frame.odd ? null : frame.predicate, first: !frame.path, object: text });
      frame.slot = "after";
    }
  }
}

/** What may stand at a place: `slot`, and of whom (`subject`) and by what (`predicate`) it is said. */
export function place(text, at) {
  const walk = new Walk();
  for (const token of tokens(text.slice(0, at))) walk.take(token);
  const { slot, subject, predicate, path, kind } = walk.frame;
  return { slot, subject, predicate, path, kind };
}

/** All that a query says of its subjects. */
export function triples(text) {
  const walk = new Walk();
  for (const token of tokens(text)) walk.take(token);
  return walk.triples;
}

/** The prefix lines of a query: name, namespace, and where each stands. */
export function prefixLines(text) {
  const all = tokens(text).filter((token) => token.kind !== "comment");
  return all.flatMap((token, index) => {
    const [name, iri] = [all[index + 1], all[index + 2]];
    const is = token.kind === "word" && token.text.toUpperCase() === "PREFIX" && name?.kind === "name" && iri?.kind === "iri";
    return is ? [{ prefix: name.text.slice(0, -1), namespace: iri.text.slice(1, -1), from: token.from, to: iri.to }] : [];
  });
}

/** How to add a line for a prefix, in its place by the alphabet; nothing if it is there. */
export function prefixAdded(text, prefix, namespace) {
  const lines = prefixLines(text);
  if (lines.some((line) => line.prefix === prefix)) return null;
  const line = `PREFIX ${prefix}: <${namespace}>\n`;
  const next = lines.find((each) => each.prefix > prefix);
  if (next) return { from: next.from, insert: line };
  if (lines.length) return { from: lines.at(-1).to, insert: `\n${line.trimEnd()}` };
  const first = tokens(text).find((token) => token.kind !== "comment");
  return { from: first?.from ?? text.length, insert: `${line}\n` };
}
