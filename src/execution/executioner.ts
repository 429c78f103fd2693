/**
 * Ends threads that do not end by themselves.
 *
 * `Worker.terminate()` alone does not stop code that never returns to its event loop (Deno 2.7 to 2.9): the thread would burn a
 * core for ever, and the process would never end. The inspector can interrupt such code.
 *
 * @module
 */
import { reportError } from "../errors.ts";
import { Countdown } from "../host_time.ts";
import { systemWorld } from "../world.ts";
import type { Execution } from "../protocol/mod.ts";
import { bounded } from "./bounded.ts";
import { type InspectorLink, InspectorUnavailable } from "./inspector_link.ts";
import { findTarget, sharedInspector } from "./shared_inspector.ts";
import { type CallFrame, framesOf, namesOf } from "./stack.ts";

/** A thread to end. */
export interface Victim {
  /** The fragment of its entry's URL: targets are told apart by nothing else, so no other worker may have it. */
  readonly id: string;
  /** Ends the worker, as far as the runtime can do that. */
  terminate(): void;
  /** Resolves when the thread's life lock is granted: the one proof that it is gone. */
  readonly gone: Promise<void>;
}

/**
 * The time within which the thread must be found; what remains is for ending it. All of it takes 25 ms as a rule. The bounds are
 * generous because a machine with too much to do takes longer, and because it costs more to give up a thread that could have been
 * ended than to wait.
 */
const FIND_MS = 3000;
/** The time within which its stack must be taken. A thread that is found later is ended without a stack. */
const STACK_MS = 2000;
/** The time for everything. Like the other bounds here, it counts only while the host runs. */
const TOTAL_MS = 5000;
/** The longest that a thread which returns to its event loop takes to end. */
const TERMINATE_MS = 500;
/** The longest that a thread takes to end once its execution was ended. */
const AGAIN_MS = 200;
/**
 * The longest that a thread which has ended waits for others that are being ended: its successor would be held back for about a second if it
 * started while the inspector is in use.
 */
const OTHERS_MS = 1000;
/** The longest that running code takes to stop once a pause was ordered. */
const PAUSE_MS = 100;

const BLOCKED =
  "it does not answer in time: it is in a call into the runtime that does not return, or in a loop of long ones, between which " +
  "the engine seldom looks for orders; or the machine is too busy, or a debugger is attached (in a process of its own, by graph.process, it could be ended whatever it does)";
const IDLE = "no code was running in it: it awaits something that does not come";

/**
 * Ends threads. There is one for the process, as there is one inspector: kills at the same time share a connection, and the
 * last of them closes it.
 */
export class Executioner {
  /**
   * Takes the stack of what the thread is doing, and ends it. Takes five seconds at most once it is its turn at the inspector, which
   * other threads of the process may be using, and hundredths of a second as a rule. Never rejects: what
   * could not be done is in the result. Without the inspector, a thread that returns to its event loop is ended all the same.
   */
  async kill(victim: Victim): Promise<Execution> {
    let started = performance.now();
    let time: Countdown | undefined;
    const left = (ms = TOTAL_MS) => ms - TOTAL_MS + (time?.leftMs ?? TOTAL_MS);
    let ended = false;
    const gone = victim.gone.then(() => ended = true);
    let stack: string | undefined;
    let reason: string | undefined;
    let patience: number | undefined;
    let ordered = false;
    try {
      sharedInspector.hurry();
      const link = await sharedInspector.join();
      started = performance.now();
      time = new Countdown(systemWorld, TOTAL_MS, () => {});
      const target = await findTarget(link, victim.id, left(FIND_MS));
      [stack, reason] = await takeStack(link, target, () => left(STACK_MS));
      // Both, and in this order: a thread whose execution is ended while its worker is not wanted to end goes on half dead, and
      // takes the whole process along when its event loop runs empty.
      victim.terminate();
      ordered = true;
      link.send("Debugger.disable", target);
      while (!ended && left() > 0) {
        // The runtime forgets an order that comes between two pieces of code, so it is given again.
        link.send("Runtime.terminateExecution", target);
        await bounded(gone, AGAIN_MS);
      }
    } catch (error) {
      reason = error instanceof InspectorUnavailable ? error.message : reportError(error).message;
      // Nothing but this can be done: a thread that returns to its event loop ends soon, any other never.
      patience = TERMINATE_MS;
      victim.terminate();
    }
    await bounded(gone, patience ?? left());
    time?.cancel();
    await sharedInspector.leave(OTHERS_MS);
    return {
      stack,
      ended,
      ordered,
      ...(reason === undefined ? {} : { reason }),
      tookMs: performance.now() - started,
    };
  }
}

/** The executioner of this process. */
export const executioner: Executioner = new Executioner();

/** The stack, or the reason why there is none. */
async function takeStack(
  link: InspectorLink,
  target: string,
  leftMs: () => number,
): Promise<[string, undefined] | [undefined, string]> {
  const paused = link.paused(target) as Promise<{ readonly callFrames: readonly CallFrame[] }>;
  link.send("Debugger.enable", target);
  if (await bounded(link.send("Debugger.pause", target), leftMs()) === undefined) {
    return [undefined, BLOCKED];
  }
  const pause = await bounded(paused, Math.min(PAUSE_MS, leftMs()));
  const top = pause?.callFrames[0];
  if (pause === undefined || top === undefined) return [undefined, IDLE];
  // Places in the compiled code are of no use, and only the thread itself can tell those in the source.
  const evaluated = await bounded(
    link.send("Debugger.evaluateOnCallFrame", target, {
      callFrameId: top.callFrameId,
      expression: "new Error().stack",
      returnByValue: true,
      silent: true,
    }),
    leftMs(),
  ) as { readonly result: { readonly value?: unknown } } | undefined;
  const frames = framesOf(String(evaluated?.result.value));
  return [frames === "" ? namesOf(pause.callFrames) : frames, undefined];
}
