// Bundles src/widgets/<name>/index.tsx into ../nemo_widgets/static/<name>.js, one self-contained ES module each, what
// loads them (src/loader.ts), and src/style/index.css into nemo.css. `--watch` rebuilds on change; `--harness` builds
// test/harness.ts instead.
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import * as esbuild from "esbuild";

const here = new URL(".", import.meta.url).pathname;
const outdir = `${here}../nemo_widgets/static`;
const widgets = readdirSync(`${here}src/widgets`).filter((name) => existsSync(`${here}src/widgets/${name}/index.tsx`));

const pages = Object.fromEntries(widgets.map((name) => [name, `src/widgets/${name}/index.tsx`]));
const shared = { loader: "src/loader.ts", nemo: "src/style/index.css" };
const options = {
  absWorkingDir: here,
  outdir,
  bundle: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  legalComments: "none",
  minify: true,
  logLevel: "warning",
};

/** Leaves out of the catalogues what a page never says: words whose names stand in quotes in none of its modules. */
function onlyWordsOf(modules) {
  const said = new Set(modules.flatMap((path) => readFileSync(here + path, "utf8").match(/(?<=")\w+(?=")/g) ?? []));
  return {
    name: "words",
    setup(build) {
      build.onLoad({ filter: /[\\/]lib[\\/]words\.ts$/ }, ({ path }) => {
        const all = readFileSync(path, "utf8");
        const entry = /^ {2}(\w+):\s*"(?:[^"\\]|\\.)*",\n/gm;
        return { contents: all.replace(entry, (line, word) => (said.has(word) ? line : "")), loader: "ts" };
      });
    },
  };
}

async function buildPage(name) {
  const page = { ...options, entryPoints: { [name]: pages[name] } };
  const { metafile } = await esbuild.build({ ...page, metafile: true, write: false });
  const modules = Object.keys(metafile.inputs).filter((path) => path.startsWith("src/") && !path.endsWith("/words.ts"));
  await esbuild.build({ ...page, plugins: [onlyWordsOf(modules)] });
}

mkdirSync(outdir, { recursive: true });
if (process.argv.includes("--harness")) {
  await esbuild.build({ ...options, entryPoints: ["test/harness.ts"], outdir: "test/build" });
} else if (process.argv.includes("--watch")) {
  const entryPoints = { ...pages, ...shared };
  const context = await esbuild.context({
    ...options,
    entryPoints,
    minify: false,
    sourcemap: "inline",
    logLevel: "info",
  });
  await context.watch();
} else {
  await Promise.all([esbuild.build({ ...options, entryPoints: shared }), ...widgets.map(buildPage)]);
}
