/**
 * Loops in actors that nothing ends: in a simulation there is nobody who looks on and sees how long it takes.
 *
 * @module
 */

/**
 * So often in a row an actor may wait for what will never be, in a graph that does not stop: with the pauses of such waits that is more
 * than three minutes. Who goes on is in a loop that nothing ends, and a day of it would take minutes of the machine.
 */
const MOST_VAIN_WAITS = 10_000;

/**
 * So many steps may be taken without anybody coming to rest: with the time that each of them takes, see the timeline, longer than a stop
 * may take if nobody says otherwise.
 */
const MOST_RESTLESS_STEPS = 3_000_000;

/** For so many steps more it is looked who takes them. */
const WATCHED_STEPS = 100;

/** The error of an actor that has waited in vain so often in a row; `undefined` as long as it may. */
export function endlessWaits(actor: string, waits: number): Error | undefined {
  if (waits < MOST_VAIN_WAITS) return undefined;
  return new Error(
    `Cannot go on with the simulation: ${actor} has waited ${MOST_VAIN_WAITS} times in a row for what can never be, because its peers are ` +
      "gone or have closed their channels, and goes on: let its loop look at what wait, take or send returns, and end",
  );
}

/** Sees who goes on and on, so that no time would ever go by. */
export class EndlessSteps {
  readonly #who = new Set<string>();

  /** A step was taken, by that thread. Throws if there were too many in one moment, with who took the last ones. */
  note(stepsNow: number, thread: string, described: () => string): void {
    if (stepsNow <= MOST_RESTLESS_STEPS) return;
    this.#who.add(thread);
    if (stepsNow < MOST_RESTLESS_STEPS + WATCHED_STEPS) return;
    throw new Error(
      `Cannot go on with the simulation: after ${MOST_RESTLESS_STEPS} steps nobody has come to rest, so no time goes by; those who go on ` +
        `and on are ${
          [...this.#who].join(", ")
        }: have them wait for what is not there already, or for time; ${described()}`,
    );
  }
}
