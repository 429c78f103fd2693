import { answered } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { ActorShape, ArgsSchema, PortSchema } from "../protocol/mod.ts";
import type { StateSchema } from "../state/mod.ts";
import type { LaidOutGraph } from "./laid_out_graph.ts";
import type { Duration } from "./moment.ts";
import type { Performed, Performer, PerformerFor } from "./performers/mod.ts";
import { Roles } from "./roles.ts";
import { ScriptWaits } from "./script_waits.ts";
import type { Stage } from "./stage.ts";

/** How long a condition is waited for where nobody says so, in milliseconds. */
export const UNTIL_MS = 60_000;

/** What a script waits for. */
export interface StageWait {
  /** What it has called for that. */
  readonly call: string;
  /** What it waits for, as an error calls it. */
  readonly what: string;
  /** What is said of it as long as it is not met. */
  readonly unmet: string;
  isMet(): boolean;
}

/**
 * What is the same for a script, whether the graph on its stage is simulated or runs on real workers. `B` is what is known of the graph
 * once it has begun.
 */
export abstract class ScriptedStage<B extends { readonly laidOut: LaidOutGraph }>
  implements Pick<Stage, "seed" | "graph" | "perform" | "unplayed" | "state" | "settled"> {
  readonly seed: number;
  readonly graph: Graph;
  protected readonly roles: Roles;
  protected readonly waits = new ScriptWaits();

  constructor(graph: Graph, seed: number, keep: readonly string[] | undefined) {
    this.graph = graph;
    this.seed = seed;
    this.roles = new Roles(graph, keep);
  }

  /** The graph, once it has begun. */
  protected abstract readonly begun: B | undefined;
  /** Whether it is too late to say who plays whom. */
  protected abstract readonly isCast: boolean;

  perform<F extends Performer>(label: string, performer: F): F;
  perform<
    P extends PortSchema,
    S extends StateSchema,
    A extends ArgsSchema,
    R = never,
    N = undefined,
  >(
    label: string,
    definition: ActorShape<P, S, A>,
    performer: PerformerFor<P, S, A, R, N>,
  ): Performed<P, R, N>;
  perform(label: string, ...[first, second]: [unknown, unknown?]): unknown {
    const performer = second ?? first;
    const definition = second === undefined ? undefined : first as ActorShape;
    this.roles.give(label, performer as Performer, this.isCast, definition);
    return performer;
  }

  until(condition: () => boolean, within?: Duration): Promise<void> {
    const wait = { call: "stage.until()", what: `${condition}`, unmet: "does not hold" };
    const isMet = () => answered(condition(), `wait until ${condition}`);
    return this.waitUntil({ ...wait, isMet }, within);
  }

  /** Goes on until it is met. */
  protected abstract waitUntil(wait: StageWait, within: Duration | undefined): Promise<void>;

  async settled<T>(promise: PromiseLike<T>, within?: Duration): Promise<T> {
    let outcome: { readonly value: T } | { readonly thrown: unknown } | undefined;
    promise.then((value) => outcome = { value }, (thrown) => outcome = { thrown });
    const isMet = () => outcome !== undefined;
    const wait = { call: "stage.settled()", what: "the promise", unmet: "is not settled" };
    await this.waitUntil({ ...wait, isMet }, within);
    const settled = outcome as unknown as NonNullable<typeof outcome>;
    if ("thrown" in settled) throw settled.thrown;
    return settled.value;
  }

  get unplayed(): readonly string[] {
    return this.roles.unplayed;
  }

  state(label: string): Readonly<Record<string, unknown>> {
    return this.checkBegun(`read the state of actor "${label}"`).laidOut.stateOf(label);
  }

  /** Throws if nothing was waited for yet, so that nothing has run. */
  checkBegun(doing: string): B {
    if (this.begun !== undefined) return this.begun;
    throw new TypeError(
      `Cannot ${doing}: nothing has begun yet, await stage.finished, stage.until() or stage.advance() first`,
    );
  }

  /** Throws if the script has not awaited what it waits for, or a performer has found something wrong or still waits itself. */
  protected checkScript(doing: string): void {
    this.waits.checkAwaited(doing);
    this.roles.checkMet();
  }
}
