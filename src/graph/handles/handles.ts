import { faultsText, textOf } from "../../errors.ts";
import { isObject, shown } from "../../option_faults.ts";
import type { SeatMessage } from "../../protocol/mod.ts";
import type { Lifecycle } from "../../shutdown/ballot_layout.ts";
import type { Tally } from "../../shutdown/tally.ts";
import type { Supervision } from "../../supervisor/mod.ts";
import type { World } from "../../world.ts";
import { argFaults } from "../options/mod.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";
import type { Fate } from "../report/mod.ts";
import { type ActorStatus, statusOf } from "./actor_status.ts";
import { ArgsDesk } from "./args_desk.ts";
import { FigureReader } from "./figure_reader.ts";
import { Leavings } from "./leavings.ts";
import { Risings } from "./risings.ts";
import { readRunning } from "./state_reader.ts";

/** What the handles on a graph's actors need of its run, and tell it. */
export interface HandlingHands {
  /** Tells a worker something for one of its actors. */
  tell(worker: number, message: SeatMessage): void;
  /** Ends an actor for good whose time to end alone is over. */
  expel(actor: number): void;
  /** An actor was given other args: what was told, as people read it. */
  onTold(actor: number, text: string): void;
  /** An actor was asked to end alone. */
  onAsked(actor: number, reason: string): void;
  /** An actor that had ended is to begin again. */
  onRevived(actor: number, reason: string): void;
}

/** How often is looked whether an actor is out of its thread, in milliseconds. */
const LOOK_MS = 5;

/** What the program asks of single actors of a running graph, and tells them. Actors are named by their number. */
export class Handles {
  readonly #plan: GraphPlan;
  readonly #supervision: Supervision;
  readonly #fates: ReadonlyMap<number, Fate>;
  readonly #hands: HandlingHands;
  readonly #tally: Tally;
  readonly #stopTimeoutMs: number;
  readonly #world: World;
  readonly #args: ArgsDesk;
  readonly #leavings: Leavings;
  readonly #risings: Risings;
  /** Of the actors whose figures somebody has looked at; `null` for one that has none. */
  readonly #figures = new Map<number, FigureReader | null>();

  constructor(
    plan: GraphPlan,
    supervision: Supervision,
    fates: ReadonlyMap<number, Fate>,
    tally: Tally,
    stopTimeoutMs: number,
    hands: HandlingHands,
    world: World,
  ) {
    this.#plan = plan;
    this.#supervision = supervision;
    this.#fates = fates;
    this.#hands = hands;
    this.#tally = tally;
    this.#stopTimeoutMs = stopTimeoutMs;
    this.#world = world;
    this.#args = new ArgsDesk({
      isRunning: (actor) => supervision.isRunning(actor),
      tell: (worker, message) => hands.tell(worker, message),
    });
    this.#leavings = new Leavings(plan, supervision, tally, hands, world);
    this.#risings = new Risings(plan, supervision, tally);
  }

  /** The actor's committed state. */
  state(actor: number): Readonly<Record<string, unknown>> {
    const { plan } = this.#actor(actor);
    const state = readRunning(this.#plan.region, plan);
    if (state !== undefined) return state;
    throw new Error(
      `Cannot read the state of actor "${plan.label}": it commits faster than its state can be read, try again`,
    );
  }

  /** What the figures say that the actor tells of its own, in their order; `null` if it has none. */
  figuresOf(actor: number): ArrayLike<number> | null {
    let reader = this.#figures.get(actor);
    if (reader === undefined) {
      const { definition: { figures }, plan } = this.#actor(actor);
      reader = figures === undefined
        ? null
        : new FigureReader(this.#plan.region, plan, Object.keys(figures));
      this.#figures.set(actor, reader);
    }
    return reader && reader.read();
  }

  /** How the actor stands now. */
  status(actor: number): ActorStatus {
    return statusOf(
      this.#plan,
      this.#actor(actor),
      this.#supervision,
      this.#fates.get(actor),
      this.#leavings.has(actor) || this.#lifecycle === "stopping",
      this.#world.now(),
    );
  }

  /** How all of them stand now. */
  get statuses(): ActorStatus[] {
    return this.#plan.actors.map((_, actor) => this.status(actor));
  }

  /** The args that the actor was given last. */
  argsOf(actor: number): Readonly<Record<string, unknown>> {
    return { ...this.#actor(actor).plan.args };
  }

  /** Gives the actor other args. Resolves once it has taken them up. */
  async tell(actor: number, given: unknown): Promise<void> {
    const planned = this.#actor(actor);
    const { plan: { label, args: before }, definition } = planned;
    const faults = isObject(given)
      ? argFaults(label, definition, given as Readonly<Record<string, unknown>>)
      : [`its args are ${shown(given)}, give an object`];
    if (faults.length > 0) throw new TypeError(faultsText(telling(label), faults));
    if (!this.#supervision.isAlive(actor)) throw this.#untold(actor);
    // A copy, so that what the program does with its own later is not half told.
    const args = structuredClone(given as Readonly<Record<string, unknown>>);
    const taken = this.#args.tell(planned, args);
    const texts = Object.entries(args).map(([name, value]) =>
      `${name} ${shown(value)}, was ${shown(before[name])}`
    );
    this.#hands.onTold(actor, texts.join("; "));
    await taken;
  }

  get #lifecycle(): Lifecycle {
    return this.#tally.lifecycle;
  }

  /** Has the actor end alone, for good. Resolves once it has; throws if it did not in time, or otherwise. */
  async stop(actor: number, reason: string): Promise<void> {
    const { plan: { label }, stopTimeoutMs } = this.#actor(actor);
    const doing = `stop actor "${label}"`;
    if (this.#supervision.isAsleep(actor)) {
      throw new TypeError(`Cannot ${doing}: it sleeps, resize the pool that it is a member of`);
    }
    if (!this.#supervision.isAlive(actor)) return;
    if (this.#lifecycle === "stopping" || this.#lifecycle === "stopped") {
      throw new TypeError(`Cannot ${doing}: the graph stops already, await graph.finished`);
    }
    if (!this.#leavings.has(actor)) this.#hands.onAsked(actor, reason);
    // A sender of the host lives from what code of the host brings: it accepts no more.
    this.#plan.hostEnds.get(actor)?.stop();
    await this.leave(actor, false, stopTimeoutMs ?? this.#stopTimeoutMs);
    const fate = this.#fates.get(actor);
    if (fate !== undefined) throw new Error(`Cannot ${doing}: it ${fate.outcome}: ${fate.why}`);
  }

  /** Has the actor end alone, for good or to sleep. Resolves once it has, or is ended, or the graph is over. */
  leave(actor: number, toSleep: boolean, withinMs: number): Promise<void> {
    return this.#leavings.begin(actor, toSleep, withinMs);
  }

  /** Whether the actor is on its way to its end, alone. */
  isLeaving(actor: number): boolean {
    return this.#leavings.has(actor);
  }

  /** Has the actor, which has ended, begin again. Resolves once its next generation has begun. */
  async revive(actor: number, reason: string): Promise<void> {
    const doing = `revive actor "${this.#actor(actor).plan.label}"`;
    if (this.#lifecycle !== "running") {
      throw new TypeError(`Cannot ${doing}: the graph is ${this.#lifecycle}`);
    }
    if (this.#supervision.isAsleep(actor)) {
      throw new TypeError(`Cannot ${doing}: it sleeps, resize the pool that it is a member of`);
    }
    if (this.#leavings.has(actor)) {
      throw new TypeError(`Cannot ${doing}: it is being stopped, await that first`);
    }
    if (this.#supervision.isAlive(actor)) return;
    if (this.#plan.hostEnds.has(actor)) {
      throw new TypeError(
        `Cannot ${doing}: it is an end of the host, and what the host had there is over, draw an actor in its place`,
      );
    }
    // It may have been given up a moment ago, and its thread is being ended.
    while (!this.#supervision.isOut(actor)) {
      await new Promise<void>((resolve) => this.#world.after(LOOK_MS, resolve));
    }
    if (!this.#supervision.mayWake(actor)) {
      throw new TypeError(
        `Cannot ${doing}: ${
          this.#supervision.isAlive(actor)
            ? "it was revived meanwhile"
            : "its thread cannot be ended, or the graph is over"
        }`,
      );
    }
    this.#hands.onRevived(actor, reason);
    await this.rise(actor);
  }

  /** Has an actor that `Supervision.mayWake` begin again. Resolves once its next generation has begun. */
  rise(actor: number): Promise<void> {
    return this.#risings.begin(actor);
  }

  /** The actor has all args that it was told up to that number. */
  told(actor: number, id: number): void {
    this.#args.told(actor, id);
  }

  /** A generation of the actor begins. */
  started(actor: number): void {
    this.#args.started(actor);
    this.#risings.started(actor);
  }

  /** The actor has ended for good, however. */
  gone(actor: number): void {
    this.#args.gone(actor, this.#untold(actor));
    this.#risings.gone(actor, () => this.#unrisen(actor));
    this.#leavings.ended(actor);
  }

  /** The actor sleeps. */
  asleep(actor: number): void {
    this.#args.gone(actor, this.#untold(actor));
    this.#leavings.ended(actor);
  }

  /** The graph is over. */
  end(): void {
    this.#args.end((actor) => this.#untold(actor));
    this.#risings.end((actor) => this.#unrisen(actor));
    this.#leavings.end();
  }

  #unrisen(actor: number): TypeError {
    const { plan: { label } } = this.#actor(actor);
    return new TypeError(
      `Cannot have actor "${label}" begin again: ${this.whyGone(actor)}`,
    );
  }

  #untold(actor: number): TypeError {
    const { plan: { label } } = this.#actor(actor);
    return new TypeError(`Cannot ${telling(label)}: ${this.whyGone(actor)}`);
  }

  /** Why an actor that is not at work will not be any more. */
  whyGone(actor: number): string {
    const fate = this.#fates.get(actor);
    if (fate !== undefined) return `it is ${fate.outcome}: ${textOf(fate.why)}`;
    if (this.#supervision.isAsleep(actor)) return "it sleeps";
    return this.#supervision.isAlive(actor) ? "the graph has stopped" : "it has ended";
  }

  #actor(index: number): PlannedActor {
    return this.#plan.actors[index] as PlannedActor;
  }
}

function telling(label: string): string {
  return `tell actor "${label}" its args`;
}
