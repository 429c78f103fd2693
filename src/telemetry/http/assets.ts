/** What is served of the page: its files, and the libraries that it loads. */
import viz from "@viz-js/viz" with { type: "text" };
import uplot from "uplot/dist/uPlot.esm.js" with { type: "text" };
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import { PAGE_FILES } from "./page_files.ts";

const CSS = "text/css; charset=utf-8";
// viz.js holds its WebAssembly as text outside of ASCII: without the charset it would not survive.
const SCRIPT = "text/javascript; charset=utf-8";

/** The content types of the page's files, by what their names end with. */
const TYPES: Readonly<Record<string, string>> = {
  css: CSS,
  html: "text/html; charset=utf-8",
  js: SCRIPT,
  json: "application/json; charset=utf-8",
  svg: "image/svg+xml",
  yml: "application/yaml; charset=utf-8",
};

/** A file of the page. */
export interface Asset {
  /** Its content type. */
  readonly type: string;
  /** Its content. */
  readonly text: string;
}

/** The files of `static/`, by name. */
export const PAGE_ASSETS: Readonly<Record<string, Asset>> = Object.fromEntries(
  Object.entries(PAGE_FILES).map(([name, text]) => [name, { type: typeOf(name), text }]),
);

function typeOf(name: string): string {
  const ending = name.slice(name.lastIndexOf(".") + 1);
  const type = TYPES[ending];
  if (type === undefined) {
    throw new TypeError(
      `Cannot serve static/${name}: nobody knows the content type of .${ending}, add it to TYPES`,
    );
  }
  return type;
}

/** The layout engine. */
export const VIZ: Asset = { type: SCRIPT, text: viz };

/** The chart library, loaded when charts are first looked at. */
export const UPLOT: Asset = { type: SCRIPT, text: uplot };

/** The styles of the charts. */
export const UPLOT_STYLE: Asset = { type: CSS, text: uplotStyle };
