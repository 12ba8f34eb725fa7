// A link that holds the query: compressed, after the `#`, so that it is never sent to the server and nothing is stored.

const FORMAT = "deflate-raw";

/** Pack a text for an address. */
export async function packed(text) {
  const bytes = await through(new CompressionStream(FORMAT), new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The text that was packed; nothing if it is no such thing. */
export async function unpacked(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(await through(new DecompressionStream(FORMAT), bytes));
  } catch {
    return null;
  }
}

async function through(stream, bytes) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

/** What stands after the `#`: the query and the view it was looked at in. */
export async function state(hash) {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  return { query: said.has("q") ? await unpacked(said.get("q")) : null, view: said.get("view"), damaged: said.has("q") };
}
