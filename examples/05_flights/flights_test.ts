import { assert, assertEquals } from "@std/assert";
import type { StopReport } from "@steady-state/deno";
import { buildGraph, type FlightsArgs, rankingIn, rowsIn } from "./main.ts";
import { plainRanking } from "./plain.ts";
import { tableUrl } from "./table.ts";

/** No run may take longer: whatever still crashes then is named in a StopError. */
const DEADLINE_MS = 60_000;

async function runToTheEnd(args: FlightsArgs): Promise<StopReport> {
  await using graph = buildGraph(args, { log: () => {}, stopTimeoutMs: 20_000 });
  await graph.start();
  const deadline = setTimeout(() => graph.stop("the test's deadline").catch(() => {}), DEADLINE_MS);
  return await graph.finished.finally(() => clearTimeout(deadline));
}

for (const lanes of [1, 3, 4]) {
  Deno.test(`the graph with ${lanes} lanes ranks part of the table as the plain computation does`, async () => {
    const rows = 30_000;
    const report = await runToTheEnd({ lanes, rows });
    const expected = await plainRanking(tableUrl(), rows);
    assertEquals(expected.length, 10);
    assertEquals(rankingIn(report), expected);
    assertEquals(rowsIn(report), rows);
  });
}

Deno.test("the graph ranks the whole table as the plain computation does", async () => {
  const report = await runToTheEnd({ lanes: 2 });
  assertEquals(rankingIn(report), await plainRanking(tableUrl()));
  assertEquals(rowsIn(report), 200_000);
  assertEquals(report.channels.filter(({ left }) => left > 0), []);
});

Deno.test("the answer is the same when every actor dies again and again", async () => {
  const rows = 120_000;
  const report = await runToTheEnd({ lanes: 2, rows, crash: 20 });
  assertEquals(rankingIn(report), await plainRanking(tableUrl(), rows));
  assertEquals(rowsIn(report), rows);
  for (const { label, restarts } of report.actors) {
    assert(restarts > 0, `${label} never died`);
  }
});
