/**
 * What a program can call and see of the actor that its `run` gets, and of its bundles: what is documented, and nothing else. The lists
 * are held against the interfaces by the compiler.
 */
import { assertEquals, assertThrows } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import {
  type Actor,
  type BytesTx,
  readableOf,
  type Rx,
  type RxBundle,
  type TxBundle,
  writableOf,
} from "@steady-state/deno/actor";
import { looker } from "../fixtures/shape_actors.ts";
import { actorIn, within } from "../fixtures/watch.ts";

type Names<E> = Readonly<Record<keyof E, true>>;

const ACTOR: Names<Actor> = {
  name: true,
  instance: true,
  label: true,
  generation: true,
  turn: true,
  ports: true,
  state: true,
  args: true,
  clock: true,
  log: true,
  signal: true,
  isRunning: true,
  wait: true,
  send: true,
  take: true,
  inbox: true,
  effectId: true,
  calls: true,
  batches: true,
  commit: true,
  periodic: true,
  batch: true,
  timeout: true,
  settled: true,
  stopping: true,
  deadLetter: true,
  stop: true,
  heartbeat: true,
  setStatus: true,
  yield: true,
};

/** Where streams of any copy of this package find the one wait of the actor. */
const STREAMS = "Symbol(@steady-state/deno: the streams of an actor)";

const TX_BUNDLE: Names<TxBundle<number>> = {
  lanes: true,
  girth: true,
  isAbandoned: true,
  trySend: true,
  trySendAll: true,
  laneFor: true,
  close: true,
  vacant: true,
  drained: true,
  readyLane: true,
};
const RX_BUNDLE: Names<RxBundle<number>> = {
  lanes: true,
  girth: true,
  isClosedAndEmpty: true,
  tryTake: true,
  readyLane: true,
  takeBatch: true,
  avail: true,
  closedAndEmpty: true,
};

Deno.test("an actor and its bundles have what is documented, and nothing else", async () => {
  await using graph = new Graph("looks", { log: () => {} });
  const { tx, rx } = graph.bundle("lanes", u32, { girth: 2 });
  graph.actor("LOOKER", looker, { ports: { out: tx, in: rx } });
  await graph.start();
  const report = await within(graph.finished, "the end");
  const { state } = actorIn(report, "LOOKER");
  assertEquals(state!.actor, [...Object.keys(ACTOR), STREAMS].sort());
  assertEquals(state!.tx, Object.keys(TX_BUNDLE).sort());
  assertEquals(state!.rx, Object.keys(RX_BUNDLE).sort());
});

Deno.test("a stream of an object that is no actor is refused, with what it is of", () => {
  const port = { name: "chunks" };
  const advice = "is no actor, give the one that run gets";
  assertThrows(
    () => readableOf({ take: () => Promise.resolve(undefined) }, port as Rx<Uint8Array>),
    TypeError,
    `Cannot read channel "chunks" as a stream: { take: [Function: take] } ${advice}`,
  );
  assertThrows(
    () => writableOf({} as Actor, port as BytesTx),
    TypeError,
    `Cannot write a stream to channel "chunks": {} ${advice}`,
  );
});
