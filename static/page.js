// @ts-check
// The page: takes frames from the connection into the model, and paints what changed once per animation frame.

import { findCulprits } from "./lens/culprit.js";
import { Details } from "./panel/details.js";
import { byId, setText } from "./dom/dom.js";
import { Drawing } from "./graph/drawing.js";
import { startExports } from "./export/export_menu.js";
import { FindBox } from "./find/find_box.js";
import { GroupPanel } from "./panel/group_panel.js";
import { startFirstVisit } from "./help/first_visit.js";
import { startHelp } from "./help/help.js";
import { startKeys } from "./dom/keys.js";
import { LensView } from "./lens/lens_view.js";
import { mark } from "./lens/marking.js";
import { GoneView } from "./pods/gone_view.js";
import { GraphView } from "./graph/graph_view.js";
import { HeaderView } from "./panel/header_view.js";
import { History } from "./panel/history.js";
import { showLegend } from "./panel/legend.js";
import { Model } from "./feed/model.js";
import { sameParts } from "./feed/same_parts.js";
import { Navigation } from "./place/navigation.js";
import { EventViews } from "./events/event_views.js";
import { TimeBar } from "./playback/time_bar.js";
import { TimeTravel } from "./playback/time_travel.js";
import { TableView } from "./table/table_view.js";
import { startTerms } from "./dom/terms.js";
import { startTheme } from "./dom/theme.js";
import { messageOf } from "./words/error_text.js";

/**
 * @typedef {import("./feed/model.js").Hello} Hello
 * @typedef {import("./feed/model.js").Topology} Topology
 */

const model = new Model();
const header = new HeaderView();
const time = new TimeTravel({
  onHello,
  onFrame,
  onState: (state, text) => {
    header.setState(state, text);
    note();
  },
  onChange: schedule,
});
const timeBar = new TimeBar(time);
const events = new EventViews({
  time,
  counts: () => model.badness,
  knowsLevel: () => model.hello?.can?.logLevel === true,
  idOf: (label) => idOf(label),
  onSelect: goTo,
  onLog: () => navigation.view("log"),
});
const graph = new GraphView({ onSelect: select, onMove: note });
/** @type {Drawing} */
const drawing = new Drawing({ graph, selected: () => navigation.selected, onDrawn });
const { folding } = drawing;
/** @param {import("./fold/fold.js").Group} group */
const onToggle = (group) => drawing.toggle(group);
const panel = new GroupPanel({ model, onSelect: select, onToggle });
const table = new TableView({ model, folding, onSelect: select, onToggle });
const finder = new FindBox({ model, onFind: found, onPick: goTo });
const lens = new LensView({
  model,
  find: findCulprits,
  onMark: marked,
  onGo: goTo,
  onChange: note,
});
const gone = new GoneView({
  isLive: () => time.isLive,
  onFault: (error) => time.complain(error),
});
const history = new History();
const details = new Details({ model, history, time, onSelect: select });
/** @type {Navigation} */
const navigation = new Navigation({
  ...{ graph, folding, around: drawing.around, table, details, panel, finder, lens, time },
  onChange: schedule,
});
/** @type {string | null} */
let epoch = null;
/** @type {{ text: string, graph: string, epoch: string | null } | null} */
let shown = null;
/** @type {string[] | null} */
let matches = null;
let due = false;
let spent = 0;

startTheme();
showLegend();
startTerms(() => model.figures);
startExports({
  graph: byId("graph"),
  picture: () => {
    graph.paintAll(model);
    return graph.scene;
  },
  tables: () => table.export(),
  name: () => model.topology.graph,
  recording: () => time.recording,
});
byId("fold").addEventListener("click", () => folding.toggleAll());
startFirstVisit();
startKeys({
  "?": startHelp(navigation.views),
  "/": () => finder.focus(),
  Escape: () => select(null),
  "+": () => graph.viewport.zoom(1.3),
  "=": () => graph.viewport.zoom(1.3),
  "-": () => graph.viewport.zoom(1 / 1.3),
  0: () => graph.viewport.fit(),
  f: fold,
  l: () => byId("lens").click(),
}, { list: navigation.views, open: (name) => navigation.view(name) });
navigation.start();
time.start();

/** @param {Hello} hello */
function onHello(hello) {
  model.greet(hello);
  epoch = hello.epoch;
}

/**
 * @param {string} name
 * @param {any} frame
 */
function onFrame(name, frame) {
  const begin = performance.now();
  if (name === "topology") adopt(frame);
  else if (name === "key") model.key(frame);
  else if (name === "tick") model.tick(frame);
  spent += performance.now() - begin;
  schedule();
}

/**
 * The same graph again, after a lost connection: the picture and the selection stay.
 * @param {Topology} topology
 */
function adopt(topology) {
  const text = JSON.stringify(topology.actors) + JSON.stringify(topology.chans);
  const same = shown?.epoch === epoch;
  const idNow = sameParts(model.topology, topology);
  model.adopt(topology);
  if (text === shown?.text && topology.graph === shown.graph) return;
  const first = shown === null;
  shown = { text, graph: topology.graph, epoch };
  if (!same && !first) select(null);
  const { selected } = navigation;
  if (same) history.move(idNow);
  else history.clear();
  if (same && selected !== null && idNow(selected) !== selected) select(idNow(selected));
  drawing.adopt(topology, model.hello?.viz ?? "", same, model.hello?.picture);
  finder.find();
}

/** @param {boolean} drawn */
function onDrawn(drawn) {
  if (!drawn) navigation.view("table");
  model.touch("a");
  model.touch("c");
  byId("fold").hidden = folding.groups.length === 0;
  setText(byId("fold"), folding.folded.length > 0 ? "Unfold all" : "Fold");
  found(matches);
  lens.again();
  table.due();
  navigation.drawn();
}

function schedule() {
  if (due) return;
  due = true;
  requestAnimationFrame(paint);
}

/** @param {number} now */
function paint(now) {
  due = false;
  timeBar.update();
  try {
    paintViews(now);
  } catch (error) {
    time.complain(
      new Error(`Cannot show all of this moment: ${messageOf(error)}`, { cause: error }),
    );
  }
}

/** @param {number} now */
function paintViews(now) {
  events.update();
  setText(byId("pulse"), time.text());
  if (!model.ready) return;
  const begin = performance.now();
  header.update(model);
  gone.update(model);
  graph.update(model);
  table.update(now);
  details.update();
  panel.update();
  lens.update(now);
  if (history.record(model.time, values())) details.updateCharts();
  report(begin);
}

/**
 * What a tick costs stands in the browser's timeline, as the measure `apply`.
 * @param {number} begin
 */
function report(begin) {
  const end = performance.now();
  performance.measure("apply", { start: begin - spent, end });
  performance.clearMeasures("apply");
  spent = 0;
}

/**
 * What the small charts show.
 * @returns {Generator<[id: string, value: number | null]>}
 */
function* values() {
  for (const side of /** @type {const} */ (["a", "c"])) {
    for (const { name } of model.figures.of(side).filter(({ spark }) => spark)) {
      for (const [index, value] of model.column(side, name).entries()) {
        yield [`${side}${index} ${name}`, value];
      }
    }
  }
}

/** @param {string | null} id */
function select(id) {
  navigation.select(id);
}

/** @param {string} id */
function goTo(id) {
  navigation.goTo(id);
}

/**
 * The id of the actor that life events call so, or `null`.
 * @param {string} label
 * @returns {string | null}
 */
function idOf(label) {
  const index = model.topology.actors.findIndex((actor) => actor.label === label);
  return index < 0 ? null : `a${index}`;
}

function note() {
  navigation.note();
}

// Without a selection, `f` is about everything.
function fold() {
  const group = folding.groupOf(navigation.selected ?? document.activeElement?.id ?? null);
  if (group) drawing.toggle(group);
  else folding.toggleAll();
}

/** @param {string[] | null} ids */
function found(ids) {
  matches = ids;
  mark(graph.scene, "data-match", ids && new Map(ids.map((id) => [id, ""])));
  table.filter(finder.matches);
  note();
}

/** @param {import("./lens/lens_view.js").Marking} marking */
function marked({ marks, order, dim, turning }) {
  mark(graph.scene, "data-lens", marks, { order, dim });
  graph.markTurning(turning);
}
