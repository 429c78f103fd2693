// The page: takes frames from the connection into the model, and paints what changed once per animation frame.

import { follow } from "./connection.js";
import { Details } from "./details.js";
import { byId, setText } from "./dom.js";
import { GraphView } from "./graph_view.js";
import { History } from "./history.js";
import { HeaderView } from "./header_view.js";
import { LifeView } from "./life_view.js";
import { Model } from "./model.js";
import { TableView } from "./table_view.js";
import { startTheme } from "./theme.js";

const model = new Model();
const header = new HeaderView();
const life = new LifeView();
const graph = new GraphView(select);
const table = new TableView(model, select);
const history = new History();
const details = new Details({ model, history, isLive: () => header.isLive, onSelect: select });
let epoch = null;
let shown = null;
let due = false;

startTheme();
byId("show-graph").addEventListener("click", () => view("graph"));
byId("show-table").addEventListener("click", () => view("table"));
addEventListener("keydown", onKey);
follow({ onHello, onFrame, onState: (state) => header.setState(state) });

function onHello(hello) {
  model.hello = hello;
  if (hello.epoch === epoch) return;
  epoch = hello.epoch;
  life.clear();
}

function onFrame(name, frame) {
  if (name === "topology") adopt(frame);
  else if (name === "key") model.key(frame);
  else if (name === "tick") model.tick(frame);
  else if (name === "life") life.add(frame.events);
  schedule();
}

// The same graph again, after a lost connection: the picture and the selection stay.
async function adopt(topology) {
  const text = JSON.stringify(topology);
  model.adopt(topology);
  if (text === shown) return;
  shown = text;
  select(null);
  history.clear();
  table.draw(topology);
  const drawn = await graph.draw(topology, model.hello.viz);
  if (!drawn) view("table");
  model.touch("a");
  model.touch("c");
  schedule();
}

function schedule() {
  if (due) return;
  due = true;
  requestAnimationFrame(paint);
}

function paint(now) {
  due = false;
  if (!model.ready) return;
  header.update(model);
  graph.update(model);
  table.update(now);
  details.update();
  if (history.record(model.time, values())) details.updateCharts();
  setText(byId("pulse"), `tick ${model.sequence}`);
}

function* values() {
  for (let index = 0; index < model.topology.actors.length; index++) {
    const { busy, blocked } = model.actor(index);
    yield [`a${index} busy`, busy];
    yield [`a${index} blocked`, blocked];
  }
  for (let index = 0; index < model.topology.chans.length; index++) {
    const { fill, rate } = model.channel(index);
    yield [`c${index} fill`, fill];
    yield [`c${index} rate`, rate];
  }
}

function select(id) {
  graph.select(id);
  table.select(id);
  details.show(id);
  document.body.toggleAttribute("data-selection", id !== null);
}

function view(name) {
  byId("graph-view").hidden = name !== "graph";
  byId("table-view").hidden = name !== "table";
  byId("show-graph").setAttribute("aria-pressed", String(name === "graph"));
  byId("show-table").setAttribute("aria-pressed", String(name === "table"));
  table.due();
  schedule();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") select(null);
  else if (event.key === "+" || event.key === "=") graph.viewport.zoom(1.3);
  else if (event.key === "-") graph.viewport.zoom(1 / 1.3);
  else if (event.key === "0") graph.viewport.fit();
}
