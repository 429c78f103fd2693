import process from "node:process";
import type { Cover } from "./cover.ts";
import { currentThread } from "./context.ts";

/** The machine's own, as they are before anybody puts others in their place. */
const MACHINE = {
  Date: globalThis.Date,
  now: performance.now.bind(performance),
  mark: performance.mark.bind(performance),
  measure: performance.measure.bind(performance),
  timeOrigin: performance.timeOrigin,
  hrtime: process.hrtime,
} as const;

/** The time for whoever asks, in whole milliseconds since the epoch, as dates have it. */
function dateNow(): number {
  const thread = currentThread();
  return thread === undefined ? MACHINE.Date.now() : Math.floor(thread.clock);
}

/**
 * The dates of a simulation: another way to make them, and the same dates, so whatever was one before is one now. Called without
 * arguments they are of the simulation for its code, and of the machine for everybody else.
 */
const OwnDate = new Proxy(MACHINE.Date, {
  apply: () => new MACHINE.Date(dateNow()).toString(),
  construct: (machine, args, by) =>
    Reflect.construct(machine, args.length === 0 ? [dateNow()] : args, by),
  get: (machine, key) => key === "now" ? dateNow : Reflect.get(machine, key),
});

/** Milliseconds since the time's origin. */
function nowSince(epoch: number): number {
  const thread = currentThread();
  return thread === undefined ? MACHINE.now() : thread.elapsed - epoch;
}

type MeasureArgument = NonNullable<Parameters<Performance["measure"]>[1]>;

/** Marks and measures, which take the time themselves where nobody gives it. */
function performanceCovers(epoch: number): Cover[] {
  const now = () => nowSince(epoch);
  const mark = (name: string, options: PerformanceMarkOptions = {}) =>
    MACHINE.mark(name, { ...options, startTime: options.startTime ?? now() });
  const measure = (name: string, from?: string | MeasureArgument, to?: string) => {
    if (currentThread() === undefined) return MACHINE.measure(name, from as string, to as string);
    const given = typeof from === "object" ? from : { start: from ?? 0, end: to };
    const { start, end = to, duration } = given as PerformanceMeasureOptions;
    const isOpen = end === undefined && (start === undefined || duration === undefined);
    return MACHINE.measure(
      name,
      isOpen ? { ...given, end: now() } : given as PerformanceMeasureOptions,
    );
  };
  return [
    { of: performance, key: "now", by: { value: now } },
    { of: performance, key: "mark", by: { value: mark } },
    { of: performance, key: "measure", by: { value: measure } },
    {
      of: performance,
      key: "timeOrigin",
      by: { get: () => currentThread() === undefined ? MACHINE.timeOrigin : epoch },
    },
  ];
}

/** `Temporal.Now`, as far as it is used here; the types of the runtime do not have it everywhere. */
interface TemporalNow {
  instant(): unknown;
  timeZoneId(): string;
}
interface Zoned {
  toPlainDateTime(): unknown;
  toPlainDate(): unknown;
  toPlainTime(): unknown;
}
interface TemporalSpace {
  readonly Now: TemporalNow;
  readonly Instant: {
    fromEpochMilliseconds(ms: number): { toZonedDateTimeISO(zone: unknown): Zoned };
  };
}

function temporalCovers(): Cover[] {
  const { Temporal } = globalThis as unknown as { Temporal?: TemporalSpace };
  if (Temporal === undefined) return [];
  const { Now, Instant } = Temporal;
  const machine = { ...Object.getOwnPropertyDescriptors(Now) } as unknown as Record<
    string,
    { readonly value: (zone?: unknown) => unknown }
  >;
  const zoned = (zone: unknown = Now.timeZoneId()) =>
    Instant.fromEpochMilliseconds(dateNow()).toZonedDateTimeISO(zone);
  const own: Record<string, (zone?: unknown) => unknown> = {
    instant: () => Instant.fromEpochMilliseconds(dateNow()),
    zonedDateTimeISO: zoned,
    plainDateTimeISO: (zone) => zoned(zone).toPlainDateTime(),
    plainDateISO: (zone) => zoned(zone).toPlainDate(),
    plainTimeISO: (zone) => zoned(zone).toPlainTime(),
  };
  return Object.entries(own).map(([key, call]) => ({
    of: Now,
    key,
    by: {
      value: (zone?: unknown) =>
        currentThread() === undefined ? machine[key]?.value(zone) : call(zone),
    },
  }));
}

const NANOSECONDS = 1_000_000_000n;

/** The time of `process`, which has an origin that nobody knows: that of a simulation. */
export function hrtimeOf(epoch: number): typeof process.hrtime {
  const bigint = () => {
    const thread = currentThread();
    if (thread === undefined) return MACHINE.hrtime.bigint();
    return BigInt(Math.round((thread.elapsed - epoch) * 1e6));
  };
  const hrtime = (since?: [number, number]): [number, number] => {
    if (currentThread() === undefined) return MACHINE.hrtime(since);
    const [seconds, rest] = since ?? [0, 0];
    const passed = bigint() - BigInt(seconds) * NANOSECONDS - BigInt(rest);
    return [Number(passed / NANOSECONDS), Number(passed % NANOSECONDS)];
  };
  return Object.assign(hrtime, { bigint });
}

/** Clocks of all kinds. */
export function clockCovers(epoch: number): Cover[] {
  return [
    { of: globalThis, key: "Date", by: { value: OwnDate } },
    { of: MACHINE.Date.prototype, key: "constructor", by: { value: OwnDate } },
    ...performanceCovers(epoch),
    ...temporalCovers(),
    { of: process, key: "hrtime", by: { value: hrtimeOf(epoch) } },
  ];
}
