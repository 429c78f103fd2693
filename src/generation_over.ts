/**
 * Errors that only the code of a generation which is over can meet: refusals of its channel ends and its journal, and what its
 * waits and its signal end with. They carry a mark, so that what is left of such a generation, a timer or a promise that nobody
 * awaits, is told from a fault of somebody who is at work. So is what the listeners of its signal throw.
 *
 * @module
 */

import type { Timers } from "./world.ts";

/** Whose error it is. One for each generation. */
export interface GenerationOver {
  /** The actor's number. */
  readonly actor: number;
  /** Whether its `run` has returned. Then nobody does the work of what it left behind, and people are told, once. */
  readonly returned: boolean;
  /** Whether they were. */
  told: boolean;
}

/** Of all copies of this package: the error may be made by one, and looked at by another. */
const MARK = Symbol.for("@steady-state/deno: a generation that is over");

/** What was made here: whatever is thrown, and whatever it says of itself, it has none of these unless one was given to it. */
const MADE = new WeakSet<GenerationOver>();

/** Causes of causes that are looked at. */
const MAX_DEPTH = 5;

/** Says that a generation of that actor is over. */
export function generationOver(actor: number, returned: boolean): GenerationOver {
  const over = { actor, returned, told: false };
  MADE.add(over);
  return over;
}

/** Marks an error. Returns it. */
export function markOver<E extends Error>(error: E, over: GenerationOver): E {
  return Object.defineProperty(error, MARK, { value: over });
}

/** The mark of what was thrown, or of what it came from; `undefined` if it has none. */
export function overOf(thrown: unknown): GenerationOver | undefined {
  try {
    return search(thrown, MAX_DEPTH);
  } catch {
    return undefined; // Somebody's getter threw: nothing of ours has one.
  }
}

function search(thrown: unknown, depth: number): GenerationOver | undefined {
  if (typeof thrown !== "object" || thrown === null) return undefined;
  const { cause, suppressed, [MARK]: mark } = thrown as {
    readonly cause?: unknown;
    readonly suppressed?: unknown;
    readonly [MARK]?: GenerationOver;
  };
  if (mark !== undefined && MADE.has(mark)) return mark;
  return depth === 0 ? undefined : search(cause, depth - 1) ?? search(suppressed, depth - 1);
}

export const RETURNED = "its run returned";

/** How a generation comes to its end, as its own code is told. */
export type Ending =
  | typeof RETURNED
  | "its run threw"
  | "it was taken out of its worker"
  | "its thread is gone";

/**
 * What the waits of a generation that is over reject with, and the reason of its signal. An `AbortError`, because that is what web
 * APIs make of a signal, and what callers look for.
 */
export function endReason(
  actor: string,
  generation: number,
  end: Ending,
  over: GenerationOver,
): DOMException {
  const text = `Generation ${generation} of actor "${actor}" is over: ${end}`;
  return markOver(new DOMException(text, "AbortError"), over);
}

let onThrown: ((error: unknown) => void) | undefined;

/**
 * Aborts. What listeners throw comes to the thread's `error` event while this runs, and has no say in whether others go on:
 * `tell` gets it by way of {@link tellThrownAtAbort}.
 */
export function abortWith(
  controller: AbortController,
  reason: unknown,
  tell: (error: unknown) => void,
): void {
  const before = onThrown;
  onThrown = tell;
  try {
    controller.abort(reason);
  } finally {
    onThrown = before;
  }
}

/** Whether an uncaught error comes from the listener of a signal that is being aborted; it is told of then. */
export function tellThrownAtAbort(error: unknown): boolean {
  onThrown?.(error);
  return onThrown !== undefined;
}

/**
 * Calls `call` once the listeners of a signal have had their turn: what they close, for instance a server's port, is free only after
 * the event loop went round.
 */
export function afterAbort(call: () => void, timers: Timers): void {
  timers.after(0, () => timers.after(0, call));
}

/** The error of a channel end whose generation is over. */
export function refusal(what: string, over: GenerationOver): TypeError {
  const why = over.returned
    ? "this end belongs to an actor whose run has returned"
    : "this end belongs to an earlier generation of its actor";
  return markOver(new TypeError(`${what}: ${why}`), over);
}
