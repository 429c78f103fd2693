/** Two copies of this package in one graph: the host's, and another that actors come with. */
import { assertEquals, assertRejects, assertStringIncludes, assertThrows, fail } from "@std/assert";
import {
  type ActorShape,
  bytes,
  f64,
  Graph,
  json,
  type Kind,
  run,
  text,
  TxBundle,
  u32,
} from "@steady-state/deno";
import * as port from "@steady-state/deno/actor";
import manifest from "../../deno.json" with { type: "json" };
import { bundleTx } from "../../src/channel/bundle.ts";
import { CHANNEL_VERSION } from "../../src/channel/ring/channel_layout.ts";
import { THIS_COPY } from "../../src/copy.ts";
import { PACKAGE_URL, VERSION } from "../../src/package.ts";
import { sourceFiles } from "../architecture/imports.ts";
import { ChannelMemory } from "../contract/channel_memory.ts";
import { crashing } from "../fixtures/crash_actors.ts";
import { collector, counter, idler, mayfly, reader } from "../fixtures/plain_actors.ts";
import { chunker, chunkOf, weigher } from "../fixtures/stream_actors.ts";
import { COPIED_ACTORS } from "../fixtures/copied_actors.ts";
import { type Copy, copyPackage, linkPackage } from "../fixtures/copies.ts";
import { actorIn, faultsOf, within, withoutWorkers } from "../fixtures/watch.ts";

/** What the module of a copy exports. Its types are those of another package, as far as anybody can tell. */
interface Copied {
  readonly source: ActorShape;
  readonly sink: ActorShape;
  readonly sieve: ActorShape;
  readonly reader: ActorShape;
  readonly plumber: ActorShape;
  readonly u32: Kind<number, "u32">;
}

async function load(copy: Copy): Promise<Copied> {
  return await import(await copy.write("actors.ts", COPIED_ACTORS));
}

const COUNT = 1000;

for (const home of ["solo", "troupe"] as const) {
  Deno.test(`actors of another copy of the package die and begin again, and nothing is lost, ${home}`, async () => {
    await using copy = await copyPackage();
    const { source, sink, u32: kind } = await load(copy);
    const intensity = { restarts: 100, withinMs: 60_000 };
    await using graph = new Graph("g", { intensity, log: () => {} });
    const { tx, rx } = graph.channel("numbers", kind, { capacity: 16 });
    const place = home === "solo" ? {} : { troupe: graph.troupe("ensemble") };
    graph.actor("SOURCE", source, {
      ports: { out: tx },
      args: { count: COUNT, dieEvery: 250 },
      ...place,
    } as never).actor("SINK", sink, {
      ports: { in: rx },
      args: { poison: 777 },
      showstopper: 3,
      ...place,
    } as never);
    await graph.start();
    const report = await within(graph.finished, "the end", 30_000);
    assertEquals(actorIn(report, "SOURCE").state, { next: COUNT, deaths: 3 });
    assertEquals(actorIn(report, "SINK").state, { got: COUNT - 1, disorder: 0, next: COUNT });
    assertEquals(
      graph.deadLetters.map(({ actor, port, message }) => [actor, port, message]),
      [["SINK", "in", 777]],
    );
    assertEquals(report.clean, true);
  });
}

Deno.test("actors of two copies of the package share a troupe, channels and dead letters", async () => {
  await using copy = await copyPackage();
  const { sieve, reader, u32: kind } = await load(copy);
  await using graph = new Graph("g", { log: () => {} });
  const troupe = graph.troupe("ensemble");
  // A kind of one copy where the ports at both ends are of the other, and the other way round.
  const raw = graph.channel("raw", kind, { capacity: 8 });
  const sieved = graph.channel("sieved", u32, { capacity: 8 });
  const notes = graph.channel("notes", json(), { capacity: 2 });
  graph.actor("COUNTER", counter, { ports: { numbers: raw.tx }, args: { count: COUNT }, troupe })
    .actor("SIEVE", sieve, {
      ports: { in: raw.rx, out: sieved.tx, notes: notes.tx },
      troupe,
    } as never)
    .actor("COLLECTOR", collector, { ports: { numbers: sieved.rx } })
    .actor("READER", reader, { ports: { notes: notes.rx }, troupe } as never);
  await graph.start();
  const report = await within(graph.finished, "the end", 30_000);
  assertEquals(report.clean, true);
  assertEquals(actorIn(report, "COLLECTOR").state!.count, COUNT * 0.9);
  assertEquals(actorIn(report, "READER").state, { read: 10 });
  assertEquals(graph.deadLetters.length, COUNT / 10);
});

Deno.test("streams of two copies of the package share the one wait of an actor, whichever of them runs it", async () => {
  await using copy = await copyPackage();
  const { plumber } = await load(copy);
  await using graph = new Graph("g", { log: () => {} });
  const small = { capacity: 2, bytes: 256 };
  const raw = graph.channel("raw", bytes, small);
  const passed = graph.channel("passed", bytes, small);
  graph.actor("CHUNKER", chunker, { ports: { out: raw.tx } })
    .actor("PLUMBER", plumber, {
      ports: { in: raw.rx, out: passed.tx },
      args: { streams: `${PACKAGE_URL}src/actor/mod.ts` },
    } as never)
    .actor("WEIGHER", weigher, { ports: { in: passed.rx } });
  await graph.start();
  const report = await within(graph.finished, "the end", 30_000);
  assertEquals(report.clean, true);
  const { length } = Array.from({ length: 100 }, (_, n) => [...chunkOf(n)]).flat();
  assertEquals(actorIn(report, "WEIGHER").state!.bytes, length);
});

Deno.test("a graph with actors of another copy of the package drains when it is told to stop", async () => {
  await using copy = await copyPackage();
  const { source, sink } = await load(copy);
  await using graph = new Graph("g");
  const { tx, rx } = graph.channel("numbers", u32, { capacity: 64 });
  graph.actor("SOURCE", source, { ports: { out: tx }, args: { count: 2 ** 31 } } as never)
    .actor("SINK", sink, { ports: { in: rx } } as never);
  await graph.start();
  const report = await within(graph.stop(), "the end", 30_000);
  const { next } = actorIn(report, "SOURCE").state as { next: number };
  assertEquals(actorIn(report, "SINK").state, { got: next, disorder: 0, next });
  assertEquals(report.clean, true);
});

Deno.test("a bundle of ends of another copy sends on every lane or on none where an actor finds it, and says why where it was made by hand", async () => {
  await using copy = await copyPackage();
  const { u32: kind } = await load(copy);
  const memories = [1, 3].map((capacity) => new ChannelMemory(kind, { capacity }));
  const controls = memories.map((memory) => memory.txControl());
  const lanes = controls.map(({ end }) => end);
  const bundle = bundleTx(controls);
  assertEquals([bundle.trySendAll(7), bundle.trySendAll(8)], [true, false]);
  assertEquals(lanes.map(({ sent }) => sent), [1, 1]);
  assertThrows(
    () => new TxBundle(lanes).trySendAll(9),
    TypeError,
    'Cannot send on every lane of a bundle: lane 0, "numbers", was not made by this copy of the package',
  );
});

/** Edits that make a copy one of another version. */
const OTHER_VERSION = {
  "package.ts": (text: string) => text.replace(/VERSION = "[^"]*"/, 'VERSION = "77.0.0"'),
};

/** One whose channels lie otherwise in memory, too. */
const OTHER_LAYOUT = {
  ...OTHER_VERSION,
  "channel/ring/channel_layout.ts": (text: string) =>
    text.replace(/CHANNEL_VERSION = \d+/, "CHANNEL_VERSION = 99"),
};

const OURS = `version ${VERSION} at ${PACKAGE_URL} (channel layout ${CHANNEL_VERSION})`;

Deno.test("actors of another version of the package are welcome if its layouts are the same", async () => {
  await using copy = await copyPackage(OTHER_VERSION);
  const { source, sink } = await load(copy);
  assertEquals([source.copy.version, source.copy.url], ["77.0.0", copy.url]);
  await using graph = new Graph("g");
  const { tx, rx } = graph.channel("numbers", u32, { capacity: 8 });
  graph.actor("SOURCE", source, { ports: { out: tx } } as never)
    .actor("SINK", sink, { ports: { in: rx } } as never);
  await graph.start();
  const report = await within(graph.finished, "the end", 30_000);
  assertEquals(actorIn(report, "SINK").state, { got: COUNT, disorder: 0, next: COUNT });
});

Deno.test("actors and kinds of a copy with other layouts are refused before any worker starts, with both named", async () => {
  await using copy = await copyPackage(OTHER_LAYOUT);
  const { source, u32: kind } = await load(copy);
  const theirs = `version 77.0.0 at ${copy.url} (channel layout 99)`;
  const graph = new Graph("g");
  const right = graph.channel("right", u32);
  const wrong = graph.channel("wrong", kind);
  graph.actor("SOURCE", source, { ports: { out: right.tx } } as never)
    .actor("COUNTER", counter, { ports: { numbers: wrong.tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: right.rx } })
    .actor("OTHER COLLECTOR", collector, { ports: { numbers: wrong.rx } });
  const advice =
    "use one copy of @steady-state/deno for both: one version at one URL in the import map";
  assertEquals(await withoutWorkers(() => faultsOf(graph)), [
    `channel "wrong" carries a u32 of ${theirs}, the graph is made by ${OURS}, ${advice}`,
    `actor "SOURCE" is made by ${theirs}, the graph by ${OURS}, ${advice}`,
  ]);
});

Deno.test("a graph of another copy of the package is run, and its report is printed", async () => {
  await using copy = await copyPackage(OTHER_VERSION);
  const other: typeof import("../../src/graph/graph.ts") = await import(
    `${copy.url}src/graph/graph.ts`
  );
  const graph = new other.Graph("g", { log: () => {}, intensity: { restarts: 0, withinMs: 1000 } });
  graph.actor("CRASHING", crashing).actor("MAYFLY", mayfly);
  const lines: string[] = [];
  const ended = run(graph as unknown as Graph, {
    telemetry: false,
    print: (line) => {
      lines.push(line);
    },
  });
  const error = await assertRejects(() => within(ended, "the end"), Error, "CRASHING failed");
  assertEquals(error.name, "StopError");
  assertStringIncludes(lines.join("\n"), "CRASHING");
  assertStringIncludes(lines.join("\n"), "MAYFLY");
});

Deno.test("actors of this copy by another path are welcome: a symbolic link", async () => {
  await using copy = await linkPackage();
  const { source, sink, u32: kind } = await load(copy);
  assertEquals(source.copy.url, copy.url);
  await using graph = new Graph("g");
  const { tx, rx } = graph.channel("numbers", kind, { capacity: 8 });
  graph.actor("SOURCE", source, { ports: { out: tx } } as never)
    .actor("SINK", sink, { ports: { in: rx } } as never);
  await graph.start();
  const report = await within(graph.finished, "the end", 30_000);
  assertEquals(actorIn(report, "SINK").state, { got: COUNT, disorder: 0, next: COUNT });
});

Deno.test("a definition that does not say which copy made it is refused", async () => {
  const { copy: _copy, ...older } = idler;
  const faults = await withoutWorkers(() =>
    faultsOf(new Graph("g").actor("OLDER", older as never))
  );
  assertEquals(faults.length, 1);
  assertStringIncludes(
    faults[0]!,
    'actor "OLDER" is made by a version that does not say which it is, the graph by version ',
  );
});

Deno.test("the worker looks at the copy once more: its module may have got another than the host's", async () => {
  await using copy = await copyPackage(OTHER_LAYOUT);
  const url = await copy.write(
    "two_faced.ts",
    `
    const inWorker = "DedicatedWorkerGlobalScope" in globalThis;
    const here = inWorker ? "./src/actor/mod.ts" : ${
      JSON.stringify(`${PACKAGE_URL}src/actor/mod.ts`)
    };
    const { defineActor } = await import(here);
    export const twoFaced = defineActor(import.meta, "twoFaced", { run() {} });
    `,
  );
  const { twoFaced } = await import(url);
  assertEquals(await faultsOf(new Graph("g").actor("T", twoFaced)), [
    `actor "T" did not come up: Cannot load actor "twoFaced" from ${url}: it is made by version 77.0.0 at ${copy.url} (channel layout 99), its worker runs ${OURS}, use one copy of this package for both`,
  ]);
});

Deno.test("a module that defines other ports in its worker is refused, with their names", async () => {
  const graph = new Graph("g");
  const { tx, rx } = graph.channel("numbers", u32);
  const more = graph.channel("more", f64);
  const words = graph.bundle("words", text, { girth: 2 });
  const changed = {
    ...counter,
    ports: { numbers: port.tx(u32), more: port.tx(f64), words: port.txBundle(text) },
  };
  graph.actor("COUNTER", changed, { ports: { numbers: tx, more: more.tx, words: words.tx } })
    .actor("COLLECTOR", { ...collector, ports: {} }, {})
    .actor("READER", reader, { instance: 1, ports: { words: words.rx[0]! } })
    .actor("READER", reader, { instance: 2, ports: { words: words.rx[1]! } })
    .actor("SECOND", { ...collector, ports: { numbers: port.rx(f64) } }, {
      ports: { numbers: more.rx },
    })
    .actor("THIRD", collector, { ports: { numbers: rx } });
  const file = new URL("../fixtures/plain_actors.ts", import.meta.url).href;
  const end = "; the module must define the same wherever it is loaded";
  assertEquals(await faultsOf(graph), [
    `actor "COUNTER" did not come up: Cannot load actor "counter" from ${file}: ` +
    'port "more" is tx of f64 in the graph and not there in this module, ' +
    'port "words" is tx of text, a bundle in the graph and not there in this module' +
    end,
    `actor "COLLECTOR" did not come up: Cannot load actor "collector" from ${file}: ` +
    `port "numbers" is not there in the graph and rx of u32 in this module${end}`,
    `actor "SECOND" did not come up: Cannot load actor "collector" from ${file}: ` +
    `port "numbers" is rx of f64 in the graph and rx of u32 in this module${end}`,
  ]);
});

Deno.test("the package says its version as its manifest does", () => {
  assertEquals(VERSION, manifest.version);
  assertEquals(THIS_COPY.url, new URL("../../", import.meta.url).href);
});

Deno.test("every layout has its place among those that copies compare", async () => {
  const versions: string[] = [];
  for (const file of await sourceFiles()) {
    // What is in the room of regions in files is for the host alone; the plan that such a file names has these versions.
    if (!file.endsWith("_layout.ts") || file.startsWith("region/")) continue;
    const [, version] = /export const \w+_VERSION = (\d+);/.exec(
      await Deno.readTextFile(new URL(`src/${file}`, PACKAGE_URL)),
    ) ?? fail(`${file} has no version`);
    versions.push(`${file.replace(/^.*\/|_layout\.ts$/g, "")} ${version}`);
  }
  const { ends: _ends, protocol: _protocol, ...layouts } = THIS_COPY.layouts;
  assertEquals(
    Object.entries(layouts).map(([name, version]) => `${name} ${version}`).sort(),
    versions.sort(),
  );
});
