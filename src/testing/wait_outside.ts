/**
 * How a simulation waits for what the machine does, for it does not know how long that takes.
 *
 * @module
 */
import type { Dispatcher, Errand } from "./errands.ts";
import { placeText } from "./place.ts";

/** What is awaited outside of the simulation may take so long, in the machine's time. */
const OUTSIDE_MS = 5000;

/** The machine's own, whatever stands in its place while a simulation runs. */
const { setTimeout, clearTimeout } = globalThis;
const now = performance.now.bind(performance);

/** A worker, as somebody whose code may wait for the machine. */
export interface Outsider {
  readonly sender: Dispatcher;
  /** One of its actors that awaits what is none of its waits, as far as it is not known for what. */
  whoWaits(): string | undefined;
  /** Its actors whose module this is; all of them if it is none's. */
  actorsOf(module: string | undefined): readonly string[];
  /** Has its thread take what was brought. */
  take(bring: () => void): void;
}

/**
 * Waits for the oldest errand that anybody is on, and has it brought. Returns whether there was one.
 *
 * @throws {Error} if it takes too long: with who sent for it, where, and what it is
 */
export async function bringOldest(outsiders: Iterable<Outsider>): Promise<boolean> {
  const outsider = oldestOf(outsiders);
  if (outsider === undefined) return false;
  const { sender } = outsider;
  const errand = sender.errands[0] as Errand;
  if (!(await isDone(errand))) {
    const who = outsider.actorsOf(errand.place?.module).join(" or ");
    throw tooLong(`${who} awaits ${errandText(errand)}`);
  }
  sender.errands.shift();
  outsider.take(() => errand.bring());
  return true;
}

/** Whose errand is the oldest of all, if anybody has one. */
function oldestOf(outsiders: Iterable<Outsider>): Outsider | undefined {
  let oldest: Outsider | undefined;
  let order = Infinity;
  for (const outsider of outsiders) {
    const [errand] = outsider.sender.errands;
    if (errand === undefined || errand.order > order) continue;
    oldest = outsider;
    order = errand.order;
  }
  return oldest;
}

/** Whether it is done within {@link OUTSIDE_MS}. */
async function isDone({ done }: Errand): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), OUTSIDE_MS);
  });
  try {
    return await Promise.race([done.then(() => true), isLate]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits until nobody awaits any more what nobody knows, or until somebody `canGoOn`.
 *
 * @throws {Error} if it takes too long: with who awaits it, and what it has sent for last
 */
export async function awaitUnknown(
  outsiders: () => Iterable<Outsider>,
  canGoOn: () => boolean,
): Promise<void> {
  let end: number | undefined;
  for (let ms = 0;; ms = 1) {
    const found = firstWaiting(outsiders());
    if (found === undefined) return;
    end ??= now() + OUTSIDE_MS;
    if (now() > end) {
      const { who, sender: { lastErrand } } = found;
      const after = lastErrand === undefined
        ? ""
        : `, the last it had the machine do is ${errandText(lastErrand)}`;
      throw tooLong(`${who} awaits something that the simulation knows nothing of${after}`);
    }
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (canGoOn()) return;
  }
}

function firstWaiting(
  outsiders: Iterable<Outsider>,
): { readonly who: string; readonly sender: Dispatcher } | undefined {
  for (const outsider of outsiders) {
    const who = outsider.whoWaits();
    if (who !== undefined) return { who, sender: outsider.sender };
  }
  return undefined;
}

function errandText({ what, place }: Errand): string {
  return `${what}${placeText(place)}`;
}

function tooLong(what: string): Error {
  return new Error(
    `Cannot go on with the simulation: ${what}, for ${OUTSIDE_MS} ms of the machine's time; ` +
      "play that actor, or give it what it awaits by an argument",
  );
}
