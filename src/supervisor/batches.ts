import type { Alarms } from "./timers.ts";

/** Actors that are to start again together. */
export interface Batch {
  readonly actors: Set<number>;
  /** Whether its pause is over. */
  due: boolean;
  /** When the pause is over. */
  readonly dueAt: number;
  /** Takes the alarm back. */
  cancel(): void;
}

/** The restarts that are under way. Each actor is in one batch at most: batches that share an actor become one. */
export class Batches {
  readonly #batches = new Set<Batch>();
  readonly #alarms: Alarms;
  readonly #now: () => number;
  readonly #onDue: () => void;
  #hurried = false;

  constructor(alarms: Alarms, now: () => number, onDue: () => void) {
    this.#alarms = alarms;
    this.#now = now;
    this.#onDue = onDue;
  }

  /** Lets these actors start again together after `ms`. A batch that one of them is in joins, and its pause is kept to. */
  add(actors: readonly number[], ms: number): void {
    if (actors.length === 0) return;
    const all = new Set(actors);
    const now = this.#now();
    let dueAt = this.#hurried ? now : now + ms;
    for (const batch of this.#batches) {
      if (actors.every((actor) => !batch.actors.has(actor))) continue;
      batch.actors.forEach((actor) => all.add(actor));
      if (!batch.due) dueAt = Math.max(dueAt, batch.dueAt);
      this.remove(batch);
    }
    const batch: Batch = { actors: all, due: dueAt <= now, dueAt, cancel: () => {} };
    if (!batch.due) {
      batch.cancel = this.#alarms.pause(dueAt - now, () => {
        batch.due = true;
        this.#onDue();
      });
    }
    this.#batches.add(batch);
  }

  /** Ends every pause, and lets no more begin. The caller starts what is due now. */
  hurry(): void {
    this.#hurried = true;
    for (const batch of this.#batches) end(batch);
  }

  /** Ends the pause of the batch that the actor is in. The caller starts what is due now. */
  hasten(actor: number): void {
    for (const batch of this.#batches) if (batch.actors.has(actor)) end(batch);
  }

  /** Batches whose pause is over. */
  get due(): Batch[] {
    return [...this.#batches].filter(({ due }) => due);
  }

  /** Takes an actor out: it will not start again. */
  drop(actor: number): void {
    for (const batch of this.#batches) {
      if (batch.actors.delete(actor) && batch.actors.size === 0) this.remove(batch);
    }
  }

  /** Whether the batch is still to start. */
  has(batch: Batch): boolean {
    return this.#batches.has(batch);
  }

  remove(batch: Batch): void {
    batch.cancel();
    this.#batches.delete(batch);
  }
}

function end(batch: Batch): void {
  batch.cancel();
  batch.due = true;
}
