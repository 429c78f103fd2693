/**
 * Every file of `static/`, as text: part of the module graph, so that it is there from a clone, from a cache and from an https URL
 * alike, and needs no permission. Written by `deno task page-files`.
 */
import domDomCss from "../../../static/dom/dom.css" with { type: "text" };
import domDomJs from "../../../static/dom/dom.js" with { type: "text" };
import domKeysJs from "../../../static/dom/keys.js" with { type: "text" };
import domMarksJs from "../../../static/dom/marks.js" with { type: "text" };
import domMeasureJs from "../../../static/dom/measure.js" with { type: "text" };
import domNameJs from "../../../static/dom/name.js" with { type: "text" };
import domNameTextJs from "../../../static/dom/name_text.js" with { type: "text" };
import domSharesJs from "../../../static/dom/shares.js" with { type: "text" };
import domSheetJs from "../../../static/dom/sheet.js" with { type: "text" };
import domSparkJs from "../../../static/dom/spark.js" with { type: "text" };
import domSpeakJs from "../../../static/dom/speak.js" with { type: "text" };
import domTableJs from "../../../static/dom/table.js" with { type: "text" };
import domTermsJs from "../../../static/dom/terms.js" with { type: "text" };
import domThemeJs from "../../../static/dom/theme.js" with { type: "text" };
import eventsAlertsViewJs from "../../../static/events/alerts_view.js" with { type: "text" };
import eventsEventViewsJs from "../../../static/events/event_views.js" with { type: "text" };
import eventsEventsCss from "../../../static/events/events.css" with { type: "text" };
import eventsLifeEntryJs from "../../../static/events/life_entry.js" with { type: "text" };
import eventsLifeListJs from "../../../static/events/life_list.js" with { type: "text" };
import eventsLifeViewJs from "../../../static/events/life_view.js" with { type: "text" };
import eventsLifeWordsJs from "../../../static/events/life_words.js" with { type: "text" };
import eventsLogLevelJs from "../../../static/events/log_level.js" with { type: "text" };
import eventsLogViewJs from "../../../static/events/log_view.js" with { type: "text" };
import exportCsvJs from "../../../static/export/csv.js" with { type: "text" };
import exportExportCss from "../../../static/export/export.css" with { type: "text" };
import exportExportMenuJs from "../../../static/export/export_menu.js" with { type: "text" };
import exportPictureExportJs from "../../../static/export/picture_export.js" with { type: "text" };
import faviconSvg from "../../../static/favicon.svg" with { type: "text" };
import feedBacklogJs from "../../../static/feed/backlog.js" with { type: "text" };
import feedCatchUpJs from "../../../static/feed/catch_up.js" with { type: "text" };
import feedChronicleJs from "../../../static/feed/chronicle.js" with { type: "text" };
import feedColumnsJs from "../../../static/feed/columns.js" with { type: "text" };
import feedConnectionJs from "../../../static/feed/connection.js" with { type: "text" };
import feedFeedHubJs from "../../../static/feed/feed_hub.js" with { type: "text" };
import feedFeedTabJs from "../../../static/feed/feed_tab.js" with { type: "text" };
import feedFeedWorkerJs from "../../../static/feed/feed_worker.js" with { type: "text" };
import feedFiguresJs from "../../../static/feed/figures.js" with { type: "text" };
import feedModelJs from "../../../static/feed/model.js" with { type: "text" };
import feedPulseJs from "../../../static/feed/pulse.js" with { type: "text" };
import feedSamePartsJs from "../../../static/feed/same_parts.js" with { type: "text" };
import feedStreamEventsJs from "../../../static/feed/stream_events.js" with { type: "text" };
import findFindCss from "../../../static/find/find.css" with { type: "text" };
import findFindBoxJs from "../../../static/find/find_box.js" with { type: "text" };
import findSearchJs from "../../../static/find/search.js" with { type: "text" };
import flameFlameCss from "../../../static/flame/flame.css" with { type: "text" };
import flameFlameBoxesJs from "../../../static/flame/flame_boxes.js" with { type: "text" };
import flameFlameTextJs from "../../../static/flame/flame_text.js" with { type: "text" };
import flameFlameTreeJs from "../../../static/flame/flame_tree.js" with { type: "text" };
import flameFlameViewJs from "../../../static/flame/flame_view.js" with { type: "text" };
import flameProfileDialogJs from "../../../static/flame/profile_dialog.js" with { type: "text" };
import flameProfileTabJs from "../../../static/flame/profile_tab.js" with { type: "text" };
import foldCellsJs from "../../../static/fold/cells.js" with { type: "text" };
import foldFoldCss from "../../../static/fold/fold.css" with { type: "text" };
import foldFoldJs from "../../../static/fold/fold.js" with { type: "text" };
import foldFoldingJs from "../../../static/fold/folding.js" with { type: "text" };
import foldFramesJs from "../../../static/fold/frames.js" with { type: "text" };
import foldSummaryJs from "../../../static/fold/summary.js" with { type: "text" };
import grafanaJson from "../../../static/grafana.json" with { type: "text" };
import graphAroundJs from "../../../static/graph/around.js" with { type: "text" };
import graphDrawingJs from "../../../static/graph/drawing.js" with { type: "text" };
import graphEdgeViewJs from "../../../static/graph/edge_view.js" with { type: "text" };
import graphFrameViewJs from "../../../static/graph/frame_view.js" with { type: "text" };
import graphGraphCss from "../../../static/graph/graph.css" with { type: "text" };
import graphGraphViewJs from "../../../static/graph/graph_view.js" with { type: "text" };
import graphGroupViewJs from "../../../static/graph/group_view.js" with { type: "text" };
import graphLookJs from "../../../static/graph/look.js" with { type: "text" };
import graphMinimapJs from "../../../static/graph/minimap.js" with { type: "text" };
import graphNodeViewJs from "../../../static/graph/node_view.js" with { type: "text" };
import graphSceneJs from "../../../static/graph/scene.js" with { type: "text" };
import graphStepsJs from "../../../static/graph/steps.js" with { type: "text" };
import graphTipJs from "../../../static/graph/tip.js" with { type: "text" };
import graphTipLinesJs from "../../../static/graph/tip_lines.js" with { type: "text" };
import graphViewportJs from "../../../static/graph/viewport.js" with { type: "text" };
import helpFirstVisitJs from "../../../static/help/first_visit.js" with { type: "text" };
import helpHelpCss from "../../../static/help/help.css" with { type: "text" };
import helpHelpJs from "../../../static/help/help.js" with { type: "text" };
import helpPictureJs from "../../../static/help/picture.js" with { type: "text" };
import indexHtml from "../../../static/index.html" with { type: "text" };
import layoutBesideJs from "../../../static/layout/beside.js" with { type: "text" };
import layoutGeometryJs from "../../../static/layout/geometry.js" with { type: "text" };
import layoutGridJs from "../../../static/layout/grid.js" with { type: "text" };
import layoutGridLinesJs from "../../../static/layout/grid_lines.js" with { type: "text" };
import layoutLayoutJs from "../../../static/layout/layout.js" with { type: "text" };
import layoutLayoutDotJs from "../../../static/layout/layout_dot.js" with { type: "text" };
import layoutLayoutWorkerJs from "../../../static/layout/layout_worker.js" with { type: "text" };
import layoutMovesJs from "../../../static/layout/moves.js" with { type: "text" };
import layoutPolylineJs from "../../../static/layout/polyline.js" with { type: "text" };
import layoutRanksJs from "../../../static/layout/ranks.js" with { type: "text" };
import layoutRowCutJs from "../../../static/layout/row_cut.js" with { type: "text" };
import layoutRowStackJs from "../../../static/layout/row_stack.js" with { type: "text" };
import lensAdviceJs from "../../../static/lens/advice.js" with { type: "text" };
import lensCulpritJs from "../../../static/lens/culprit.js" with { type: "text" };
import lensLensCss from "../../../static/lens/lens.css" with { type: "text" };
import lensLensViewJs from "../../../static/lens/lens_view.js" with { type: "text" };
import lensLensWordsJs from "../../../static/lens/lens_words.js" with { type: "text" };
import lensMarkingJs from "../../../static/lens/marking.js" with { type: "text" };
import lensWaitCyclesJs from "../../../static/lens/wait_cycles.js" with { type: "text" };
import lensWaitsJs from "../../../static/lens/waits.js" with { type: "text" };
import lensWeighJs from "../../../static/lens/weigh.js" with { type: "text" };
import lensWhyJs from "../../../static/lens/why.js" with { type: "text" };
import listsEntryAtJs from "../../../static/lists/entry_at.js" with { type: "text" };
import pageCss from "../../../static/page.css" with { type: "text" };
import pageJs from "../../../static/page.js" with { type: "text" };
import panelBucketsJs from "../../../static/panel/buckets.js" with { type: "text" };
import panelChartJs from "../../../static/panel/chart.js" with { type: "text" };
import panelChartDataJs from "../../../static/panel/chart_data.js" with { type: "text" };
import panelChartLibraryJs from "../../../static/panel/chart_library.js" with { type: "text" };
import panelChartsCss from "../../../static/panel/charts.css" with { type: "text" };
import panelChartsTabJs from "../../../static/panel/charts_tab.js" with { type: "text" };
import panelDetailRowsJs from "../../../static/panel/detail_rows.js" with { type: "text" };
import panelDetailsJs from "../../../static/panel/details.js" with { type: "text" };
import panelExactJs from "../../../static/panel/exact.js" with { type: "text" };
import panelGroupPanelJs from "../../../static/panel/group_panel.js" with { type: "text" };
import panelHeaderViewJs from "../../../static/panel/header_view.js" with { type: "text" };
import panelHistoryJs from "../../../static/panel/history.js" with { type: "text" };
import panelLatencyTabJs from "../../../static/panel/latency_tab.js" with { type: "text" };
import panelLegendJs from "../../../static/panel/legend.js" with { type: "text" };
import panelLooksJs from "../../../static/panel/looks.js" with { type: "text" };
import panelNowTabJs from "../../../static/panel/now_tab.js" with { type: "text" };
import panelPanelCss from "../../../static/panel/panel.css" with { type: "text" };
import panelStatisticsJs from "../../../static/panel/statistics.js" with { type: "text" };
import panelWhyBoxJs from "../../../static/panel/why_box.js" with { type: "text" };
import placeFragmentJs from "../../../static/place/fragment.js" with { type: "text" };
import placeLinkJs from "../../../static/place/link.js" with { type: "text" };
import placeNavigationJs from "../../../static/place/navigation.js" with { type: "text" };
import playbackCheckEventsJs from "../../../static/playback/check_events.js" with { type: "text" };
import playbackCheckFiguresJs from "../../../static/playback/check_figures.js" with {
  type: "text",
};
import playbackCheckValuesJs from "../../../static/playback/check_values.js" with { type: "text" };
import playbackCursorJs from "../../../static/playback/cursor.js" with { type: "text" };
import playbackDroppedJs from "../../../static/playback/dropped.js" with { type: "text" };
import playbackFirstVersionJs from "../../../static/playback/first_version.js" with {
  type: "text",
};
import playbackHistoryOfJs from "../../../static/playback/history_of.js" with { type: "text" };
import playbackPlaybackCss from "../../../static/playback/playback.css" with { type: "text" };
import playbackPlayerJs from "../../../static/playback/player.js" with { type: "text" };
import playbackRecordingJs from "../../../static/playback/recording.js" with { type: "text" };
import playbackSourcesJs from "../../../static/playback/sources.js" with { type: "text" };
import playbackStateWordsJs from "../../../static/playback/state_words.js" with { type: "text" };
import playbackStripJs from "../../../static/playback/strip.js" with { type: "text" };
import playbackStripViewJs from "../../../static/playback/strip_view.js" with { type: "text" };
import playbackTimeBarJs from "../../../static/playback/time_bar.js" with { type: "text" };
import playbackTimeTravelJs from "../../../static/playback/time_travel.js" with { type: "text" };
import playbackValueKindsJs from "../../../static/playback/value_kinds.js" with { type: "text" };
import podsDeathCostsJs from "../../../static/pods/death_costs.js" with { type: "text" };
import podsGoneViewJs from "../../../static/pods/gone_view.js" with { type: "text" };
import podsPodWordsJs from "../../../static/pods/pod_words.js" with { type: "text" };
import podsPodsCss from "../../../static/pods/pods.css" with { type: "text" };
import prometheusAlertsYml from "../../../static/prometheus-alerts.yml" with { type: "text" };
import prometheusRustNamesYml from "../../../static/prometheus-rust-names.yml" with {
  type: "text",
};
import tableTableCss from "../../../static/table/table.css" with { type: "text" };
import tableTableColumnsJs from "../../../static/table/table_columns.js" with { type: "text" };
import tableTableViewJs from "../../../static/table/table_view.js" with { type: "text" };
import wordsChannelLabelJs from "../../../static/words/channel_label.js" with { type: "text" };
import wordsClockTextJs from "../../../static/words/clock_text.js" with { type: "text" };
import wordsErrorTextJs from "../../../static/words/error_text.js" with { type: "text" };
import wordsKeptLifeJs from "../../../static/words/kept_life.js" with { type: "text" };
import wordsKindTextJs from "../../../static/words/kind_text.js" with { type: "text" };
import wordsLevelsJs from "../../../static/words/levels.js" with { type: "text" };
import wordsNumbersJs from "../../../static/words/numbers.js" with { type: "text" };
import wordsOwnPostJs from "../../../static/words/own_post.js" with { type: "text" };
import wordsPercentileNamesJs from "../../../static/words/percentile_names.js" with {
  type: "text",
};
import wordsShownTextJs from "../../../static/words/shown_text.js" with { type: "text" };
import wordsUnitTextJs from "../../../static/words/unit_text.js" with { type: "text" };

/** The text of each file of the page, by its path from `static/`. */
export const PAGE_FILES: Readonly<Record<string, string>> = {
  "dom/dom.css": domDomCss,
  "dom/dom.js": domDomJs,
  "dom/keys.js": domKeysJs,
  "dom/marks.js": domMarksJs,
  "dom/measure.js": domMeasureJs,
  "dom/name.js": domNameJs,
  "dom/name_text.js": domNameTextJs,
  "dom/shares.js": domSharesJs,
  "dom/sheet.js": domSheetJs,
  "dom/spark.js": domSparkJs,
  "dom/speak.js": domSpeakJs,
  "dom/table.js": domTableJs,
  "dom/terms.js": domTermsJs,
  "dom/theme.js": domThemeJs,
  "events/alerts_view.js": eventsAlertsViewJs,
  "events/event_views.js": eventsEventViewsJs,
  "events/events.css": eventsEventsCss,
  "events/life_entry.js": eventsLifeEntryJs,
  "events/life_list.js": eventsLifeListJs,
  "events/life_view.js": eventsLifeViewJs,
  "events/life_words.js": eventsLifeWordsJs,
  "events/log_level.js": eventsLogLevelJs,
  "events/log_view.js": eventsLogViewJs,
  "export/csv.js": exportCsvJs,
  "export/export.css": exportExportCss,
  "export/export_menu.js": exportExportMenuJs,
  "export/picture_export.js": exportPictureExportJs,
  "favicon.svg": faviconSvg,
  "feed/backlog.js": feedBacklogJs,
  "feed/catch_up.js": feedCatchUpJs,
  "feed/chronicle.js": feedChronicleJs,
  "feed/columns.js": feedColumnsJs,
  "feed/connection.js": feedConnectionJs,
  "feed/feed_hub.js": feedFeedHubJs,
  "feed/feed_tab.js": feedFeedTabJs,
  "feed/feed_worker.js": feedFeedWorkerJs,
  "feed/figures.js": feedFiguresJs,
  "feed/model.js": feedModelJs,
  "feed/pulse.js": feedPulseJs,
  "feed/same_parts.js": feedSamePartsJs,
  "feed/stream_events.js": feedStreamEventsJs,
  "find/find.css": findFindCss,
  "find/find_box.js": findFindBoxJs,
  "find/search.js": findSearchJs,
  "flame/flame.css": flameFlameCss,
  "flame/flame_boxes.js": flameFlameBoxesJs,
  "flame/flame_text.js": flameFlameTextJs,
  "flame/flame_tree.js": flameFlameTreeJs,
  "flame/flame_view.js": flameFlameViewJs,
  "flame/profile_dialog.js": flameProfileDialogJs,
  "flame/profile_tab.js": flameProfileTabJs,
  "fold/cells.js": foldCellsJs,
  "fold/fold.css": foldFoldCss,
  "fold/fold.js": foldFoldJs,
  "fold/folding.js": foldFoldingJs,
  "fold/frames.js": foldFramesJs,
  "fold/summary.js": foldSummaryJs,
  "grafana.json": grafanaJson,
  "graph/around.js": graphAroundJs,
  "graph/drawing.js": graphDrawingJs,
  "graph/edge_view.js": graphEdgeViewJs,
  "graph/frame_view.js": graphFrameViewJs,
  "graph/graph.css": graphGraphCss,
  "graph/graph_view.js": graphGraphViewJs,
  "graph/group_view.js": graphGroupViewJs,
  "graph/look.js": graphLookJs,
  "graph/minimap.js": graphMinimapJs,
  "graph/node_view.js": graphNodeViewJs,
  "graph/scene.js": graphSceneJs,
  "graph/steps.js": graphStepsJs,
  "graph/tip.js": graphTipJs,
  "graph/tip_lines.js": graphTipLinesJs,
  "graph/viewport.js": graphViewportJs,
  "help/first_visit.js": helpFirstVisitJs,
  "help/help.css": helpHelpCss,
  "help/help.js": helpHelpJs,
  "help/picture.js": helpPictureJs,
  "index.html": indexHtml,
  "layout/beside.js": layoutBesideJs,
  "layout/geometry.js": layoutGeometryJs,
  "layout/grid.js": layoutGridJs,
  "layout/grid_lines.js": layoutGridLinesJs,
  "layout/layout.js": layoutLayoutJs,
  "layout/layout_dot.js": layoutLayoutDotJs,
  "layout/layout_worker.js": layoutLayoutWorkerJs,
  "layout/moves.js": layoutMovesJs,
  "layout/polyline.js": layoutPolylineJs,
  "layout/ranks.js": layoutRanksJs,
  "layout/row_cut.js": layoutRowCutJs,
  "layout/row_stack.js": layoutRowStackJs,
  "lens/advice.js": lensAdviceJs,
  "lens/culprit.js": lensCulpritJs,
  "lens/lens.css": lensLensCss,
  "lens/lens_view.js": lensLensViewJs,
  "lens/lens_words.js": lensLensWordsJs,
  "lens/marking.js": lensMarkingJs,
  "lens/wait_cycles.js": lensWaitCyclesJs,
  "lens/waits.js": lensWaitsJs,
  "lens/weigh.js": lensWeighJs,
  "lens/why.js": lensWhyJs,
  "lists/entry_at.js": listsEntryAtJs,
  "page.css": pageCss,
  "page.js": pageJs,
  "panel/buckets.js": panelBucketsJs,
  "panel/chart.js": panelChartJs,
  "panel/chart_data.js": panelChartDataJs,
  "panel/chart_library.js": panelChartLibraryJs,
  "panel/charts.css": panelChartsCss,
  "panel/charts_tab.js": panelChartsTabJs,
  "panel/detail_rows.js": panelDetailRowsJs,
  "panel/details.js": panelDetailsJs,
  "panel/exact.js": panelExactJs,
  "panel/group_panel.js": panelGroupPanelJs,
  "panel/header_view.js": panelHeaderViewJs,
  "panel/history.js": panelHistoryJs,
  "panel/latency_tab.js": panelLatencyTabJs,
  "panel/legend.js": panelLegendJs,
  "panel/looks.js": panelLooksJs,
  "panel/now_tab.js": panelNowTabJs,
  "panel/panel.css": panelPanelCss,
  "panel/statistics.js": panelStatisticsJs,
  "panel/why_box.js": panelWhyBoxJs,
  "place/fragment.js": placeFragmentJs,
  "place/link.js": placeLinkJs,
  "place/navigation.js": placeNavigationJs,
  "playback/check_events.js": playbackCheckEventsJs,
  "playback/check_figures.js": playbackCheckFiguresJs,
  "playback/check_values.js": playbackCheckValuesJs,
  "playback/cursor.js": playbackCursorJs,
  "playback/dropped.js": playbackDroppedJs,
  "playback/first_version.js": playbackFirstVersionJs,
  "playback/history_of.js": playbackHistoryOfJs,
  "playback/playback.css": playbackPlaybackCss,
  "playback/player.js": playbackPlayerJs,
  "playback/recording.js": playbackRecordingJs,
  "playback/sources.js": playbackSourcesJs,
  "playback/state_words.js": playbackStateWordsJs,
  "playback/strip.js": playbackStripJs,
  "playback/strip_view.js": playbackStripViewJs,
  "playback/time_bar.js": playbackTimeBarJs,
  "playback/time_travel.js": playbackTimeTravelJs,
  "playback/value_kinds.js": playbackValueKindsJs,
  "pods/death_costs.js": podsDeathCostsJs,
  "pods/gone_view.js": podsGoneViewJs,
  "pods/pod_words.js": podsPodWordsJs,
  "pods/pods.css": podsPodsCss,
  "prometheus-alerts.yml": prometheusAlertsYml,
  "prometheus-rust-names.yml": prometheusRustNamesYml,
  "table/table.css": tableTableCss,
  "table/table_columns.js": tableTableColumnsJs,
  "table/table_view.js": tableTableViewJs,
  "words/channel_label.js": wordsChannelLabelJs,
  "words/clock_text.js": wordsClockTextJs,
  "words/error_text.js": wordsErrorTextJs,
  "words/kept_life.js": wordsKeptLifeJs,
  "words/kind_text.js": wordsKindTextJs,
  "words/levels.js": wordsLevelsJs,
  "words/numbers.js": wordsNumbersJs,
  "words/own_post.js": wordsOwnPostJs,
  "words/percentile_names.js": wordsPercentileNamesJs,
  "words/shown_text.js": wordsShownTextJs,
  "words/unit_text.js": wordsUnitTextJs,
};
