// Bundles src/widgets/<name>/index.tsx into ../nemo_widgets/static/<name>.js, one self-contained ES module each,
// and src/style/index.css into nemo.css. `--watch` rebuilds on change; `--harness` builds test/harness.ts besides.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import * as esbuild from "esbuild";

const here = new URL(".", import.meta.url).pathname;
const outdir = `${here}../nemo_widgets/static`;
const widgets = readdirSync(`${here}src/widgets`).filter((name) => existsSync(`${here}src/widgets/${name}/index.tsx`));

const options = {
  absWorkingDir: here,
  entryPoints: {
    ...Object.fromEntries(widgets.map((name) => [name, `src/widgets/${name}/index.tsx`])),
    nemo: "src/style/index.css",
  },
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

mkdirSync(outdir, { recursive: true });
if (process.argv.includes("--harness")) {
  const outfile = "test/build/harness.js";
  const { entryPoints, outdir: _, ...rest } = options;
  await esbuild.build({ ...rest, entryPoints: ["test/harness.ts"], outfile });
}
if (process.argv.includes("--watch")) {
  const context = await esbuild.context({ ...options, minify: false, sourcemap: "inline", logLevel: "info" });
  await context.watch();
} else {
  await esbuild.build(options);
}
