import { assertEquals } from "@std/assert";
import { channelLabel as ofServer } from "../../src/protocol/channel_label.ts";
import { channelLabel as ofPage } from "../../static/words/channel_label.js";
import { Model } from "../../static/feed/model.js";
import { whyText } from "../../static/panel/detail_rows.js";
import { findAll, matcherOf } from "../../static/find/search.js";
import { culpritSentence, cycleSentence } from "../../static/lens/lens_words.js";
import { columnsOf, HELLO } from "./hello.ts";

const ROOT = new URL("../../", import.meta.url);
const PLAIN = { name: "rows", lane: null };
const LANE = { name: "work", lane: 1 };

Deno.test("a channel has one label, by the graph and on the page", () => {
  assertEquals([PLAIN, LANE].map(ofServer), ["rows", "work[1]"]);
  assertEquals([PLAIN, LANE].map(ofPage), ["rows", "work[1]"]);
});

Deno.test("the search shows a lane by its label, and finds it by name and number too", () => {
  const topology = { actors: [], chans: [PLAIN, LANE, { name: "work", lane: 2 }] };
  const found = (typed: string) => findAll(topology, matcherOf(typed)!).map(({ label }) => label);
  assertEquals(found("work[1]"), ["work[1]"]);
  assertEquals(found("work 1"), ["work[1]"]);
  assertEquals(found("o"), ["rows", "work[1]", "work[2]"]);
});

Deno.test("the lens tells of a lane by its label", () => {
  const graph = {
    actors: [{ label: "READER" }, { label: "WORKER" }],
    chans: [{ ...LANE, from: 0, to: 1 }],
  };
  const wait = { from: 0, to: 1, channel: 0, full: true, flows: true, certain: true };
  const actor = {
    busy: 97,
    blocked: 0,
    waiting: 3,
    outside: 0,
    up: true,
    turns: 9,
    crowded: false,
  };
  const columns = { column: () => [100] };
  assertEquals(
    culpritSentence(graph, { actor, nearest: wait, full: null, waiters: 1, columns }),
    "WORKER is the bottleneck: 97% busy, its input work[1] is full, and 1 actor waits for it.",
  );
  assertEquals(
    cycleSentence(graph, [wait], columns),
    "Deadlock: READER waits for WORKER, work[1] is full.",
  );
});

Deno.test("the page says by its label which lane is why an actor asks for attention", () => {
  const model = new Model();
  const chans = [{ ...LANE, from: 0, to: 0, kind: "u8", capacity: 4 }];
  const actors = [{ name: "READER", label: "READER", troupe: null }];
  model.greet(HELLO);
  model.adopt({ rev: 1, graph: "g", actors, chans });
  const values = { a: { up: true, level: 3 }, c: { fill: 97, level: 3 } };
  model.key({ s: 1, t: 0, life: "running", ...columnsOf(values) });
  assertEquals(whyText(model, "a0"), "work[1] is 97% full: READER does not keep up, 0% busy.");
});

/** Where a text puts a lane behind something else. */
const OWN_LABEL = /\}[ [#/:.-]*\$\{[\w.!?[\]]*\blane\b[^}]*\}/;

Deno.test("nobody makes a label of a lane but the two functions for it", async () => {
  const found: string[] = [];
  for (const folder of ["src/", "static/"]) {
    for await (const [path, text] of scriptsIn(folder)) {
      // What is written here is the code of somebody's project: a lane is an element there, and its label its own.
      if (path.startsWith("src/codegen/render/")) continue;
      if (OWN_LABEL.test(text)) found.push(path);
    }
  }
  assertEquals(found.sort(), ["src/protocol/channel_label.ts", "static/words/channel_label.js"]);
});

async function* scriptsIn(folder: string): AsyncGenerator<[path: string, text: string]> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = folder + name;
    if (isDirectory) yield* scriptsIn(`${path}/`);
    else if (/\.[jt]s$/.test(name)) yield [path, await Deno.readTextFile(new URL(path, ROOT))];
  }
}
