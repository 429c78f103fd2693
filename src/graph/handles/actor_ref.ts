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
}
