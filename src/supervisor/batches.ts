import type { Alarms } from "./timers.ts";

/** Actors that are to start again together. */
export interface Batch<M> {
  readonly members: Set<M>;
  /** Whether its pause is over. */
  due: boolean;
  /** When the pause is over. */
  readonly dueAt: number;
  /** Takes the alarm back. */
  cancel(): void;
}

/** The restarts that are under way. Each actor is in one batch at most: batches that share an actor become one. */
export class Batches<M> {
  readonly #batches = new Set<Batch<M>>();
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
  add(actors: readonly M[], ms: number): void {
    if (actors.length === 0) return;
    const all = new Set(actors);
    const now = this.#now();
    let dueAt = this.#hurried ? now : now + ms;
    for (const batch of this.#batches) {
      if (actors.every((actor) => !batch.members.has(actor))) continue;
      batch.members.forEach((actor) => all.add(actor));
      if (!batch.due) dueAt = Math.max(dueAt, batch.dueAt);
      this.remove(batch);
    }
    const batch: Batch<M> = { members: all, due: dueAt <= now, dueAt, cancel: () => {} };
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
  hasten(actor: M): void {
    for (const batch of this.#batches) if (batch.members.has(actor)) end(batch);
  }

  /** Batches whose pause is over. */
  get due(): Batch<M>[] {
    return [...this.#batches].filter(({ due }) => due);
  }

  /** Takes an actor out: it will not start again. */
  drop(actor: M): void {
    for (const batch of this.#batches) {
      if (batch.members.delete(actor) && batch.members.size === 0) this.remove(batch);
    }
  }

  /** Whether the batch is still to start. */
  has(batch: Batch<M>): boolean {
    return this.#batches.has(batch);
  }

  remove(batch: Batch<M>): void {
    batch.cancel();
    this.#batches.delete(batch);
  }
}

function end<M>(batch: Batch<M>): void {
  batch.cancel();
  batch.due = true;
}
