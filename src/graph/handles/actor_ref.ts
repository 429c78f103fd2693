import type { ArgsSchema } from "../../protocol/mod.ts";
import type { ActorStatus } from "./actor_status.ts";

/**
 * A handle on one actor of a graph, with the types of its definition: what the program asks of it, and tells it, while the graph
 * runs. Made by {@link Graph.add}, or by {@link Graph.ref} for an actor that is known by its label alone. `S` is its state, `A` its args.
 *
 * ```ts
 * import { Graph } from "@steady-state/deno";
 * import { assertEquals } from "@std/assert";
 *
 * // In a program, actors are exported from a module of their own.
 * const { ticker } = await import("data:text/javascript," + encodeURIComponent(`
 *   import { defineActor, u32 } from "@steady-state/deno/actor";
 *
 *   export const ticker = defineActor(import.meta, "ticker", {
 *     args: { everyMs: 1 },
 *     state: { ticks: u32 },
 *     async run(actor) {
 *       while (actor.isRunning()) {
 *         await actor.wait(actor.timeout(actor.args.everyMs));
 *         actor.state.ticks++;
 *       }
 *     },
 *   });
 * `));
 * const graph = new Graph("clock", { log: () => {} });
 * const clock = graph.add("TICKER", ticker);
 * await graph.start();
 * await clock.tell({ everyMs: 2 }); // from its next turn on
 * assertEquals(clock.args, { everyMs: 2 });
 * assertEquals(clock.status().status, "running");
 * await graph.stop();
 * assertEquals(typeof clock.state().ticks, "number");
 * ```
 */
export interface ActorRef<S = Readonly<Record<string, unknown>>, A = ArgsSchema> {
  /** The actor's name. */
  readonly name: string;
  /** Its number among actors of one name, or `null` when it has none. */
  readonly instance: number | null;
  /** Name and instance as people read them, for instance `WORKER 2`. */
  readonly label: string;
  /** Its args: as it was drawn, or as it was told last. An actor that is in the middle of a turn may not have taken them up yet. */
  readonly args: Readonly<A>;

  /**
   * Its committed state, all cells as one turn has left them, while it goes on: nothing is asked of it. Before its first turn these
   * are the initial values. It is a copy.
   *
   * @throws {TypeError} if the graph was never started
   * @throws {Error} if it commits so fast that ten thousand looks did not get hold of one turn
   */
  state(): Readonly<S>;

  /**
   * Where it is in its life, what it does, and since when.
   *
   * @throws {TypeError} if the graph was never started
   */
  status(): ActorStatus;

  /**
   * Gives it other args: those that are named, the others stay. It sees all of them at once, in `actor.args`, from its next turn on; a
   * turn under way goes on with the old ones. `actor.args` stays the same object, so a loop that reads `args.rate` in each round needs
   * nothing else; what it has copied into a variable of its own stays as it was. A wait under way is not cut short. All its later
   * generations begin with the new args, whatever they die of. The next process begins with those that the graph is drawn with.
   *
   * The log and the page say what it was told: a secret does not belong into an arg.
   *
   * Resolves once the actor has taken them up: between two turns at once, else with the commit of the turn under way; one that is
   * about to start again begins with them.
   *
   * @throws {TypeError} with all that is wrong: an arg that it does not have, one of another type, one that cannot be copied to its
   * worker; if the graph was never started; if the actor has ended, or ends before it takes them up
   */
  tell(args: Partial<A>): Promise<void>;

  /** As {@link Graph.restart}. */
  restart(reason?: string): Promise<void>;

  /**
   * Has this one actor come to its end while the graph goes on, as if a stop were asked of it alone: `isRunning` asks its `accept`, and a
   * wait under way is cut short. Its inputs end for it, one after the other: from now on nobody can send on them, and once nothing is on
   * the way any more they are closed, so it takes what is there and agrees. Nothing is lost or doubled, also if it, or one that sends to
   * it, dies meanwhile; then it starts again, and ends. Once it has ended, its supervisor starts it no more, and its part in every channel
   * is ended as if its `run` had returned by itself: readers of its outputs find them closed, senders on its inputs find them abandoned,
   * and those on bundles pass its lanes over. {@link ActorRef.revive} begins it again.
   *
   * It may take as long as its `stopTimeoutMs`, or that of the graph; then it is ended, with the outcome `unstopped`.
   *
   * Resolves once it has ended; at once if it had.
   *
   * @throws {TypeError} if the graph was never started, or stops already; if it sleeps in a pool
   * @throws {Error} if it did not end in time, or was given up meanwhile; it says why
   */
  stop(reason?: string): Promise<void>;

  /**
   * Begins it again, although it has ended for good: by itself, by {@link ActorRef.stop}, because it was temporary and crashed, or because
   * it took too long to stop. It goes on with the state that it had committed, and its ends are open again; a channel that its other
   * actor has ended stays ended. An actor that is alive is left as it is.
   *
   * Resolves once its next generation has begun.
   *
   * @throws {TypeError} if the graph does not run, or is over before; if it is being stopped, or sleeps in a pool; if its thread cannot be
   * ended
   */
  revive(reason?: string): Promise<void>;
}
