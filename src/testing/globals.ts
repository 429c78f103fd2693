import { ThreadDeath } from "./thread_death.ts";
import { currentThread, type VirtualThread } from "./timeline.ts";

/** The machine's own functions, as they are before anybody puts others in their place. */
const MACHINE = {
  setTimeout: globalThis.setTimeout,
  setInterval: globalThis.setInterval,
  setImmediate: globalThis.setImmediate,
  clearTimeout: globalThis.clearTimeout,
  clearInterval: globalThis.clearInterval,
  clearImmediate: globalThis.clearImmediate,
  Date: globalThis.Date,
  close: globalThis.close,
  exit: Deno.exit,
  now: performance.now,
  random: Math.random,
} as const;

type Call = (...args: unknown[]) => void;

/** Timers of actors' own have numbers from here on, so that they are told from those of the machine. */
const FIRST_TIMER = 2 ** 40;

let timers = FIRST_TIMER;
const running = new Map<number, { readonly thread: VirtualThread; readonly end: () => void }>();

/** A timer of the thread whose step it is; `undefined` between steps. */
function begin(
  call: Call,
  ms: unknown,
  args: unknown[],
  { repeats = false, least = 1 } = {},
): number | undefined {
  const thread = currentThread();
  if (thread === undefined) return undefined;
  const id = timers++;
  const run = () => {
    if (!repeats) forget(id);
    call(...args);
  };
  const delay = Math.max(least, Number(ms) || 0);
  const end = repeats ? thread.every(delay, run) : thread.after(delay, run);
  thread.ownTimers++;
  running.set(id, { thread, end });
  return id;
}

function forget(id: number): void {
  const timer = running.get(id);
  if (timer === undefined) return;
  timer.thread.ownTimers--;
  running.delete(id);
}

/** Ends a timer of a simulation. Returns whether it is of one. */
function end(id: unknown): boolean {
  if (typeof id !== "number" || id < FIRST_TIMER) return false;
  running.get(id)?.end();
  forget(id);
  return true;
}

class VirtualDate extends MACHINE.Date {
  constructor(...args: unknown[]) {
    const thread = args.length === 0 ? currentThread() : undefined;
    super(...(thread === undefined ? args : [Math.floor(thread.clock)]) as [number]);
  }

  static override now(): number {
    const thread = currentThread();
    return thread === undefined ? MACHINE.Date.now() : Math.floor(thread.clock);
  }
}

const COVERS = {
  setTimeout: (call: Call, ms?: number, ...args: unknown[]) =>
    begin(call, ms, args) ?? MACHINE.setTimeout(call, ms, ...args),
  setInterval: (call: Call, ms?: number, ...args: unknown[]) =>
    begin(call, ms, args, { repeats: true }) ?? MACHINE.setInterval(call, ms, ...args),
  setImmediate: (call: Call, ...args: unknown[]) =>
    begin(call, 0, args, { least: 0 }) ?? MACHINE.setImmediate(call, ...args),
  clearTimeout: (id?: number) => void (end(id) || MACHINE.clearTimeout(id)),
  clearInterval: (id?: number) => void (end(id) || MACHINE.clearInterval(id)),
  clearImmediate: (id: unknown) => void (end(id) || MACHINE.clearImmediate(id as never)),
  Date: VirtualDate,
  // In a worker both end it: the first once its step is over, the second at once.
  close: () => {
    const thread = currentThread();
    if (thread === undefined) MACHINE.close();
    else thread.isClosing = true;
  },
};

function exit(code?: number): never {
  const thread = currentThread();
  if (thread === undefined) return MACHINE.exit(code);
  thread.onExit();
  throw new ThreadDeath("The thread ended here");
}

let covered = 0;

/**
 * Puts what a simulation has in the place of the machine's time, timers and chance, for whoever calls in a step of one: the code of
 * actors, and of the graph itself. Whoever calls between steps, as the test does, gets the machine's own. The result puts all of it
 * back, once nobody needs it any more.
 *
 * @param epoch when simulations begin
 */
export function coverGlobals(epoch: number): () => void {
  if (covered++ === 0) {
    Object.assign(globalThis, COVERS);
    setNow(() => {
      const thread = currentThread();
      return thread === undefined ? MACHINE.now.call(performance) : thread.elapsed - epoch;
    });
    Math.random = () => currentThread()?.random() ?? MACHINE.random();
    Deno.exit = exit;
  }
  return () => {
    if (--covered > 0) return;
    const { now, random, exit, ...rest } = MACHINE;
    Object.assign(globalThis, rest);
    setNow(now);
    Math.random = random;
    Deno.exit = exit;
  };
}

function setNow(now: () => number): void {
  Object.defineProperty(performance, "now", { value: now, configurable: true, writable: true });
}
