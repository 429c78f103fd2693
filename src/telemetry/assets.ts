/**
 * Every file of the page, as text: part of the module graph, so that it is there from a clone, from a cache and from an
 * https URL alike, and needs no permission. The only file with text imports.
 */
import viz from "@viz-js/viz" with { type: "text" };
import uplot from "uplot/dist/uPlot.esm.js" with { type: "text" };
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import catchUp from "../../static/catch_up.js" with { type: "text" };
import channelLabel from "../../static/channel_label.js" with { type: "text" };
import columns from "../../static/columns.js" with { type: "text" };
import connection from "../../static/connection.js" with { type: "text" };
import culprit from "../../static/culprit.js" with { type: "text" };
import detailRows from "../../static/detail_rows.js" with { type: "text" };
import details from "../../static/details.js" with { type: "text" };
import dom from "../../static/dom.js" with { type: "text" };
import edgeView from "../../static/edge_view.js" with { type: "text" };
import exact from "../../static/exact.js" with { type: "text" };
import icon from "../../static/favicon.svg" with { type: "text" };
import feedHub from "../../static/feed_hub.js" with { type: "text" };
import feedTab from "../../static/feed_tab.js" with { type: "text" };
import feedWorker from "../../static/feed_worker.js" with { type: "text" };
import flameBoxes from "../../static/flame/flame_boxes.js" with { type: "text" };
import flameText from "../../static/flame/flame_text.js" with { type: "text" };
import flameTree from "../../static/flame/flame_tree.js" with { type: "text" };
import flameView from "../../static/flame/flame_view.js" with { type: "text" };
import profileDialog from "../../static/flame/profile_dialog.js" with { type: "text" };
import profileTab from "../../static/flame/profile_tab.js" with { type: "text" };
import geometry from "../../static/geometry.js" with { type: "text" };
import graphCells from "../../static/graph/cells.js" with { type: "text" };
import graphCsv from "../../static/graph/csv.js" with { type: "text" };
import graphDrawing from "../../static/graph/drawing.js" with { type: "text" };
import graphExportMenu from "../../static/graph/export_menu.js" with { type: "text" };
import graphFindBox from "../../static/graph/find_box.js" with { type: "text" };
import graphFold from "../../static/graph/fold.js" with { type: "text" };
import graphFolding from "../../static/graph/folding.js" with { type: "text" };
import graphFragment from "../../static/graph/fragment.js" with { type: "text" };
import graphGroupPanel from "../../static/graph/group_panel.js" with { type: "text" };
import graphGroupView from "../../static/graph/group_view.js" with { type: "text" };
import graphKeys from "../../static/graph/keys.js" with { type: "text" };
import graphLensView from "../../static/graph/lens_view.js" with { type: "text" };
import graphLink from "../../static/graph/link.js" with { type: "text" };
import graphMarking from "../../static/graph/marking.js" with { type: "text" };
import graphMinimap from "../../static/graph/minimap.js" with { type: "text" };
import graphMoves from "../../static/graph/moves.js" with { type: "text" };
import graphPictureExport from "../../static/graph/picture_export.js" with { type: "text" };
import graphRowCut from "../../static/graph/row_cut.js" with { type: "text" };
import graphRowStack from "../../static/graph/row_stack.js" with { type: "text" };
import graphScene from "../../static/graph/scene.js" with { type: "text" };
import graphSearch from "../../static/graph/search.js" with { type: "text" };
import graphShares from "../../static/graph/shares.js" with { type: "text" };
import graphSpeak from "../../static/graph/speak.js" with { type: "text" };
import graphSteps from "../../static/graph/steps.js" with { type: "text" };
import graphSummary from "../../static/graph/summary.js" with { type: "text" };
import graphView from "../../static/graph_view.js" with { type: "text" };
import headerView from "../../static/header_view.js" with { type: "text" };
import pageHistory from "../../static/history.js" with { type: "text" };
import prometheusAlerts from "../../static/prometheus-alerts.yml" with { type: "text" };
import grafana from "../../static/grafana.json" with { type: "text" };
import index from "../../static/index.html" with { type: "text" };
import journal from "../../static/journal.js" with { type: "text" };
import kindText from "../../static/kind_text.js" with { type: "text" };
import layout from "../../static/layout.js" with { type: "text" };
import layoutDot from "../../static/layout_dot.js" with { type: "text" };
import layoutWorker from "../../static/layout_worker.js" with { type: "text" };
import lensWords from "../../static/lens_words.js" with { type: "text" };
import levels from "../../static/levels.js" with { type: "text" };
import lifeView from "../../static/life_view.js" with { type: "text" };
import marks from "../../static/marks.js" with { type: "text" };
import measure from "../../static/measure.js" with { type: "text" };
import model from "../../static/model.js" with { type: "text" };
import navigation from "../../static/navigation.js" with { type: "text" };
import nodeView from "../../static/node_view.js" with { type: "text" };
import numbers from "../../static/numbers.js" with { type: "text" };
import pageStyle from "../../static/page.css" with { type: "text" };
import pageScript from "../../static/page.js" with { type: "text" };
import alertsView from "../../static/panel/alerts_view.js" with { type: "text" };
import buckets from "../../static/panel/buckets.js" with { type: "text" };
import chart from "../../static/panel/chart.js" with { type: "text" };
import chartData from "../../static/panel/chart_data.js" with { type: "text" };
import chartLibrary from "../../static/panel/chart_library.js" with { type: "text" };
import chartsTab from "../../static/panel/charts_tab.js" with { type: "text" };
import eventViews from "../../static/panel/event_views.js" with { type: "text" };
import latencyTab from "../../static/panel/latency_tab.js" with { type: "text" };
import lifeEntry from "../../static/panel/life_entry.js" with { type: "text" };
import lifeList from "../../static/panel/life_list.js" with { type: "text" };
import logView from "../../static/panel/log_view.js" with { type: "text" };
import metrics from "../../static/panel/metrics.js" with { type: "text" };
import nowTab from "../../static/panel/now_tab.js" with { type: "text" };
import statistics from "../../static/panel/statistics.js" with { type: "text" };
import panels from "../../static/panels.css" with { type: "text" };
import pulse from "../../static/pulse.js" with { type: "text" };
import checkEvents from "../../static/replay/check_events.js" with { type: "text" };
import checkValues from "../../static/replay/check_values.js" with { type: "text" };
import clockText from "../../static/replay/clock_text.js" with { type: "text" };
import cursor from "../../static/replay/cursor.js" with { type: "text" };
import dropped from "../../static/replay/dropped.js" with { type: "text" };
import historyOf from "../../static/replay/history_of.js" with { type: "text" };
import player from "../../static/replay/player.js" with { type: "text" };
import recording from "../../static/replay/recording.js" with { type: "text" };
import sources from "../../static/replay/sources.js" with { type: "text" };
import stateWords from "../../static/replay/state_words.js" with { type: "text" };
import strip from "../../static/replay/strip.js" with { type: "text" };
import stripView from "../../static/replay/strip_view.js" with { type: "text" };
import timeBar from "../../static/replay/time_bar.js" with { type: "text" };
import timeTravel from "../../static/replay/time_travel.js" with { type: "text" };
import valueKinds from "../../static/replay/value_kinds.js" with { type: "text" };
import sheet from "../../static/sheet.js" with { type: "text" };
import spark from "../../static/spark.js" with { type: "text" };
import table from "../../static/table.js" with { type: "text" };
import tableColumns from "../../static/table_columns.js" with { type: "text" };
import tableView from "../../static/table_view.js" with { type: "text" };
import theme from "../../static/theme.js" with { type: "text" };
import viewport from "../../static/viewport.js" with { type: "text" };
import waitCycles from "../../static/wait_cycles.js" with { type: "text" };
import waits from "../../static/waits.js" with { type: "text" };
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
  "catch_up.js": { type: SCRIPT, text: catchUp },
  "channel_label.js": { type: SCRIPT, text: channelLabel },
  "columns.js": { type: SCRIPT, text: columns },
  "connection.js": { type: SCRIPT, text: connection },
  "culprit.js": { type: SCRIPT, text: culprit },
  "detail_rows.js": { type: SCRIPT, text: detailRows },
  "details.js": { type: SCRIPT, text: details },
  "dom.js": { type: SCRIPT, text: dom },
  "edge_view.js": { type: SCRIPT, text: edgeView },
  "exact.js": { type: SCRIPT, text: exact },
  "favicon.svg": { type: SVG, text: icon },
  "feed_hub.js": { type: SCRIPT, text: feedHub },
  "feed_tab.js": { type: SCRIPT, text: feedTab },
  "feed_worker.js": { type: SCRIPT, text: feedWorker },
  "flame/flame_boxes.js": { type: SCRIPT, text: flameBoxes },
  "flame/flame_text.js": { type: SCRIPT, text: flameText },
  "flame/flame_tree.js": { type: SCRIPT, text: flameTree },
  "flame/flame_view.js": { type: SCRIPT, text: flameView },
  "flame/profile_dialog.js": { type: SCRIPT, text: profileDialog },
  "flame/profile_tab.js": { type: SCRIPT, text: profileTab },
  "geometry.js": { type: SCRIPT, text: geometry },
  "graph/cells.js": { type: SCRIPT, text: graphCells },
  "graph/csv.js": { type: SCRIPT, text: graphCsv },
  "graph/drawing.js": { type: SCRIPT, text: graphDrawing },
  "graph/export_menu.js": { type: SCRIPT, text: graphExportMenu },
  "graph/find_box.js": { type: SCRIPT, text: graphFindBox },
  "graph/fold.js": { type: SCRIPT, text: graphFold },
  "graph/folding.js": { type: SCRIPT, text: graphFolding },
  "graph/fragment.js": { type: SCRIPT, text: graphFragment },
  "graph/group_panel.js": { type: SCRIPT, text: graphGroupPanel },
  "graph/group_view.js": { type: SCRIPT, text: graphGroupView },
  "graph/keys.js": { type: SCRIPT, text: graphKeys },
  "graph/lens_view.js": { type: SCRIPT, text: graphLensView },
  "graph/link.js": { type: SCRIPT, text: graphLink },
  "graph/marking.js": { type: SCRIPT, text: graphMarking },
  "graph/minimap.js": { type: SCRIPT, text: graphMinimap },
  "graph/moves.js": { type: SCRIPT, text: graphMoves },
  "graph/picture_export.js": { type: SCRIPT, text: graphPictureExport },
  "graph/row_cut.js": { type: SCRIPT, text: graphRowCut },
  "graph/row_stack.js": { type: SCRIPT, text: graphRowStack },
  "graph/scene.js": { type: SCRIPT, text: graphScene },
  "graph/search.js": { type: SCRIPT, text: graphSearch },
  "graph/shares.js": { type: SCRIPT, text: graphShares },
  "graph/speak.js": { type: SCRIPT, text: graphSpeak },
  "graph/steps.js": { type: SCRIPT, text: graphSteps },
  "graph/summary.js": { type: SCRIPT, text: graphSummary },
  "graph_view.js": { type: SCRIPT, text: graphView },
  "header_view.js": { type: SCRIPT, text: headerView },
  "history.js": { type: SCRIPT, text: pageHistory },
  "grafana.json": { type: "application/json; charset=utf-8", text: grafana },
  "index.html": { type: HTML, text: index },
  "journal.js": { type: SCRIPT, text: journal },
  "kind_text.js": { type: SCRIPT, text: kindText },
  "layout.js": { type: SCRIPT, text: layout },
  "layout_dot.js": { type: SCRIPT, text: layoutDot },
  "layout_worker.js": { type: SCRIPT, text: layoutWorker },
  "lens_words.js": { type: SCRIPT, text: lensWords },
  "levels.js": { type: SCRIPT, text: levels },
  "life_view.js": { type: SCRIPT, text: lifeView },
  "marks.js": { type: SCRIPT, text: marks },
  "measure.js": { type: SCRIPT, text: measure },
  "model.js": { type: SCRIPT, text: model },
  "navigation.js": { type: SCRIPT, text: navigation },
  "node_view.js": { type: SCRIPT, text: nodeView },
  "numbers.js": { type: SCRIPT, text: numbers },
  "prometheus-alerts.yml": { type: "application/yaml; charset=utf-8", text: prometheusAlerts },
  "page.css": { type: CSS, text: pageStyle },
  "page.js": { type: SCRIPT, text: pageScript },
  "panel/alerts_view.js": { type: SCRIPT, text: alertsView },
  "panel/buckets.js": { type: SCRIPT, text: buckets },
  "panel/chart.js": { type: SCRIPT, text: chart },
  "panel/chart_data.js": { type: SCRIPT, text: chartData },
  "panel/chart_library.js": { type: SCRIPT, text: chartLibrary },
  "panel/charts_tab.js": { type: SCRIPT, text: chartsTab },
  "panel/event_views.js": { type: SCRIPT, text: eventViews },
  "panel/latency_tab.js": { type: SCRIPT, text: latencyTab },
  "panel/life_entry.js": { type: SCRIPT, text: lifeEntry },
  "panel/life_list.js": { type: SCRIPT, text: lifeList },
  "panel/log_view.js": { type: SCRIPT, text: logView },
  "panel/metrics.js": { type: SCRIPT, text: metrics },
  "panel/now_tab.js": { type: SCRIPT, text: nowTab },
  "panel/statistics.js": { type: SCRIPT, text: statistics },
  "panels.css": { type: CSS, text: panels },
  "pulse.js": { type: SCRIPT, text: pulse },
  "replay/check_events.js": { type: SCRIPT, text: checkEvents },
  "replay/check_values.js": { type: SCRIPT, text: checkValues },
  "replay/clock_text.js": { type: SCRIPT, text: clockText },
  "replay/cursor.js": { type: SCRIPT, text: cursor },
  "replay/dropped.js": { type: SCRIPT, text: dropped },
  "replay/history_of.js": { type: SCRIPT, text: historyOf },
  "replay/player.js": { type: SCRIPT, text: player },
  "replay/recording.js": { type: SCRIPT, text: recording },
  "replay/sources.js": { type: SCRIPT, text: sources },
  "replay/state_words.js": { type: SCRIPT, text: stateWords },
  "replay/strip.js": { type: SCRIPT, text: strip },
  "replay/strip_view.js": { type: SCRIPT, text: stripView },
  "replay/time_bar.js": { type: SCRIPT, text: timeBar },
  "replay/time_travel.js": { type: SCRIPT, text: timeTravel },
  "replay/value_kinds.js": { type: SCRIPT, text: valueKinds },
  "sheet.js": { type: SCRIPT, text: sheet },
  "spark.js": { type: SCRIPT, text: spark },
  "table.js": { type: SCRIPT, text: table },
  "table_columns.js": { type: SCRIPT, text: tableColumns },
  "table_view.js": { type: SCRIPT, text: tableView },
  "theme.js": { type: SCRIPT, text: theme },
  "viewport.js": { type: SCRIPT, text: viewport },
  "wait_cycles.js": { type: SCRIPT, text: waitCycles },
  "waits.js": { type: SCRIPT, text: waits },
  "why.js": { type: SCRIPT, text: why },
};

/** The layout engine. */
export const VIZ: Asset = { type: SCRIPT, text: viz };

/** The chart library, loaded when charts are first looked at. */
export const UPLOT: Asset = { type: SCRIPT, text: uplot };

/** The styles of the charts. */
export const UPLOT_STYLE: Asset = { type: CSS, text: uplotStyle };
