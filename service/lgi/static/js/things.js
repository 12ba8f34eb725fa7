// Records found by their labels, as the reconciliation service suggests them.

const MOST = 12;

/** A finder of records whose label begins like a text; `council:wig` looks among councils alone. */
export function finder(base, vocabulary) {
  const known = new Map();
  return async (text) => {
    const [, prefix, words] = text.match(/^(?:([\w-]+):)?(.*)$/) ?? [];
    const namespace = prefix && vocabulary.prefixes[prefix];
    if (!words || (prefix && !namespace?.includes("/id/"))) return [];
    const asked = words.replaceAll("-", " ");
    if (!known.has(asked)) known.set(asked, suggested(base, asked));
    const found = await known.get(asked);
    return found.filter((thing) => !namespace || thing.iri.startsWith(namespace)).slice(0, MOST);
  };
}

async function suggested(base, prefix) {
  try {
    const response = await fetch(`${base}/reconcile/suggest/entity?${new URLSearchParams({ prefix })}`);
    if (!response.ok) return [];
    const { result } = await response.json();
    return result.map((each) => ({ iri: each.id, label: each.name, comment: each.description }));
  } catch {
    return [];
  }
}
