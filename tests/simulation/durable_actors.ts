/**
 * A chain of durable actors, each with one of the ways that a source which is read again can go: see the docs of durable state.
 *
 * @module
 */
import { all, any, defineActor, rx, tx, u32 } from "@steady-state/deno/actor";
import { durableLedger, endRound, KEPT } from "./durable_ledger.ts";

/**
 * Where the position is kept: with the results at the end of the chain, which tells the source where to begin; by the source, which is
 * told of each effect; or by the source, as far as it has read.
 */
export type Way = "results" | "effects" | "reads";

const ARGS = { label: "", way: "results" as Way, count: 0, burst: 1, paceMs: 0 };

/** Counts up. */
export const source = defineActor(import.meta, "source", {
  ports: { out: tx(u32), back: rx(u32) },
  state: KEPT,
  args: ARGS,
  async run(actor) {
    const { ports: { out, back }, state, args: { label, way, count, burst, paceMs } } = actor;
    // Who is told where to begin keeps nothing, and so begins its rounds anew in each process.
    if (way !== "results") durableLedger()?.begin(label, state);
    if (way === "results" && state.hasBegun === 0) {
      const position = await actor.take(back);
      if (position === undefined) return;
      state.base = position;
      state.hasBegun = 1;
    } else if (way !== "results" && out.sent === 0) {
      state.base = state.position;
      endRound(label, state);
    }
    const sent = () => state.base + out.sent;
    const isThrough = () => way !== "effects" || state.position === sent() || back.isClosedAndEmpty;
    while (actor.isRunning(() => out.close() && isThrough())) {
      const isDone = sent() >= count || out.isClosed;
      if (sent() >= count && isThrough()) return;
      const mayGoOn = paceMs > 0 ? actor.timeout(paceMs) : out.vacant();
      await actor.wait(isDone ? back.avail() : any(back.avail(), mayGoOn));
      for (const position of back.takeBatch()) state.position = position;
      if (!out.isClosed) {
        for (let i = 0; i < burst && sent() < count; i++) if (!out.trySend(sent() + 1)) break;
        if (way === "reads") state.position = sent();
      }
      if (way !== "results") endRound(label, state);
    }
  },
});

/** Passes on what comes. */
export const relay = defineActor(import.meta, "relay", {
  ports: { in: rx(u32), out: tx(u32) },
  state: KEPT,
  args: ARGS,
  async run(actor) {
    const { ports: { in: input, out }, state, args: { label, burst } } = actor;
    durableLedger()?.begin(label, state);
    while (actor.isRunning(() => input.isClosedAndEmpty && out.close())) {
      if (!await actor.wait(all(input.avail(), out.vacant()))) continue;
      for (const number of input.takeBatch(Math.min(burst, out.vacantUnits))) {
        out.trySend(number);
        state.position = number;
        state.sum += number;
      }
      endRound(label, state);
    }
  },
});

/** Adds up what comes, and tells the source. */
export const keeper = defineActor(import.meta, "keeper", {
  ports: { in: rx(u32), back: tx(u32) },
  state: KEPT,
  args: ARGS,
  async run(actor) {
    const { ports: { in: input, back }, state, args: { label, way, burst } } = actor;
    durableLedger()?.begin(label, state);
    if (way === "results" && back.sent === 0) await actor.send(back, state.position);
    while (actor.isRunning(() => input.isClosedAndEmpty && back.close())) {
      if (!await actor.wait(input.avail())) continue;
      for (const number of input.takeBatch(burst)) {
        if (number !== state.position + 1) state.disorder++;
        state.position = number;
        state.sum += number;
        if (way === "effects") durableLedger()?.effect(label, number);
      }
      endRound(label, state);
      if (way === "effects") await actor.send(back, state.position);
    }
  },
});
