/** What people are told of actors that make no progress, or do not let go of their worker. */
import type { ErrorReport } from "../../errors.ts";
import {
  type EvictionReason,
  ORDERED_TIMEOUT_MS,
  RELEASE_TIMEOUT_MS,
} from "../../supervisor/mod.ts";

const ADVICE = "raise hangTimeoutMs if it needs so long";

const EVICTED: Readonly<Record<EvictionReason, string>> = {
  unreleased:
    `did not come to its end within ${RELEASE_TIMEOUT_MS} ms after it was taken out: its ` +
    "worker is ended, and its mates start again; let it give actor.signal to what it awaits outside",
  lent:
    "had views on channels in hand when it was taken out: its worker is ended, and its mates start again",
};

/** Of an actor that takes its worker with it. */
export function evictionText(reason: EvictionReason): string {
  return EVICTED[reason];
}

/** Of an actor whose thread was to be ended and lives on. `why`: the second half of a sentence, if it is known. */
export function lingeringText(why: string | undefined): string {
  const cause = why === undefined ? "" : `: ${why}`;
  return `its thread goes on, and takes a core${cause}; it is ordered to end, and this actor starts again when it does; ` +
    `it is given up in ${secondsText(ORDERED_TIMEOUT_MS)}`;
}

/** Of an actor that may be about to hang. `outside`: it waits outside, in the middle of its turn. */
export function suspicionText(sinceMs: number, outside: boolean): string {
  const why = outside ? ", it waits outside with its thread free" : "";
  return `no progress for ${secondsText(sinceMs)}${why}`;
}

/** Of an actor that waits outside for long, in the middle of its turn. */
export function outsideText(sinceMs: number): string {
  return `it has awaited something for ${
    secondsText(sinceMs)
  } in the middle of a turn, and hears of no message and no stop meanwhile: ` +
    "use await actor.wait(actor.settled(promise)), or call actor.heartbeat() as it goes on";
}

/** What an actor dies of that waits outside for too long: its thread is free. */
export function waitTooLong(sinceMs: number): ErrorReport {
  return hang(
    `it made no progress for ${Math.round(sinceMs)} ms, ` +
      `waiting outside with its thread free: await actor.wait(actor.settled(promise)) or ${ADVICE}`,
  );
}

/** What an actor dies of that hangs in a thread. */
export function hangError(sinceMs: number): ErrorReport {
  return hang(`it made no progress for ${Math.round(sinceMs)} ms, ${ADVICE}`);
}

/** What an actor dies of that hangs in a process of its own, of which the rest is said by {@link killedFor}. */
export function killedError(cause: string, memory: string | undefined): ErrorReport {
  return hang(`${cause}, ${memory === undefined ? ADVICE : `raise maxMemoryMb, or ${ADVICE}`}`);
}

/**
 * What a process has died of in which an actor hung. `memory`: what it takes of what it may, where that is nearly all: an engine that has to
 * collect garbage without end makes no progress.
 */
export function killedFor(sinceMs: number, memory: string | undefined): string {
  const shortage = memory === undefined ? "" : `, short of memory: ${memory}`;
  return `killed by the supervisor: hung for ${secondsText(sinceMs)}${shortage}`;
}

function hang(message: string): ErrorReport {
  return { name: "HangError", message, stack: "" };
}

function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
