/**
 * Every file of the page, as text: part of the module graph, so that it is there from a clone, from a cache and from an
 * https URL alike, and needs no permission. The only file with text imports.
 */
import viz from "@viz-js/viz" with { type: "text" };
import uplot from "uplot/dist/uPlot.esm.js" with { type: "text" };
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import domStyle from "../../../static/dom/dom.css" with { type: "text" };
import dom from "../../../static/dom/dom.js" with { type: "text" };
import domKeys from "../../../static/dom/keys.js" with { type: "text" };
import domMarks from "../../../static/dom/marks.js" with { type: "text" };
import domMeasure from "../../../static/dom/measure.js" with { type: "text" };
import domShares from "../../../static/dom/shares.js" with { type: "text" };
import domSheet from "../../../static/dom/sheet.js" with { type: "text" };
import domSpark from "../../../static/dom/spark.js" with { type: "text" };
import domSpeak from "../../../static/dom/speak.js" with { type: "text" };
import domTable from "../../../static/dom/table.js" with { type: "text" };
import domTheme from "../../../static/dom/theme.js" with { type: "text" };
import eventsAlertsView from "../../../static/events/alerts_view.js" with { type: "text" };
import eventsEventViews from "../../../static/events/event_views.js" with { type: "text" };
import eventsStyle from "../../../static/events/events.css" with { type: "text" };
import eventsLifeEntry from "../../../static/events/life_entry.js" with { type: "text" };
import eventsLifeList from "../../../static/events/life_list.js" with { type: "text" };
import eventsLifeView from "../../../static/events/life_view.js" with { type: "text" };
import eventsLogView from "../../../static/events/log_view.js" with { type: "text" };
import exportCsv from "../../../static/export/csv.js" with { type: "text" };
import exportStyle from "../../../static/export/export.css" with { type: "text" };
import exportMenu from "../../../static/export/export_menu.js" with { type: "text" };
import exportPictureExport from "../../../static/export/picture_export.js" with { type: "text" };
import icon from "../../../static/favicon.svg" with { type: "text" };
import feedCatchUp from "../../../static/feed/catch_up.js" with { type: "text" };
import feedChronicle from "../../../static/feed/chronicle.js" with { type: "text" };
import feedColumns from "../../../static/feed/columns.js" with { type: "text" };
import feedConnection from "../../../static/feed/connection.js" with { type: "text" };
import feedHub from "../../../static/feed/feed_hub.js" with { type: "text" };
import feedTab from "../../../static/feed/feed_tab.js" with { type: "text" };
import feedWorker from "../../../static/feed/feed_worker.js" with { type: "text" };
import feedFigures from "../../../static/feed/figures.js" with { type: "text" };
import feedModel from "../../../static/feed/model.js" with { type: "text" };
import feedPulse from "../../../static/feed/pulse.js" with { type: "text" };
import findStyle from "../../../static/find/find.css" with { type: "text" };
import findBox from "../../../static/find/find_box.js" with { type: "text" };
import findSearch from "../../../static/find/search.js" with { type: "text" };
import flameStyle from "../../../static/flame/flame.css" with { type: "text" };
import flameBoxes from "../../../static/flame/flame_boxes.js" with { type: "text" };
import flameText from "../../../static/flame/flame_text.js" with { type: "text" };
import flameTree from "../../../static/flame/flame_tree.js" with { type: "text" };
import flameView from "../../../static/flame/flame_view.js" with { type: "text" };
import flameProfileDialog from "../../../static/flame/profile_dialog.js" with { type: "text" };
import flameProfileTab from "../../../static/flame/profile_tab.js" with { type: "text" };
import foldCells from "../../../static/fold/cells.js" with { type: "text" };
import foldStyle from "../../../static/fold/fold.css" with { type: "text" };
import fold from "../../../static/fold/fold.js" with { type: "text" };
import foldFolding from "../../../static/fold/folding.js" with { type: "text" };
import foldSummary from "../../../static/fold/summary.js" with { type: "text" };
import grafana from "../../../static/grafana.json" with { type: "text" };
import graphDrawing from "../../../static/graph/drawing.js" with { type: "text" };
import graphEdgeView from "../../../static/graph/edge_view.js" with { type: "text" };
import graphStyle from "../../../static/graph/graph.css" with { type: "text" };
import graphView from "../../../static/graph/graph_view.js" with { type: "text" };
import graphGroupView from "../../../static/graph/group_view.js" with { type: "text" };
import graphMinimap from "../../../static/graph/minimap.js" with { type: "text" };
import graphNodeView from "../../../static/graph/node_view.js" with { type: "text" };
import graphScene from "../../../static/graph/scene.js" with { type: "text" };
import graphSteps from "../../../static/graph/steps.js" with { type: "text" };
import graphViewport from "../../../static/graph/viewport.js" with { type: "text" };
import index from "../../../static/index.html" with { type: "text" };
import layoutGeometry from "../../../static/layout/geometry.js" with { type: "text" };
import layout from "../../../static/layout/layout.js" with { type: "text" };
import layoutDot from "../../../static/layout/layout_dot.js" with { type: "text" };
import layoutWorker from "../../../static/layout/layout_worker.js" with { type: "text" };
import layoutMoves from "../../../static/layout/moves.js" with { type: "text" };
import layoutRowCut from "../../../static/layout/row_cut.js" with { type: "text" };
import layoutRowStack from "../../../static/layout/row_stack.js" with { type: "text" };
import lensCulprit from "../../../static/lens/culprit.js" with { type: "text" };
import lensStyle from "../../../static/lens/lens.css" with { type: "text" };
import lensView from "../../../static/lens/lens_view.js" with { type: "text" };
import lensWords from "../../../static/lens/lens_words.js" with { type: "text" };
import lensMarking from "../../../static/lens/marking.js" with { type: "text" };
import lensWaitCycles from "../../../static/lens/wait_cycles.js" with { type: "text" };
import lensWaits from "../../../static/lens/waits.js" with { type: "text" };
import lensWhy from "../../../static/lens/why.js" with { type: "text" };
import listsEntryAt from "../../../static/lists/entry_at.js" with { type: "text" };
import pageStyle from "../../../static/page.css" with { type: "text" };
import page from "../../../static/page.js" with { type: "text" };
import panelBuckets from "../../../static/panel/buckets.js" with { type: "text" };
import panelChart from "../../../static/panel/chart.js" with { type: "text" };
import panelChartData from "../../../static/panel/chart_data.js" with { type: "text" };
import panelChartLibrary from "../../../static/panel/chart_library.js" with { type: "text" };
import panelChartsStyle from "../../../static/panel/charts.css" with { type: "text" };
import panelChartsTab from "../../../static/panel/charts_tab.js" with { type: "text" };
import panelDetailRows from "../../../static/panel/detail_rows.js" with { type: "text" };
import panelDetails from "../../../static/panel/details.js" with { type: "text" };
import panelExact from "../../../static/panel/exact.js" with { type: "text" };
import panelGroupPanel from "../../../static/panel/group_panel.js" with { type: "text" };
import panelHeaderView from "../../../static/panel/header_view.js" with { type: "text" };
import panelHistory from "../../../static/panel/history.js" with { type: "text" };
import panelLatencyTab from "../../../static/panel/latency_tab.js" with { type: "text" };
import panelLooks from "../../../static/panel/looks.js" with { type: "text" };
import panelNowTab from "../../../static/panel/now_tab.js" with { type: "text" };
import panelStyle from "../../../static/panel/panel.css" with { type: "text" };
import panelStatistics from "../../../static/panel/statistics.js" with { type: "text" };
import placeFragment from "../../../static/place/fragment.js" with { type: "text" };
import placeLink from "../../../static/place/link.js" with { type: "text" };
import placeNavigation from "../../../static/place/navigation.js" with { type: "text" };
import playbackCheckEvents from "../../../static/playback/check_events.js" with { type: "text" };
import playbackCheckFigures from "../../../static/playback/check_figures.js" with { type: "text" };
import playbackCheckValues from "../../../static/playback/check_values.js" with { type: "text" };
import playbackCursor from "../../../static/playback/cursor.js" with { type: "text" };
import playbackDropped from "../../../static/playback/dropped.js" with { type: "text" };
import playbackFirstVersion from "../../../static/playback/first_version.js" with { type: "text" };
import playbackHistoryOf from "../../../static/playback/history_of.js" with { type: "text" };
import playbackStyle from "../../../static/playback/playback.css" with { type: "text" };
import playbackPlayer from "../../../static/playback/player.js" with { type: "text" };
import playbackRecording from "../../../static/playback/recording.js" with { type: "text" };
import playbackSources from "../../../static/playback/sources.js" with { type: "text" };
import playbackStateWords from "../../../static/playback/state_words.js" with { type: "text" };
import playbackStrip from "../../../static/playback/strip.js" with { type: "text" };
import playbackStripView from "../../../static/playback/strip_view.js" with { type: "text" };
import playbackTimeBar from "../../../static/playback/time_bar.js" with { type: "text" };
import playbackTimeTravel from "../../../static/playback/time_travel.js" with { type: "text" };
import playbackValueKinds from "../../../static/playback/value_kinds.js" with { type: "text" };
import prometheusAlerts from "../../../static/prometheus-alerts.yml" with { type: "text" };
import tableStyle from "../../../static/table/table.css" with { type: "text" };
import tableColumns from "../../../static/table/table_columns.js" with { type: "text" };
import tableView from "../../../static/table/table_view.js" with { type: "text" };
import wordsChannelLabel from "../../../static/words/channel_label.js" with { type: "text" };
import wordsClockText from "../../../static/words/clock_text.js" with { type: "text" };
import wordsErrorText from "../../../static/words/error_text.js" with { type: "text" };
import wordsKindText from "../../../static/words/kind_text.js" with { type: "text" };
import wordsLevels from "../../../static/words/levels.js" with { type: "text" };
import wordsNumbers from "../../../static/words/numbers.js" with { type: "text" };
import wordsUnitText from "../../../static/words/unit_text.js" with { type: "text" };

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
  "dom/dom.css": { type: CSS, text: domStyle },
  "dom/dom.js": { type: SCRIPT, text: dom },
  "dom/keys.js": { type: SCRIPT, text: domKeys },
  "dom/marks.js": { type: SCRIPT, text: domMarks },
  "dom/measure.js": { type: SCRIPT, text: domMeasure },
  "dom/shares.js": { type: SCRIPT, text: domShares },
  "dom/sheet.js": { type: SCRIPT, text: domSheet },
  "dom/spark.js": { type: SCRIPT, text: domSpark },
  "dom/speak.js": { type: SCRIPT, text: domSpeak },
  "dom/table.js": { type: SCRIPT, text: domTable },
  "dom/theme.js": { type: SCRIPT, text: domTheme },
  "events/alerts_view.js": { type: SCRIPT, text: eventsAlertsView },
  "events/event_views.js": { type: SCRIPT, text: eventsEventViews },
  "events/events.css": { type: CSS, text: eventsStyle },
  "events/life_entry.js": { type: SCRIPT, text: eventsLifeEntry },
  "events/life_list.js": { type: SCRIPT, text: eventsLifeList },
  "events/life_view.js": { type: SCRIPT, text: eventsLifeView },
  "events/log_view.js": { type: SCRIPT, text: eventsLogView },
  "export/csv.js": { type: SCRIPT, text: exportCsv },
  "export/export.css": { type: CSS, text: exportStyle },
  "export/export_menu.js": { type: SCRIPT, text: exportMenu },
  "export/picture_export.js": { type: SCRIPT, text: exportPictureExport },
  "favicon.svg": { type: SVG, text: icon },
  "feed/catch_up.js": { type: SCRIPT, text: feedCatchUp },
  "feed/chronicle.js": { type: SCRIPT, text: feedChronicle },
  "feed/columns.js": { type: SCRIPT, text: feedColumns },
  "feed/connection.js": { type: SCRIPT, text: feedConnection },
  "feed/feed_hub.js": { type: SCRIPT, text: feedHub },
  "feed/feed_tab.js": { type: SCRIPT, text: feedTab },
  "feed/feed_worker.js": { type: SCRIPT, text: feedWorker },
  "feed/figures.js": { type: SCRIPT, text: feedFigures },
  "feed/model.js": { type: SCRIPT, text: feedModel },
  "feed/pulse.js": { type: SCRIPT, text: feedPulse },
  "find/find.css": { type: CSS, text: findStyle },
  "find/find_box.js": { type: SCRIPT, text: findBox },
  "find/search.js": { type: SCRIPT, text: findSearch },
  "flame/flame.css": { type: CSS, text: flameStyle },
  "flame/flame_boxes.js": { type: SCRIPT, text: flameBoxes },
  "flame/flame_text.js": { type: SCRIPT, text: flameText },
  "flame/flame_tree.js": { type: SCRIPT, text: flameTree },
  "flame/flame_view.js": { type: SCRIPT, text: flameView },
  "flame/profile_dialog.js": { type: SCRIPT, text: flameProfileDialog },
  "flame/profile_tab.js": { type: SCRIPT, text: flameProfileTab },
  "fold/cells.js": { type: SCRIPT, text: foldCells },
  "fold/fold.css": { type: CSS, text: foldStyle },
  "fold/fold.js": { type: SCRIPT, text: fold },
  "fold/folding.js": { type: SCRIPT, text: foldFolding },
  "fold/summary.js": { type: SCRIPT, text: foldSummary },
  "grafana.json": { type: "application/json; charset=utf-8", text: grafana },
  "graph/drawing.js": { type: SCRIPT, text: graphDrawing },
  "graph/edge_view.js": { type: SCRIPT, text: graphEdgeView },
  "graph/graph.css": { type: CSS, text: graphStyle },
  "graph/graph_view.js": { type: SCRIPT, text: graphView },
  "graph/group_view.js": { type: SCRIPT, text: graphGroupView },
  "graph/minimap.js": { type: SCRIPT, text: graphMinimap },
  "graph/node_view.js": { type: SCRIPT, text: graphNodeView },
  "graph/scene.js": { type: SCRIPT, text: graphScene },
  "graph/steps.js": { type: SCRIPT, text: graphSteps },
  "graph/viewport.js": { type: SCRIPT, text: graphViewport },
  "index.html": { type: HTML, text: index },
  "layout/geometry.js": { type: SCRIPT, text: layoutGeometry },
  "layout/layout.js": { type: SCRIPT, text: layout },
  "layout/layout_dot.js": { type: SCRIPT, text: layoutDot },
  "layout/layout_worker.js": { type: SCRIPT, text: layoutWorker },
  "layout/moves.js": { type: SCRIPT, text: layoutMoves },
  "layout/row_cut.js": { type: SCRIPT, text: layoutRowCut },
  "layout/row_stack.js": { type: SCRIPT, text: layoutRowStack },
  "lens/culprit.js": { type: SCRIPT, text: lensCulprit },
  "lens/lens.css": { type: CSS, text: lensStyle },
  "lens/lens_view.js": { type: SCRIPT, text: lensView },
  "lens/lens_words.js": { type: SCRIPT, text: lensWords },
  "lens/marking.js": { type: SCRIPT, text: lensMarking },
  "lens/wait_cycles.js": { type: SCRIPT, text: lensWaitCycles },
  "lens/waits.js": { type: SCRIPT, text: lensWaits },
  "lens/why.js": { type: SCRIPT, text: lensWhy },
  "lists/entry_at.js": { type: SCRIPT, text: listsEntryAt },
  "page.css": { type: CSS, text: pageStyle },
  "page.js": { type: SCRIPT, text: page },
  "panel/buckets.js": { type: SCRIPT, text: panelBuckets },
  "panel/chart.js": { type: SCRIPT, text: panelChart },
  "panel/chart_data.js": { type: SCRIPT, text: panelChartData },
  "panel/chart_library.js": { type: SCRIPT, text: panelChartLibrary },
  "panel/charts.css": { type: CSS, text: panelChartsStyle },
  "panel/charts_tab.js": { type: SCRIPT, text: panelChartsTab },
  "panel/detail_rows.js": { type: SCRIPT, text: panelDetailRows },
  "panel/details.js": { type: SCRIPT, text: panelDetails },
  "panel/exact.js": { type: SCRIPT, text: panelExact },
  "panel/group_panel.js": { type: SCRIPT, text: panelGroupPanel },
  "panel/header_view.js": { type: SCRIPT, text: panelHeaderView },
  "panel/history.js": { type: SCRIPT, text: panelHistory },
  "panel/latency_tab.js": { type: SCRIPT, text: panelLatencyTab },
  "panel/looks.js": { type: SCRIPT, text: panelLooks },
  "panel/now_tab.js": { type: SCRIPT, text: panelNowTab },
  "panel/panel.css": { type: CSS, text: panelStyle },
  "panel/statistics.js": { type: SCRIPT, text: panelStatistics },
  "place/fragment.js": { type: SCRIPT, text: placeFragment },
  "place/link.js": { type: SCRIPT, text: placeLink },
  "place/navigation.js": { type: SCRIPT, text: placeNavigation },
  "prometheus-alerts.yml": { type: "application/yaml; charset=utf-8", text: prometheusAlerts },
  "playback/check_events.js": { type: SCRIPT, text: playbackCheckEvents },
  "playback/check_figures.js": { type: SCRIPT, text: playbackCheckFigures },
  "playback/check_values.js": { type: SCRIPT, text: playbackCheckValues },
  "playback/cursor.js": { type: SCRIPT, text: playbackCursor },
  "playback/dropped.js": { type: SCRIPT, text: playbackDropped },
  "playback/first_version.js": { type: SCRIPT, text: playbackFirstVersion },
  "playback/history_of.js": { type: SCRIPT, text: playbackHistoryOf },
  "playback/playback.css": { type: CSS, text: playbackStyle },
  "playback/player.js": { type: SCRIPT, text: playbackPlayer },
  "playback/recording.js": { type: SCRIPT, text: playbackRecording },
  "playback/sources.js": { type: SCRIPT, text: playbackSources },
  "playback/state_words.js": { type: SCRIPT, text: playbackStateWords },
  "playback/strip.js": { type: SCRIPT, text: playbackStrip },
  "playback/strip_view.js": { type: SCRIPT, text: playbackStripView },
  "playback/time_bar.js": { type: SCRIPT, text: playbackTimeBar },
  "playback/time_travel.js": { type: SCRIPT, text: playbackTimeTravel },
  "playback/value_kinds.js": { type: SCRIPT, text: playbackValueKinds },
  "table/table.css": { type: CSS, text: tableStyle },
  "table/table_columns.js": { type: SCRIPT, text: tableColumns },
  "table/table_view.js": { type: SCRIPT, text: tableView },
  "words/channel_label.js": { type: SCRIPT, text: wordsChannelLabel },
  "words/clock_text.js": { type: SCRIPT, text: wordsClockText },
  "words/error_text.js": { type: SCRIPT, text: wordsErrorText },
  "words/kind_text.js": { type: SCRIPT, text: wordsKindText },
  "words/levels.js": { type: SCRIPT, text: wordsLevels },
  "words/numbers.js": { type: SCRIPT, text: wordsNumbers },
  "words/unit_text.js": { type: SCRIPT, text: wordsUnitText },
};

/** The layout engine. */
export const VIZ: Asset = { type: SCRIPT, text: viz };

/** The chart library, loaded when charts are first looked at. */
export const UPLOT: Asset = { type: SCRIPT, text: uplot };

/** The styles of the charts. */
export const UPLOT_STYLE: Asset = { type: CSS, text: uplotStyle };
