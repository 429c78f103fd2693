import type { ArgsSchema } from "../../protocol/mod.ts";
import type { ActorRef } from "../handles/mod.ts";

/**
 * Like actors of which only as many are awake as are needed: a sender on the lanes of a bundle deals its messages out to those that are.
 * Made by {@link Graph.pool}. The lanes of all members are laid out from the start; a member that sleeps has no thread, its lanes are
 * passed over, and its state waits for it.
 *
 * ```ts
 * import { Graph, u32 } from "@steady-state/deno";
 * import { defineActor, rx, rxBundle, tx, txBundle } from "@steady-state/deno/actor";
 * import { simulate } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const source = defineActor(import.meta, "source", {
 *   ports: { jobs: txBundle(u32) },
 *   async run(actor) {
 *     const { jobs } = actor.ports;
 *     for (let n = 0; n < 100; n++) {
 *       while (!jobs.trySend(n)) await actor.wait(jobs.vacant());
 *     }
 *   },
 * });
 * const worker = defineActor(import.meta, "worker", {
 *   ports: { jobs: rx(u32), done: tx(u32) },
 *   async run(actor) {
 *     const { jobs, done } = actor.ports;
 *     for (let n = await actor.take(jobs); n !== undefined; n = await actor.take(jobs)) {
 *       await actor.wait(actor.timeout(1));
 *       await actor.send(done, n * n);
 *     }
 *   },
 * });
 * const sink = defineActor(import.meta, "sink", {
 *   ports: { done: rxBundle(u32) },
 *   state: { count: u32 },
 *   async run(actor) {
 *     const { ports: { done }, state } = actor;
 *     while (actor.isRunning(() => done.isClosedAndEmpty)) {
 *       await actor.wait(done.avail());
 *       state.count += done.takeBatch().length;
 *     }
 *   },
 * });
 *
 * await simulate(
 *   () => {
 *     const graph = new Graph("squares", { log: () => {} });
 *     const jobs = graph.bundle("jobs", u32, { girth: 4, capacity: 2 });
 *     const done = graph.bundle("done", u32, { girth: 4 });
 *     graph.actor("SOURCE", source, { ports: { jobs: jobs.tx } });
 *     const pool = graph.pool("WORKER", worker, {
 *       ports: { jobs: jobs.rx, done: done.tx },
 *       size: { min: 1, max: 4 },
 *     });
 *     assertEquals([pool.size, pool.max], [1, 4]);
 *     return graph.actor("SINK", sink, { ports: { done: done.rx } });
 *   },
 *   {},
 *   async (stage) => {
 *     await stage.finished;
 *     assertEquals(stage.state("SINK").count, 100);
 *   },
 * );
 * ```
 */
export interface Pool<S = Readonly<Record<string, unknown>>, A = ArgsSchema> {
  /** The name of its members; their numbers are from 0 up to, but without, {@link Pool.max}. */
  readonly name: string;
  /** How many are awake at least. */
  readonly min: number;
  /** How many there are, awake or not. */
  readonly max: number;
  /** How many are awake, and not on their way to sleep; before the start, how many will be. */
  readonly size: number;
  /** All of them, by their number: to look at, to tell args, to restart. They sleep and wake as the pool says. */
  readonly members: readonly ActorRef<S, A>[];

  /**
   * Wakes members or has some sleep, until so many are awake. Those with the lowest numbers wake first and sleep last.
   *
   * One that is to sleep gets no more messages, drains what is in its lanes, and agrees as to a stop; nothing is lost, nothing is doubled,
   * and in each lane the order stays, also if it or its peers die meanwhile: then it starts again, and goes to sleep. It may take as long as
   * it needs, unless it has a `stopTimeoutMs`; one that takes longer is ended for good. One that wakes gets a thread, and goes on with
   * the state that it had. A member that is gone for good (removed, given up, stopped by itself) counts no more, and
   * nobody takes its place by itself: the next call, with the same size, wakes another that sleeps, or {@link ActorRef.revive} begins it
   * again.
   *
   * A later call takes the place of one under way, and both resolve with what came of it.
   *
   * @returns how many are awake then
   * @throws {RangeError} if `size` is no whole number from its min to its max
   * @throws {TypeError} if the graph was never started, or does not run, or stops before it is done
   * @throws {Error} if too few members are left; it names those that are gone, and why
   */
  resize(size: number): Promise<number>;
}
