import { faultsText, textOf } from "../../errors.ts";
import { isObject, shown } from "../../option_faults.ts";
import type { Supervision } from "../../supervisor/mod.ts";
import type { Clock } from "../../world.ts";
import { argFaults } from "../options/mod.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";
import type { Fate } from "../report/mod.ts";
import { type ActorStatus, statusOf } from "./actor_status.ts";
import { ArgsDesk, type TellingHands } from "./args_desk.ts";
import { readRunning } from "./state_reader.ts";

/** What the handles on a graph's actors need of its run, and tell it. */
export interface HandlingHands extends Pick<TellingHands, "tell"> {
  /** An actor was given other args: what was told, as people read it. */
  onTold(actor: number, text: string): void;
}

/** What the program asks of single actors of a running graph, and tells them. Actors are named by their number. */
export class Handles {
  readonly #plan: GraphPlan;
  readonly #supervision: Supervision;
  readonly #fates: ReadonlyMap<number, Fate>;
  readonly #hands: HandlingHands;
  readonly #clock: Clock;
  readonly #args: ArgsDesk;

  constructor(
    plan: GraphPlan,
    supervision: Supervision,
    fates: ReadonlyMap<number, Fate>,
    hands: HandlingHands,
    clock: Clock,
  ) {
    this.#plan = plan;
    this.#supervision = supervision;
    this.#fates = fates;
    this.#hands = hands;
    this.#clock = clock;
    this.#args = new ArgsDesk({
      isRunning: (actor) => supervision.isRunning(actor),
      tell: (worker, message) => hands.tell(worker, message),
    });
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

  /** How the actor stands now. */
  status(actor: number): ActorStatus {
    return statusOf(
      this.#plan,
      this.#actor(actor),
      this.#supervision,
      this.#fates.get(actor),
      this.#clock.now(),
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

  /** The actor has all args that it was told up to that number. */
  told(actor: number, id: number): void {
    this.#args.told(actor, id);
  }

  /** A generation of the actor begins. */
  started(actor: number): void {
    this.#args.started(actor);
  }

  /** The actor has ended for good. */
  gone(actor: number): void {
    this.#args.gone(actor, this.#untold(actor));
  }

  /** The graph is over. */
  end(): void {
    this.#args.end((actor) => this.#untold(actor));
  }

  #untold(actor: number): TypeError {
    const { plan: { label } } = this.#actor(actor);
    return new TypeError(`Cannot ${telling(label)}: ${this.#whyGone(actor)}`);
  }

  /** Why an actor that is not at work will not be any more. */
  #whyGone(actor: number): string {
    const fate = this.#fates.get(actor);
    if (fate !== undefined) return `it is ${fate.outcome}: ${textOf(fate.why)}`;
    return this.#supervision.isAlive(actor) ? "the graph has stopped" : "it has ended";
  }

  #actor(index: number): PlannedActor {
    return this.#plan.actors[index] as PlannedActor;
  }
}

function telling(label: string): string {
  return `tell actor "${label}" its args`;
}
