// A query set in order: the prefixes that it uses and no others, keywords in capitals, a step of two for each bracket.

import { isKeyword, prefixLines, tokens } from "./reading.js";

/** Tidy a query; what it says stays the same. */
export function tidied(text, vocabulary) {
  const lines = prefixLines(text);
  let body = text;
  for (const { from, to } of lines.toReversed()) body = body.slice(0, from) + body.slice(to).replace(/^[ \t]*\n/, "");
  const used = new Set(tokens(body).filter(({ kind }) => kind === "name").map((token) => token.text.slice(0, token.text.indexOf(":"))));
  const known = new Map(lines.map(({ prefix, namespace }) => [prefix, namespace]));
  const declared = [...used].filter((prefix) => known.has(prefix) || vocabulary.prefixes[prefix]).sort();
  const head = declared.map((prefix) => `PREFIX ${prefix}: <${known.get(prefix) ?? vocabulary.prefixes[prefix]}>\n`).join("");
  const [, comments, rest] = body.match(/^((?:[ \t]*(?:#[^\n]*)?\n)*)([^]*)$/);
  const kept = comments.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => `${line}\n`).join("");
  return `${kept}${head}${head || kept ? "\n" : ""}${indented(capitals(rest.trim()))}\n`;
}

function capitals(text) {
  let tidy = text;
  for (const token of tokens(text).toReversed()) {
    if (isKeyword(token)) tidy = tidy.slice(0, token.from) + token.text.toUpperCase() + tidy.slice(token.to);
  }
  return tidy;
}

function indented(text) {
  const inside = tokens(text).filter(({ kind, text: said }) => kind === "string" && said.includes("\n"));
  let [at, depth, goesOn] = [0, 0, false];
  const lines = text.split("\n").map((line) => {
    const from = at;
    at += line.length + 1;
    if (inside.some((token) => token.from < from && from < token.to)) return line;
    const signs = tokens(line).filter(({ kind }) => kind !== "comment");
    const closing = signs.findIndex(({ text: sign }) => !"}])".includes(sign));
    const steps = depth - (closing === -1 ? signs.length : closing) + (goesOn && !/^[}\])]/.test(line.trim()) ? 1 : 0);
    for (const { kind, text: sign } of signs) if (kind === "sign") depth += "{[(".includes(sign) ? 1 : "}])".includes(sign) ? -1 : 0;
    depth = Math.max(0, depth);
    const last = signs.at(-1)?.text;
    goesOn = last ? last === ";" || last === "," : goesOn;
    return line.trim() ? "  ".repeat(Math.max(0, steps)) + line.trim() : "";
  });
  return lines.join("\n").replace(/\n{3,}/g, "\n\n");
}
