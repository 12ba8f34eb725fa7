// The terms of this data: what `/query/vocabulary.json` tells, and what is found in it.

const SITE = "https://w3id.org/lgi/";
const EMPTY = { prefixes: {}, classes: [], properties: [], concepts: [], questions: [] };

export class Vocabulary {
  constructor(told = {}) {
    Object.assign(this, EMPTY, told);
    this.byShort = new Map();
    for (const kind of ["classes", "properties", "concepts"]) {
      for (const term of this[kind]) this.byShort.set(term.short, { ...term, kind });
    }
    this.byIri = new Map([...this.byShort.values()].map((term) => [term.iri, term]));
    this.spaces = Object.entries(this.prefixes).sort(([, one], [, other]) => other.length - one.length);
    // Only where all terms of a namespace are known can one be called unknown.
    const named = [...this.byShort.keys()].map((short) => short.slice(0, short.indexOf(":")));
    const schemes = this.concepts.map((concept) => concept.short.slice(0, concept.short.indexOf(":")));
    this.closed = new Set([...named.filter((prefix) => prefix === "lgi"), ...schemes]);
  }

  /** Fetch it; without it, nothing is completed and nothing is called unknown. */
  static async fetched(base) {
    try {
      const response = await fetch(`${base}/query/vocabulary.json`, { headers: { accept: "application/json" } });
      return new Vocabulary(response.ok ? await response.json() : {});
    } catch {
      return new Vocabulary();
    }
  }

  /** Shorten an IRI with one of our prefixes, or give it in angle brackets. */
  short(iri) {
    const space = this.spaces.find(([, namespace]) => iri.startsWith(namespace));
    const local = space && iri.slice(space[1].length);
    return space && /^[A-Za-z0-9_](?:[\w-]*\w)?$/.test(local) ? `${space[0]}:${local}` : `<${iri}>`;
  }

  /** What to call an IRI when nothing in the data is its label. */
  words(iri) {
    const known = this.byIri.get(iri)?.label;
    if (known) return known;
    if (iri.startsWith("_:")) return iri;
    const local = decodeURIComponent(iri.replace(/[/#]$/, "").split(/[/#]/).pop() || iri);
    const words = local.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll(/[-_]/g, " ");
    return iri.startsWith(SITE) ? words : iri.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");
  }

  /** Terms of a kind whose label or short name begins with a text, or has a word that does. */
  matching(kind, text) {
    const asked = text.trim().toLowerCase();
    const bare = asked.replace(/^[\w-]*:/, "");
    return this[kind].flatMap((term) => {
      const rank = fit(term, asked, bare);
      return rank ? [{ term, rank }] : [];
    });
  }

  /** Terms like one that is none, the likeliest first. */
  like(short, most = 3) {
    const [prefix, local] = short.split(":");
    const asked = local.toLowerCase();
    return [...this.byShort.values()]
      .filter((term) => term.short.startsWith(`${prefix}:`))
      .map((term) => ({ term, far: Math.min(distance(asked, after(term.short)), distance(asked, squeezed(term.label))) }))
      .filter(({ far }) => far <= Math.max(2, asked.length / 3))
      .sort((one, other) => one.far - other.far || other.term.count - one.term.count)
      .slice(0, most)
      .map(({ term }) => term);
  }

  /** The term of that very label: "works through" is `lgi:worksThrough`. */
  labelled(text) {
    const asked = squeezed(text);
    return [...this.byShort.values()].find((term) => squeezed(term.label) === asked || after(term.short) === asked);
  }
}

const after = (short) => short.slice(short.indexOf(":") + 1).toLowerCase();
const squeezed = (text) => (text ?? "").toLowerCase().replace(/[^a-z0-9]/g, "");

function fit(term, asked, bare) {
  if (!asked) return 1;
  const short = term.short.toLowerCase();
  const label = (term.label ?? "").toLowerCase();
  if (short.startsWith(asked) || label.startsWith(asked)) return 4;
  // Whoever writes a prefix means it; whoever writes none may mean any.
  if (asked.includes(":")) return short.startsWith(asked.slice(0, asked.indexOf(":") + 1)) && (after(short).includes(bare) || label.includes(bare)) ? 2 : 0;
  if (after(short).startsWith(asked)) return 4;
  if (` ${label}`.includes(` ${asked}`)) return 3;
  return asked.length > 2 && (short.includes(asked) || label.includes(asked)) ? 2 : 0;
}

/** How many letters must change, come or go. */
export function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[other.length];
}

/** Where this site shows an IRI: ours on the site, others of http(s) where they are, else nowhere. */
export function link(iri, base = "") {
  if (iri.startsWith(SITE)) return `${base}/${iri.slice(SITE.length).replace(/^id\//, "")}`;
  return /^https?:\/\//.test(iri) ? iri : null;
}
