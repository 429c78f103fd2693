import type { Cover } from "./cover.ts";
import { type CodeThread, currentThread } from "./context.ts";

type TimerCall = (...args: unknown[]) => void;

/** The machine's own, as they are before anybody puts others in their place. */
const MACHINE = {
  setTimeout: globalThis.setTimeout as (...args: unknown[]) => unknown,
  setInterval: globalThis.setInterval as (...args: unknown[]) => unknown,
  setImmediate: globalThis.setImmediate as unknown as (...args: unknown[]) => unknown,
  clearTimeout: globalThis.clearTimeout as (id: unknown) => void,
  clearInterval: globalThis.clearInterval as (id: unknown) => void,
  clearImmediate: globalThis.clearImmediate as (id: unknown) => void,
  refTimer: Deno.refTimer,
  unrefTimer: Deno.unrefTimer,
} as const;

/** Timers of simulations have numbers from here on, so that they are told from those of the machine. */
const FIRST_TIMER = 2 ** 40;

let numbers = FIRST_TIMER;
/** Those that run, by number. */
const running = new Map<number, OwnTimer>();

interface TimerPlan {
  readonly thread: CodeThread;
  readonly call: TimerCall;
  readonly args: readonly unknown[];
  readonly ms: number;
  readonly repeats: boolean;
}

/** A timer of a simulation, as the runtime's are to whoever has one. */
class OwnTimer {
  readonly #number = numbers++;
  readonly #plan: TimerPlan;
  #end: (() => void) | undefined;
  #isRef = true;

  constructor(plan: TimerPlan) {
    this.#plan = plan;
    this.#begin();
  }

  #begin(): void {
    const { thread, call, args, ms, repeats } = this.#plan;
    if (this.#end === undefined) thread.ownTimers++;
    running.set(this.#number, this);
    const run = () => {
      if (!repeats) this.#forget();
      call.call(this, ...args);
    };
    this.#end = repeats ? thread.every(ms, run) : thread.after(ms, run);
  }

  #forget(): void {
    if (this.#end === undefined) return;
    this.#end = undefined;
    this.#plan.thread.ownTimers--;
    running.delete(this.#number);
  }

  close(): this {
    this.#end?.();
    this.#forget();
    return this;
  }

  /** Begins anew. */
  refresh(): this {
    this.#end?.();
    this.#begin();
    return this;
  }

  // A simulation ends when it is over, whatever timers run: whether one counts changes nothing.
  ref(): this {
    this.#isRef = true;
    return this;
  }

  unref(): this {
    this.#isRef = false;
    return this;
  }

  hasRef(): boolean {
    return this.#isRef;
  }

  [Symbol.toPrimitive](): number {
    return this.#number;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Has something done in that thread after so much virtual time, as a timer of its own code. The result takes it back. */
export function startTimer(
  thread: CodeThread,
  call: TimerCall,
  ms: unknown,
  { args = [], repeats = false, least = 1 }: {
    readonly args?: readonly unknown[];
    readonly repeats?: boolean;
    readonly least?: number;
  } = {},
): { close(): unknown } {
  const delay = Math.max(least, Number(ms) || 0);
  return new OwnTimer({ thread, call, args, ms: delay, repeats });
}

/** Ends a timer of a simulation, given as itself or as its number. Returns whether it is of one. */
function end(timer: unknown): boolean {
  if (timer instanceof OwnTimer) timer.close();
  else if (typeof timer !== "number" || timer < FIRST_TIMER) return false;
  else running.get(timer)?.close();
  return true;
}

function isOwn(timer: unknown): boolean {
  return timer instanceof OwnTimer || (typeof timer === "number" && timer >= FIRST_TIMER);
}

/** What runs timers: of the simulation for code of one, of the machine for everybody else. */
export const TIMERS = {
  setTimeout: (call: TimerCall, ms?: unknown, ...args: unknown[]): unknown => {
    const thread = currentThread();
    return thread === undefined
      ? MACHINE.setTimeout(call, ms, ...args)
      : startTimer(thread, call, ms, { args });
  },
  setInterval: (call: TimerCall, ms?: unknown, ...args: unknown[]): unknown => {
    const thread = currentThread();
    return thread === undefined
      ? MACHINE.setInterval(call, ms, ...args)
      : startTimer(thread, call, ms, { args, repeats: true });
  },
  setImmediate: (call: TimerCall, ...args: unknown[]): unknown => {
    const thread = currentThread();
    return thread === undefined
      ? MACHINE.setImmediate(call, ...args)
      : startTimer(thread, call, 0, { args, least: 0 });
  },
  clearTimeout: (timer?: unknown): void => void (end(timer) || MACHINE.clearTimeout(timer)),
  clearInterval: (timer?: unknown): void => void (end(timer) || MACHINE.clearInterval(timer)),
  clearImmediate: (timer?: unknown): void => void (end(timer) || MACHINE.clearImmediate(timer)),
} as const;

/** Where `node:util` looks for what a function is when it is to give a promise. */
const PROMISIFIED = Symbol.for("nodejs.util.promisify.custom");

interface WaitOptions {
  readonly signal?: AbortSignal;
}

/** Timers that give promises, as those of `node:timers/promises`. */
export const TIMER_PROMISES = {
  setTimeout: <T>(ms?: unknown, value?: T, options?: WaitOptions): Promise<T> =>
    promised((done) => TIMERS.setTimeout(done, ms), value as T, options),
  setImmediate: <T>(value?: T, options?: WaitOptions): Promise<T> =>
    promised((done) => TIMERS.setImmediate(done), value as T, options),
  async *setInterval<T>(ms?: unknown, value?: T, options?: WaitOptions): AsyncGenerator<T> {
    for (;;) yield await TIMER_PROMISES.setTimeout(ms, value as T, options);
  },
  scheduler: {
    wait: (ms: unknown, options?: WaitOptions): Promise<void> =>
      TIMER_PROMISES.setTimeout(ms, undefined, options),
    yield: (): Promise<void> => TIMER_PROMISES.setImmediate(),
  },
} as const;

function promised<T>(
  start: (done: () => void) => unknown,
  value: T,
  { signal }: WaitOptions = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const refuse = () =>
      reject(
        Object.assign(new Error("The operation was aborted", { cause: signal?.reason }), {
          name: "AbortError",
          code: "ABORT_ERR",
        }),
      );
    if (signal?.aborted) return refuse();
    const abort = () => {
      TIMERS.clearTimeout(timer);
      refuse();
    };
    const timer = start(() => {
      signal?.removeEventListener("abort", abort);
      resolve(value);
    });
    signal?.addEventListener("abort", abort, { once: true });
  });
}

Object.assign(TIMERS.setTimeout, { [PROMISIFIED]: TIMER_PROMISES.setTimeout });
Object.assign(TIMERS.setImmediate, { [PROMISIFIED]: TIMER_PROMISES.setImmediate });

const { timeout: machineTimeoutSignal } = AbortSignal;

function timeoutSignal(ms: number): AbortSignal {
  const thread = currentThread();
  if (thread === undefined) return machineTimeoutSignal.call(AbortSignal, ms);
  const controller = new AbortController();
  const abort = () => controller.abort(new DOMException("Signal timed out.", "TimeoutError"));
  startTimer(thread, abort, ms, { least: 0 });
  return controller.signal;
}

/** Timers of all kinds. */
export function timerCovers(): Cover[] {
  return [
    ...Object.entries(TIMERS).map(([key, value]) => ({ of: globalThis, key, by: { value } })),
    { of: AbortSignal, key: "timeout", by: { value: timeoutSignal } },
    ...(["refTimer", "unrefTimer"] as const).map((key) => ({
      of: Deno,
      key,
      by: { value: (timer: number) => isOwn(timer) ? undefined : MACHINE[key](timer) },
    })),
  ];
}
