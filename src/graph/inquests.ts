import type { CrashReport } from "../protocol/crash.ts";
import type { DeadLetterMessage, SuspectMessage, UnderWork } from "../protocol/messages.ts";
import { hasCommitted } from "../turn/mod.ts";
import { type DeadLetter, DeadLetters } from "./dead_letters.ts";
import { type Death, Inquest } from "./inquest.ts";
import type { GraphPlan, PlannedActor } from "./plan.ts";

/** The inquests into a graph's crashes, and the dead letters that come of them. */
export class Inquests {
  readonly #plan: GraphPlan;
  readonly #letters: DeadLetters;
  readonly #inquests = new Map<number, Inquest>();
  /** Crashes into which none was held yet. */
  readonly #open = new Map<number, Death>();

  constructor(plan: GraphPlan, onLetter: (letter: DeadLetter) => void) {
    this.#plan = plan;
    this.#letters = new DeadLetters(onLetter);
  }

  /** Takes a crash down. */
  open(actor: number, report: CrashReport, underWork: readonly UnderWork[] | undefined): void {
    const { time, generation, error, cause } = report;
    // What came of it is about the crash, not about loading the successor.
    if (cause === "loadFailure") return;
    // Who was ended by others did not die of what it had under work.
    const isInnocent = cause === "asked";
    this.#open.set(actor, { time, generation, error, underWork: isInnocent ? [] : underWork });
  }

  /** The one message that the actor had under work when it crashed, as an object with that key; else an empty one. */
  underWork(actor: number, underWork: readonly UnderWork[] | undefined): { message?: unknown } {
    const [only, another] = underWork ?? [];
    if (only?.messages !== 1 || another !== undefined) return {};
    return { message: this.#of(actor).look(only.end) };
  }

  /** Holds the inquest that is open, before the next generation is let in. Returns what that one must be careful with. */
  close(actor: number): readonly SuspectMessage[] {
    this.settle();
    this.#letters.forget(actor);
    const death = this.#open.get(actor);
    if (death === undefined) return [];
    this.#open.delete(actor);
    const { letters, suspects } = this.#of(actor).hold(death);
    for (const letter of letters) this.#letters.add(letter);
    return suspects;
  }

  /** Notes a letter that an actor writes. */
  note(message: DeadLetterMessage): void {
    const { actor, generation, turn, time, reason } = message;
    this.#letters.note(actor, turn, {
      time,
      actor: this.#actor(actor).plan.label,
      generation,
      port: null,
      lane: null,
      number: turn,
      message: message.message,
      reason,
      deaths: 0,
      cause: null,
    });
  }

  /** The dead letters that count by now. */
  get letters(): readonly DeadLetter[] {
    this.settle();
    return this.#letters.list;
  }

  /** Counts the letters whose turns have committed since. */
  settle(): void {
    this.#letters.settle((actor, turn) =>
      hasCommitted(this.#plan.region, this.#actor(actor).plan.journal, turn)
    );
  }

  #of(actor: number): Inquest {
    let inquest = this.#inquests.get(actor);
    if (inquest === undefined) {
      const planned = this.#actor(actor);
      inquest = new Inquest(this.#plan.region, planned, planned.showstopper);
      this.#inquests.set(actor, inquest);
    }
    return inquest;
  }

  #actor(actor: number): PlannedActor {
    return this.#plan.actors[actor] as PlannedActor;
  }
}
