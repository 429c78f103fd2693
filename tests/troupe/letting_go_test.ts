/** Holds what is promised of `actor.signal`, and of what a member that is taken out in place has left at a promise. */
import { assertEquals } from "@std/assert";
import { Graph, type Troupe, u32 } from "@steady-state/deno";
import { asker, server, straggler } from "../fixtures/letting_go_actors.ts";
import { collector, counter, idler } from "../fixtures/plain_actors.ts";
import { actorIn, until, Watch, within } from "../fixtures/watch.ts";

interface Stage {
  readonly graph: Graph;
  readonly watch: Watch;
  /** Where a member is drawn to be retired in place, whenever ALARM is started again. */
  readonly place: { readonly troupe: Troupe; readonly supervisor: ReturnType<Graph["supervisor"]> };
}

/** A troupe with a MATE in it. */
function setStage(): Stage {
  const watch = new Watch();
  const graph = new Graph("letting go", { log: watch.log });
  const troupe = graph.troupe("ensemble");
  const supervisor = graph.supervisor("S", { strategy: "oneForAll" });
  graph.actor("ALARM", idler, { supervisor }).actor("MATE", idler, { troupe });
  return { graph, watch, place: { troupe, supervisor } };
}

/** Stops the graph, and looks whether the member, and nobody else in its worker, was started again, once. */
async function assertRetiredInPlace({ graph }: Stage, member: string): Promise<void> {
  const report = await within(graph.stop(), "the end");
  assertEquals(actorIn(report, member).restarts, 1);
  assertEquals(actorIn(report, "MATE").restarts, 0);
  assertEquals(graph.crashes.map(({ actor, cause }) => [actor, cause]), [["ALARM", "asked"]]);
}

Deno.test("a server that is given actor.signal has left its port when the successor of a retired member wants it", async () => {
  const stage = setStage();
  await using graph = stage.graph;
  graph.actor("SERVER", server, stage.place);
  await within(graph.start(), "the start");
  const port = await stage.watch.logged("SERVER", "serves");
  const url = `http://127.0.0.1:${port}/`;
  const ask = async () => await (await within(fetch(url), "the answer")).text();
  assertEquals(await ask(), "generation 0");
  const patience = new AbortController();
  const hanging = fetch(`${url}hang`, { signal: patience.signal }).catch(() => "over");
  assertEquals(await ask(), "generation 0");
  await graph.restart("ALARM");
  await until(() => stage.watch.data("SERVER", "serves").length > 1, "the successor");
  assertEquals(stage.watch.data("SERVER", "serves"), [port, port]);
  assertEquals(await ask(), "generation 1");
  patience.abort();
  assertEquals(await within(hanging, "the end of the request"), "over");
  await assertRetiredInPlace(stage, "SERVER");
});

Deno.test("a request that is given actor.signal is ended with the generation of a retired member", async () => {
  const stage = setStage();
  await using graph = stage.graph;
  const asked: string[] = [];
  const ended: string[] = [];
  await using outside = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ url }) => {
      const { pathname } = new URL(url);
      asked.push(pathname);
      if (pathname !== "/0") return new Response("42");
      // An answer that never comes to its end.
      return new Response(new ReadableStream({ cancel: () => void ended.push(pathname) }));
    },
  );
  const url = `http://127.0.0.1:${outside.addr.port}/`;
  graph.actor("ASKER", asker, { ...stage.place, args: { url } });
  stage.watch.on(graph);
  await within(graph.start(), "the start");
  await until(() => asked.length > 0, "the request");
  await graph.restart("ALARM");
  await until(() => ended.length > 0, "the end of the request");
  await stage.watch.happened("ASKER", "ended");
  assertEquals([asked, ended], [["/0", "/1"], ["/0"]]);
  await assertRetiredInPlace(stage, "ASKER");
  assertEquals(actorIn(await graph.finished, "ASKER").state, { answer: 42 });
});

Deno.test("a promise that settles late finds the generation over, and changes nothing for its successor and mates", async () => {
  const count = 200;
  const stage = setStage();
  await using graph = stage.graph;
  const numbers = graph.channel("numbers", u32, { capacity: 8 });
  const onward = graph.channel("onward", u32, { capacity: 8 });
  graph.actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count } })
    .actor("STRAGGLER", straggler, {
      ...stage.place,
      ports: { numbers: numbers.rx, onward: onward.tx },
    })
    .actor("COLLECTOR", collector, {
      troupe: stage.place.troupe,
      ports: { numbers: onward.rx },
    });
  stage.watch.on(graph);
  await within(graph.start(), "the start");
  await stage.watch.logged("STRAGGLER", "is in the middle");
  await graph.restart("ALARM");
  await stage.watch.happened("COLLECTOR", "ended");
  assertEquals(await stage.watch.logged("STRAGGLER", "told"), [
    "close: refused",
    "commit: refused",
    "deadLetter: refused",
    "isRunning: refused",
    "send: refused",
    "state: 1000",
    "stop: undefined",
    "take: refused",
    "takeOne: refused",
    "trySend: refused",
    "wait: refused",
  ]);
  assertEquals([graph.lifecycle, graph.deadLetters], ["running", []]);
  await assertRetiredInPlace(stage, "STRAGGLER");
  const report = await graph.finished;
  assertEquals(actorIn(report, "STRAGGLER").state, { done: count, wrong: 0 });
  const { state, restarts } = actorIn(report, "COLLECTOR");
  assertEquals([state, restarts], [{
    count,
    sum: count * (count - 1) / 2,
    disorder: 0,
  }, 0]);
});
