import { assert, assertEquals } from "@std/assert";
import { applyChange } from "../../static/feed/columns.js";
import { COLUMN_NAMES } from "../../src/telemetry/wire/columns.ts";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { seeded } from "../fixtures/random.ts";
import { EventReader } from "./event_reader.ts";
import { FakeGraph } from "./fake_graph.ts";

const KILLS = 20;

Deno.test(`a stream that is cut off ${KILLS} times goes on without a gap`, async () => {
  const names = ["a", "b", "c"];
  const graph = new FakeGraph("g", names, [
    { name: "one", from: 0, to: 1 },
    { name: "two", from: 1, to: 2, capacity: 1024 },
  ]);
  await using server = await serveTelemetry(graph.source, { port: 0, rateHz: 20 });
  const mover = setInterval(() => {
    graph.send(0, 3);
    graph.take(0, 3);
    graph.send(1, 1);
    graph.probes[1]!.setStatus(`at ${Date.now()}`);
  }, 10);
  const chance = seeded(7);

  let lastId: string | null = null;
  let s = 0;
  let keys = 0;
  let resumed = 0;
  let topology: unknown;
  // deno-lint-ignore no-explicit-any -- columns as the page holds them
  let columns: { a: any[]; c: any[] } = { a: [], c: [] };

  async function read(frames: number, enough = (): boolean => true): Promise<void> {
    const abort = new AbortController();
    const { body } = await fetch(new URL("/events?hz=20", server.url), {
      headers: lastId === null ? {} : { "Last-Event-ID": lastId },
      signal: abort.signal,
    });
    const reader = new EventReader(body!, (sid, n) => {
      fetch(new URL(`/ack/${sid}/${n}`, server.url), { method: "POST" })
        .then((response) => response.body?.cancel(), () => {});
    });
    for (let count = 0; count < frames || !enough();) {
      const received = (await reader.next())!;
      const { event, data } = received;
      if (event === "hello" && data.resumed) resumed++;
      if (event === "topology") topology = data;
      if (event === "key") {
        keys++;
        assert(data.s > s);
        columns = structuredClone({ a: data.a, c: data.c }) as typeof columns;
      } else if (event === "tick") {
        assertEquals(data.s, s + 1, "a frame is missing or doubled");
        for (const [name, change] of Object.entries(data)) {
          if (!/^[ac]\d+$/.test(name)) continue;
          applyChange(columns[name[0] as "a" | "c"][Number(name.slice(1))], change as never);
        }
      } else continue;
      s = data.s;
      lastId = received.id;
      count++;
    }
    abort.abort();
    await reader[Symbol.asyncDispose]().catch(() => {});
  }

  for (let kill = 0; kill < KILLS; kill++) {
    await read(1 + Math.floor(chance() * 6));
    await new Promise((resolve) => setTimeout(resolve, chance() * 200));
  }
  clearInterval(mover);
  // Every change has been seen once the windows are over.
  const until = Date.now() + 1500;
  await read(1, () => Date.now() > until);

  const sample = await (await fetch(new URL("/api/sample", server.url))).json();
  // Code and rules are for those who ask, and in no stream.
  const { code: _, rules: _rules, ...asked } =
    await (await fetch(new URL("/api/topology", server.url))).json();
  assertEquals(topology, asked);
  assertEquals(
    columns.c[COLUMN_NAMES.c.indexOf("sent")],
    sample.channels.map(({ sent }: { sent: number }) => Number(sent.toPrecision(3))),
  );
  assertEquals(
    columns.a[COLUMN_NAMES.a.indexOf("status")],
    sample.actors.map(({ status }: { status: string }) => status),
  );
  assertEquals([resumed, keys], [KILLS, 1]);
});
