/** Threads that die in the middle of a commit: whatever becomes of the actor, the turn counts wholly or not at all. */
import { assert, assertEquals } from "@std/assert";
import { Graph, type GraphOptions, StopError, type StopReport, u32 } from "@steady-state/deno";
import { dealer, fan, gatherer, saboteur } from "../fixtures/ends_actors.ts";
import { actorIn, channelIn, until, within } from "../fixtures/watch.ts";

const LANES = 3;
/** More than there are stores in a commit of FAN: its last ones die of nothing. */
const STORES = 14;

const OPTIONS: GraphOptions = {
  log: () => {},
  intensity: { restarts: 1000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
};

for (const last of [true, false]) {
  for (const [troupe, throws] of [[false, false], [false, true], [true, false], [true, true]]) {
    const turn = last ? "last turn" : "turn before the last";
    const where = troupe ? "in a troupe" : "solo";
    const what = throws
      ? "an actor that throws before any store of the commit of its"
      : "a thread that dies before any store of the commit of its actor's";
    Deno.test(`${what} ${turn} loses and doubles nothing, ${where}`, async () => {
      let crashes = 0;
      await using graph = new Graph("g", { ...OPTIONS, onCrash: () => crashes++ });
      const dealt = graph.bundle("dealt", u32, { girth: STORES });
      graph.actor("DEALER", dealer, { ports: { numbers: dealt.tx } });
      const gatherers = graph.troupe("gatherers");
      for (let at = 0; at < STORES; at++) {
        const onward = graph.bundle(`onward ${at}`, u32, { girth: LANES });
        const home = troupe ? graph.troupe(`home ${at}`) : undefined;
        graph.actor("FAN", fan, {
          instance: at,
          ports: { number: dealt.rx[at]!, onward: onward.tx },
          args: { at, last, throws: throws === true },
          ...home && { troupe: home },
        }).actor("GATHERER", gatherer, {
          instance: at,
          ports: { numbers: onward.rx },
          troupe: home ?? gatherers,
        });
      }
      await within(graph.start(), "the start");
      const report = await within(graph.finished, "the end");
      assertEquals(report.clean, true);
      for (let at = 0; at < STORES; at++) {
        const of = (name: string) => actorIn(report, `${name} ${at}`);
        assertEquals(
          [of("FAN").outcome, of("FAN").state, of("FAN").ports, of("GATHERER").state],
          ["ended", { sent: LANES }, { number: 1, onward: LANES }, { got: LANES, sum: LANES * at }],
          `store ${at}`,
        );
      }
      assert(report.channels.every(({ left }) => left === 0));
      assert(crashes > 5, `${crashes} crashes`);
    });
  }
}

/** What befalls FAN while it is in its last commit, and what the report says of it then. */
const ENDINGS: Record<string, { outcome: string; drains: boolean }> = {
  "is killed to be restarted": { outcome: "ended", drains: true },
  "is ended because its own time for the stop is over": { outcome: "unstopped", drains: true },
  "is ended because the graph's time for the stop is over": { outcome: "unstopped", drains: false },
  "is taken out to start again with a sibling": { outcome: "ended", drains: true },
  "is temporary, and taken out because a sibling starts again": {
    outcome: "removed",
    drains: true,
  },
};

for (const [what, { outcome, drains }] of Object.entries(ENDINGS)) {
  Deno.test(`an actor that is in its last commit when it ${what} leaves that turn whole`, async () => {
    for (const at of [1, 2, 5]) {
      const there = new SharedArrayBuffer(4);
      await using graph = new Graph("g", {
        ...OPTIONS,
        ...what.includes("graph's time") && { stopTimeoutMs: 100 },
      });
      const dealt = graph.bundle("dealt", u32, { girth: 2 });
      const onward = graph.bundle("onward", u32, { girth: LANES });
      const spare = graph.bundle("spare", u32, { girth: 1 });
      const supervisor = graph.supervisor("S", {
        strategy: "oneForAll",
      });
      graph.actor("DEALER", dealer, { ports: { numbers: dealt.tx } })
        .actor("FAN", fan, {
          ports: { number: dealt.rx[1]!, onward: onward.tx },
          args: { at, fenced: true, there },
          supervisor,
          ...what.includes("own time") && { stopTimeoutMs: 50 },
          ...what.includes("temporary") && { restart: "temporary" },
        })
        .actor("SPARE", fan, {
          ports: { number: dealt.rx[0]!, onward: spare.tx },
          args: { at: Infinity },
        })
        .actor("GATHERER", gatherer, { ports: { numbers: onward.rx } })
        .actor("SPARE GATHERER", gatherer, { ports: { numbers: spare.rx } });
      const isSabotage = what.includes("sibling") || what.includes("supervisor");
      if (isSabotage) graph.actor("SABOTEUR", saboteur, { args: { there }, supervisor });
      await within(graph.start(), "the start");
      await until(() => new Int32Array(there)[0] === 1, "FAN is in its commit");
      if (what.includes("restarted")) await graph.restart("FAN");
      if (what.includes("time for the stop")) graph.stop().catch(() => {});
      const report = await within<StopReport>(
        graph.finished.catch((error) => {
          if (error instanceof StopError) return error.report;
          throw error;
        }),
        "the end",
      );
      const told = actorIn(report, "FAN");
      assertEquals([told.outcome, told.state, told.ports], [
        outcome,
        { sent: LANES },
        { number: 1, onward: LANES },
      ], `${what}, store ${at}`);
      for (let lane = 0; lane < LANES; lane++) {
        const { sent, left } = channelIn(report, `onward[${lane}]`);
        assertEquals([sent, drains ? left : 0], [1, 0], `store ${at}`);
      }
      if (!drains) continue;
      assertEquals(actorIn(report, "GATHERER").outcome, "ended");
      assertEquals(actorIn(report, "GATHERER").state.got, LANES);
    }
  });
}
