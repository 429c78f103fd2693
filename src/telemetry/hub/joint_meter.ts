import type { LinkReading } from "../../protocol/mod.ts";
import type { ClockOffset } from "./clock_estimate.ts";

/** Over how long rates are taken, and latencies, in milliseconds. */
const RATE_MS = 1000;
const LATENCY_MS = 10_000;

/** A reading, and when it was made, by the clock of its pod. */
export interface TimedReading {
  readonly at: number;
  readonly reading: LinkReading;
  /** How far that clock is ahead; `null` while nobody knows. */
  readonly clock: ClockOffset | null;
}

/** What both ends of an aqueduct say together. `null` is what nobody knows. */
export interface JointFigures {
  /** Whether there is a partner. */
  readonly isLinked: boolean | null;
  /** Messages a second. */
  readonly rate: number | null;
  /** Messages put on the link. */
  readonly sent: number | null;
  /** Messages on their way. */
  readonly onLink: number | null;
  /** The share of what may be on its way that is, from 0 to 1. */
  readonly fill: number | null;
  /** In milliseconds; told where it is more than its error. */
  readonly latencyMs: number | null;
  readonly errorMs: number | null;
  readonly roundTripMs: number | null;
}

/** What was counted at a moment. */
interface Count {
  readonly at: number;
  readonly epoch: string;
  readonly count: number;
  readonly sum: number;
}

/** Measures what goes from one pod to another, by what its two ends count. Has no clock. */
export class JointMeter {
  #sent: Count[] = [];
  #lags: Count[] = [];
  #apartMs = 0;

  /** Takes what the ends say now; `null` for one that nobody has heard of. */
  read(egress: TimedReading | null, ingress: TimedReading | null): JointFigures {
    // Of several senders, an ingress has counted the one whose epoch it tells.
    const isPair = egress === null || ingress === null ||
      egress.reading.epoch === ingress.reading.epoch;
    const taken = isPair ? ingress : null;
    const counted = egress ? countedBy(egress, egress.reading.sent) : countedOf(taken);
    const latency = egress && taken ? this.#latency(egress, taken) : null;
    const e = egress?.reading;
    const isTold = latency !== null && latency.ms > latency.error;
    return {
      // The last word of one that has died may be that it was linked.
      isLinked: e && taken
        ? e.isLinked && taken.reading.isLinked
        : (e ?? taken?.reading)?.isLinked ?? null,
      rate: counted && this.#rate(counted),
      sent: counted?.count ?? null,
      onLink: e ? Math.max(0, e.sent - e.received) : null,
      // The ring keeps what is not settled.
      fill: e && e.capacity > 0 ? Math.min(1, Math.max(0, e.sent - e.settled) / e.capacity) : null,
      latencyMs: isTold ? latency.ms : null,
      errorMs: latency?.error ?? null,
      roundTripMs: e?.roundTripMs || taken?.reading.roundTripMs || null,
    };
  }

  #rate(counted: Count): number | null {
    this.#sent = kept(this.#sent, counted, RATE_MS);
    const [first] = this.#sent;
    const ms = counted.at - first!.at;
    return ms <= 0 ? null : (counted.count - first!.count) * 1000 / ms;
  }

  /** The mean of the last ten seconds; the clocks are those of now. */
  #latency(egress: TimedReading, ingress: TimedReading): { ms: number; error: number } | null {
    if (egress.clock === null || ingress.clock === null) return null;
    const { at, reading: { epoch, lagCount, lagSumMs } } = ingress;
    // Clocks that were set meanwhile make what was summed up worthless.
    const apartMs = ingress.clock.ahead - egress.clock.ahead;
    const error = ingress.clock.error + egress.clock.error;
    if (Math.abs(apartMs - this.#apartMs) > Math.max(1, 4 * error)) this.#lags = [];
    this.#apartMs = apartMs;
    this.#lags = kept(this.#lags, { at, epoch, count: lagCount, sum: lagSumMs }, LATENCY_MS);
    const [first] = this.#lags;
    const count = lagCount - first!.count;
    if (count <= 0) return null;
    return { ms: (lagSumMs - first!.sum) / count - apartMs, error };
  }
}

function countedBy({ at, reading: { epoch } }: TimedReading, count: number): Count {
  return { at, epoch, count, sum: 0 };
}

/** Where nobody has heard of the sender, what has come of it counts. */
function countedOf(ingress: TimedReading | null): Count | null {
  return ingress && countedBy(ingress, ingress.reading.received);
}

/** What was counted in the last while, and the last before that; of the same epoch, and by a clock that was not put back. */
function kept(counts: readonly Count[], now: Count, spanMs: number): Count[] {
  const last = counts.at(-1);
  if (!last || last.epoch !== now.epoch || last.count > now.count || last.at > now.at) return [now];
  if (last.at === now.at) return [...counts];
  const from = counts.findLastIndex(({ at }) => now.at - at >= spanMs);
  return [...counts.slice(Math.max(0, from)), now];
}
