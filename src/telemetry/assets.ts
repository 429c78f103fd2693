/**
 * Every file of the page, as text: part of the module graph, so that it is there from a clone, from a cache and from an
 * https URL alike, and needs no permission. The only file with text imports.
 */
import viz from "@viz-js/viz" with { type: "text" };
import columns from "../../static/columns.js" with { type: "text" };
import connection from "../../static/connection.js" with { type: "text" };
import detailRows from "../../static/detail_rows.js" with { type: "text" };
import details from "../../static/details.js" with { type: "text" };
import dom from "../../static/dom.js" with { type: "text" };
import edgeView from "../../static/edge_view.js" with { type: "text" };
import exact from "../../static/exact.js" with { type: "text" };
import icon from "../../static/favicon.svg" with { type: "text" };
import geometry from "../../static/geometry.js" with { type: "text" };
import graphView from "../../static/graph_view.js" with { type: "text" };
import headerView from "../../static/header_view.js" with { type: "text" };
import pageHistory from "../../static/history.js" with { type: "text" };
import index from "../../static/index.html" with { type: "text" };
import layout from "../../static/layout.js" with { type: "text" };
import layoutDot from "../../static/layout_dot.js" with { type: "text" };
import layoutWorker from "../../static/layout_worker.js" with { type: "text" };
import levels from "../../static/levels.js" with { type: "text" };
import lifeView from "../../static/life_view.js" with { type: "text" };
import marks from "../../static/marks.js" with { type: "text" };
import measure from "../../static/measure.js" with { type: "text" };
import model from "../../static/model.js" with { type: "text" };
import nodeView from "../../static/node_view.js" with { type: "text" };
import numbers from "../../static/numbers.js" with { type: "text" };
import pageStyle from "../../static/page.css" with { type: "text" };
import pageScript from "../../static/page.js" with { type: "text" };
import spark from "../../static/spark.js" with { type: "text" };
import table from "../../static/table.js" with { type: "text" };
import tableView from "../../static/table_view.js" with { type: "text" };
import theme from "../../static/theme.js" with { type: "text" };
import viewport from "../../static/viewport.js" with { type: "text" };
import why from "../../static/why.js" with { type: "text" };

const HTML = "text/html; charset=utf-8";
const CSS = "text/css; charset=utf-8";
const SVG = "image/svg+xml";
// viz.js holds its WebAssembly as text outside of ASCII: without the charset it would not survive.
const SCRIPT = "text/javascript; charset=utf-8";

/** A file of the page. */
export interface Asset {
  /** Its content type. */
  readonly type: string;
  /** Its content. */
  readonly text: string;
}

/** The files of `static/`, by name. */
export const PAGE_ASSETS: Readonly<Record<string, Asset>> = {
  "columns.js": { type: SCRIPT, text: columns },
  "connection.js": { type: SCRIPT, text: connection },
  "detail_rows.js": { type: SCRIPT, text: detailRows },
  "details.js": { type: SCRIPT, text: details },
  "dom.js": { type: SCRIPT, text: dom },
  "edge_view.js": { type: SCRIPT, text: edgeView },
  "exact.js": { type: SCRIPT, text: exact },
  "favicon.svg": { type: SVG, text: icon },
  "geometry.js": { type: SCRIPT, text: geometry },
  "graph_view.js": { type: SCRIPT, text: graphView },
  "header_view.js": { type: SCRIPT, text: headerView },
  "history.js": { type: SCRIPT, text: pageHistory },
  "index.html": { type: HTML, text: index },
  "layout.js": { type: SCRIPT, text: layout },
  "layout_dot.js": { type: SCRIPT, text: layoutDot },
  "layout_worker.js": { type: SCRIPT, text: layoutWorker },
  "levels.js": { type: SCRIPT, text: levels },
  "life_view.js": { type: SCRIPT, text: lifeView },
  "marks.js": { type: SCRIPT, text: marks },
  "measure.js": { type: SCRIPT, text: measure },
  "model.js": { type: SCRIPT, text: model },
  "node_view.js": { type: SCRIPT, text: nodeView },
  "numbers.js": { type: SCRIPT, text: numbers },
  "page.css": { type: CSS, text: pageStyle },
  "page.js": { type: SCRIPT, text: pageScript },
  "spark.js": { type: SCRIPT, text: spark },
  "table.js": { type: SCRIPT, text: table },
  "table_view.js": { type: SCRIPT, text: tableView },
  "theme.js": { type: SCRIPT, text: theme },
  "viewport.js": { type: SCRIPT, text: viewport },
  "why.js": { type: SCRIPT, text: why },
};

/** The layout engine. */
export const VIZ: Asset = { type: SCRIPT, text: viz };
