/** What is wrong with figures that actors tell of their own is told before anything starts. */
import { assertEquals } from "@std/assert";
import { alertRule, Graph } from "@steady-state/deno";
import { cell, defineActor, text, u32 } from "@steady-state/deno/actor";
import { otherwise, teller } from "../fixtures/figure_actors.ts";
import { idler } from "../fixtures/plain_actors.ts";
import { faultsOf } from "../fixtures/watch.ts";

export const wrong = defineActor(import.meta, "wrong", {
  state: { note: cell(text, ""), count: u32, "of it": u32 },
  figures: {
    note: { about: "A note." },
    other: { about: "Nothing." },
    count: { about: "", unit: "miles", color: "red" },
    "of it": 7,
  } as never,
  run() {},
});

Deno.test("a figure is a cell with a number, and says what it tells", async () => {
  assertEquals(await faultsOf(new Graph("shop", { log: () => {} }).actor("WRONG", wrong)), [
    '"figures" of actor "WRONG" has "note", whose cell is a text, give one that holds a number, as u32 or f64',
    '"figures" of actor "WRONG" has "other", which is no cell of its state, give the name of one',
    'figure "count" of actor "WRONG" has no option "color", there are "about", "unit"',
    'about of figure "count" of actor "WRONG" is "", give a sentence that says what it tells',
    'unit of figure "count" of actor "WRONG" is "miles", give "amount", "total", "ms", "bytes", "share"',
    '"figures" of actor "WRONG" has "of it", give it a name of letters, digits and underscores',
    'figure "of it" of actor "WRONG" is 7, give { about, unit }',
  ]);
});

Deno.test("figures of one name have one unit, and rules are about figures that there are", async () => {
  const graph = new Graph("shop", {
    log: () => {},
    alerts: { actors: [alertRule("figures.nothing", { above: 1, level: "watch" })] },
    shown: { actors: [{ metric: "figures.told" }] },
  });
  graph.actor("TELLER", teller, {
    alerts: [
      alertRule("figures.level", { stat: "sum", above: 1, level: "watch" }),
      alertRule("figures.told", { above: 1, level: "watch" }),
      alertRule("figures.size", { above: 1, level: "watch" }),
    ],
  }).actor("OTHERWISE", otherwise).actor("IDLER", idler, { shown: [{ metric: "figures.level" }] });
  assertEquals(await faultsOf(graph), [
    'figure "level" of actor "OTHERWISE" has unit "ms", that of actor "TELLER" has "amount", give one of them another name',
    'a rule of all actors is about figure "nothing", there are "level", "told", "size"',
    'what is shown of all actors has stat "average" of figure "told", which only grows, give "sum": by how much it grew',
    'a rule of actor "TELLER" has stat "sum" of figure "level", which goes up and down, give another',
    'a rule of actor "TELLER" has stat "average" of figure "told", which only grows, give "sum": by how much it grew',
    'what is shown of actor "IDLER" is about figure "level", there are none',
  ]);
});

Deno.test("a channel has no figures of its own", async () => {
  const graph = new Graph("shop", { log: () => {} }).actor("TELLER", teller);
  const rule = alertRule("figures.level", { above: 1, level: "watch" });
  graph.channel("c", u32, { alerts: [rule as never] });
  const [fault] = await faultsOf(graph);
  assertEquals(
    fault,
    'alerts[0] of channel "c" watches "figures.level", channels have "fill", "pressure", "rate", "latency", "bytesRate"',
  );
});
