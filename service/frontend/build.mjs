// Bundle what others wrote into ../lgi/static/vendor: three modules, two fonts, and the licence of each part.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "..", "lgi", "static", "vendor");
const fonts = {
  "source-sans-3": "@fontsource-variable/source-sans-3",
  "source-serif-4": "@fontsource-variable/source-serif-4",
};

await rm(vendor, { recursive: true, force: true });
await mkdir(vendor, { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/editor.js", "src/charts.js", "src/network.js"],
  outdir: vendor,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  metafile: true,
});
const faces = [];
for (const [name, folder] of Object.entries(fonts)) {
  await copyFile(join(here, "node_modules", folder, "files", `${name}-latin-wght-normal.woff2`), join(vendor, `${name}.woff2`));
  const family = name.split("-").map((word) => word[0].toUpperCase() + word.slice(1)).join(" ");
  faces.push(
    `@font-face { font-family: "${family}"; src: url("${name}.woff2") format("woff2"); font-weight: 200 900; font-display: swap; }\n`,
  );
}
await writeFile(join(vendor, "fonts.css"), faces.join(""));
await writeFile(join(vendor, "THIRD-PARTY.txt"), await licences(bundled(Object.keys(metafile.inputs))));

function bundled(inputs) {
  const folders = inputs.flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);
  return [...new Set([...folders, ...Object.values(fonts).map((folder) => `node_modules/${folder}`)])].sort();
}

async function licences(folders) {
  const parts = ["What the files beside this one are made of: each package with its version, its licence and the text of it.\n"];
  for (const folder of folders) {
    const about = JSON.parse(await readFile(join(here, folder, "package.json"), "utf8"));
    const file = (await readdir(join(here, folder))).find((name) => /^(licen[cs]e|copying)/i.test(name));
    if (!file) throw new Error(`${about.name} has no licence file: say in build.mjs where its licence stands`);
    const text = await readFile(join(here, folder, file), "utf8");
    parts.push(`${"=".repeat(100)}\n${about.name} ${about.version}\n${about.license}\n\n${text.trim()}\n`);
  }
  return parts.join("\n");
}
