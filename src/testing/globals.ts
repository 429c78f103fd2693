import type { Thread, Timeline } from "./timeline.ts";

/** The machine's own functions, as they are before anybody puts others in their place. */
const MACHINE = {
  setTimeout: globalThis.setTimeout,
  setInterval: globalThis.setInterval,
  setImmediate: globalThis.setImmediate,
  clearTimeout: globalThis.clearTimeout,
  clearInterval: globalThis.clearInterval,
  clearImmediate: globalThis.clearImmediate,
  Date: globalThis.Date,
  now: performance.now,
  random: Math.random,
  randomUUID: crypto.randomUUID,
} as const;

type Call = (...args: unknown[]) => void;

/** Timers of actors' own have numbers from here on, so that they are told from those of the machine. */
const FIRST_TIMER = 2 ** 40;

/**
 * Puts what a simulation has in the place of the machine's time, timers and chance, for whoever calls in a step of the timeline: the
 * code of actors, and of the graph itself. Whoever calls between steps, as the test does, gets the machine's own. The result puts all
 * of it back.
 */
export function coverGlobals(timeline: Timeline): () => void {
  let timers = FIRST_TIMER;
  const running = new Map<number, { readonly thread: Thread; readonly end: () => void }>();
  const begin = timeline.now;

  const timer = (
    call: Call,
    ms: unknown,
    args: unknown[],
    repeats: boolean,
    least = 1,
  ): number | undefined => {
    const thread = timeline.current;
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
  };
  const clear = (id: unknown): boolean => {
    if (typeof id !== "number" || id < FIRST_TIMER) return false;
    running.get(id)?.end();
    forget(id);
    return true;
  };
  const forget = (id: number) => {
    const timer = running.get(id);
    if (timer === undefined) return;
    timer.thread.ownTimers--;
    running.delete(id);
  };

  class VirtualDate extends MACHINE.Date {
    constructor(...args: unknown[]) {
      if (args.length > 0 || timeline.current === undefined) super(...args as [number]);
      else super(Math.floor(timeline.now));
    }

    static override now(): number {
      return timeline.current === undefined ? MACHINE.Date.now() : Math.floor(timeline.now);
    }
  }

  const covers = {
    setTimeout: (call: Call, ms?: number, ...args: unknown[]) =>
      timer(call, ms, args, false) ?? MACHINE.setTimeout(call, ms, ...args),
    setInterval: (call: Call, ms?: number, ...args: unknown[]) =>
      timer(call, ms, args, true) ?? MACHINE.setInterval(call, ms, ...args),
    setImmediate: (call: Call, ...args: unknown[]) => {
      if (timeline.current === undefined) return MACHINE.setImmediate(call, ...args);
      return timer(call, 0, args, false, 0);
    },
    clearTimeout: (id?: number) => clear(id) || MACHINE.clearTimeout(id),
    clearInterval: (id?: number) => clear(id) || MACHINE.clearInterval(id),
    clearImmediate: (id: unknown) => clear(id) || MACHINE.clearImmediate(id as never),
    Date: VirtualDate,
  };
  Object.assign(globalThis, covers);
  Object.defineProperty(performance, "now", {
    value: () =>
      timeline.current === undefined ? MACHINE.now.call(performance) : timeline.now - begin,
    configurable: true,
    writable: true,
  });
  Math.random = () => timeline.current?.random() ?? MACHINE.random();

  return () => {
    const { now, random, randomUUID: _, ...rest } = MACHINE;
    Object.assign(globalThis, rest);
    Object.defineProperty(performance, "now", { value: now, configurable: true, writable: true });
    Math.random = random;
  };
}
