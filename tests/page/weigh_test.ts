import { assertEquals } from "@std/assert";
import { weigh } from "../../static/lens/weigh.js";

/** The pressure of a full channel before a reader that spends its time so, in a troupe of which the other is so busy. */
function pressure(reader: Readonly<Record<string, number>>, mate?: number): number {
  const troupe = mate === undefined ? null : "crowd";
  const actors = [{ blocked: 95 }, reader, { busy: mate ?? 0 }].map((shares) => ({
    ...{ up: true, busy: 0, outside: 0, blocked: 0, waiting: 0, turnRate: 5 },
    ...shares,
  }));
  const rows = { a: actors, c: [{ fill: 100, rate: 5 }] };
  const graph = {
    actors: [{ label: "SOURCE" }, { label: "SINK", troupe }, { label: "MATE", troupe }],
    chans: [{ name: "jobs", lane: null, from: 0, to: 1 }],
  };
  return weigh(graph, {
    column: (side, name) => rows[side].map((row) => (row as Record<string, unknown>)[name]),
  }).pressure[0]!;
}

Deno.test("weigh: what a reader works counts, what it waits does not, and what it is blocked counts against it", () => {
  assertEquals(pressure({ busy: 97, waiting: 3 }), 97);
  assertEquals(pressure({ outside: 60, waiting: 40 }), 60);
  assertEquals(pressure({ busy: 60, blocked: 40 }), 20);
  assertEquals(pressure({ busy: 40, blocked: 60 }), 0);
});

Deno.test("weigh: waiting may be for the thread where the troupe leaves it no time", () => {
  assertEquals(pressure({ busy: 10, waiting: 90 }, 40), 10);
  assertEquals(pressure({ busy: 10, waiting: 90 }, 85), 100);
});
