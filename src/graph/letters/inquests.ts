import type { DeadLetterMessage, MessageOrigin, SuspectMessage } from "../../protocol/mod.ts";
import type { Evidence } from "../../supervisor/mod.ts";
import { forgetNotes, hasCommitted } from "../../turn/mod.ts";
import type { GraphLedger } from "../ledger/mod.ts";
import { type DeadLetter, DeadLetters } from "./dead_letters.ts";
import { type Death, Inquest, portOf } from "./inquest.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";

/** The inquests into the deaths of a graph's actors, and the dead letters that come of them. */
export class Inquests {
  readonly #plan: GraphPlan;
  readonly #letters: DeadLetters;
  readonly #ledger: GraphLedger<DeadLetter>;
  readonly #inquests = new Map<number, Inquest>();
  /** Deaths into which none was held yet. */
  readonly #open = new Map<number, Death>();

  constructor(
    plan: GraphPlan,
    ledger: GraphLedger<DeadLetter>,
    onLetter: (letter: DeadLetter) => void,
  ) {
    this.#plan = plan;
    this.#ledger = ledger;
    this.#letters = new DeadLetters(onLetter);
  }

  /** Takes over the letters of an earlier process. The program is told of those that it was not told of there. */
  restore(): void {
    for (const old of this.#ledger.past?.letters ?? []) this.#letters.restore(old);
  }

  /** Takes a death down. */
  open(actor: number, death: Death): void {
    this.#open.set(actor, death);
  }

  /** The one message that the actor had under work when it threw, as an object with that key; else an empty one. */
  underWork(actor: number, { underWork, isOfThread }: Evidence): { message?: unknown } {
    const [only, another] = underWork ?? [];
    if (isOfThread || only?.messages !== 1 || another !== undefined) return {};
    return { message: this.#of(actor).look(only.end) };
  }

  /**
   * Whether messages of the actor, which is out of its thread, are suspected of a death of which nobody knows whose it was. Holds the
   * inquest that is open.
   */
  isUnclear(actor: number): boolean {
    this.#hold(actor);
    return this.#inquests.get(actor)?.isUnclear ?? false;
  }

  /** Holds the inquest that is open, before the next generation is let in. Returns what that one must be careful with. */
  close(actor: number): readonly SuspectMessage[] {
    this.#hold(actor);
    this.settle();
    this.#letters.forget(actor);
    forgetNotes(this.#plan.region, this.#actor(actor).plan.journal);
    return this.#inquests.get(actor)?.suspects ?? [];
  }

  #hold(actor: number): void {
    const death = this.#open.get(actor);
    if (death === undefined) return;
    this.#open.delete(actor);
    this.settle();
    for (const { letter, mark } of this.#of(actor).hold(death)) this.#letters.add(letter, mark);
  }

  /** Notes a letter that an actor writes. */
  note(message: DeadLetterMessage): void {
    const { actor, generation, turn, time, reason, origin } = message;
    const letter: DeadLetter = {
      time,
      actor: this.#actor(actor).plan.label,
      generation,
      ...this.#placeOf(actor, origin),
      number: origin?.number ?? turn,
      message: message.message,
      reason,
      deaths: 0,
      cause: null,
    };
    this.#letters.note(actor, turn, letter, this.#ledger.letters.write(actor, turn, letter));
  }

  /** The port that a message came by, if that is known. */
  #placeOf(actor: number, origin: MessageOrigin | undefined): Pick<DeadLetter, "port" | "lane"> {
    const planned = this.#actor(actor);
    return origin !== undefined && origin.end < planned.plan.ends.length
      ? portOf(planned, origin.end)
      : { port: null, lane: null };
  }

  /** The dead letters that count by now. */
  get letters(): readonly DeadLetter[] {
    this.settle();
    return this.#letters.list;
  }

  /** Whether there are letters of which it is not known whether they count. */
  get arePending(): boolean {
    return this.#letters.arePending;
  }

  /** Counts the letters whose turns have committed since. */
  settle(): void {
    if (!this.#letters.arePending) return;
    this.#letters.settle((actor, turn) =>
      hasCommitted(this.#plan.region, this.#actor(actor).plan.journal, turn)
    );
  }

  #of(actor: number): Inquest {
    let inquest = this.#inquests.get(actor);
    if (inquest === undefined) {
      const planned = this.#actor(actor);
      inquest = new Inquest(this.#plan.region, planned, this.#ledger);
      this.#inquests.set(actor, inquest);
    }
    return inquest;
  }

  #actor(actor: number): PlannedActor {
    return this.#plan.actors[actor] as PlannedActor;
  }
}
