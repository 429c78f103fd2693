import { StopError, type StopReport } from "@steady-state/deno";
import { simulate, type SimulatedRun, type Stage } from "@steady-state/deno/testing";
import {
  drawDurable,
  type DurableDrama,
  durableDramaOf,
  keeperOf,
  type Lane,
  type PowerFailure,
  type ProcessEnd,
  sourceOf,
} from "./durable_drama.ts";
import { type DurableLedger, type Kept, openDurableLedger } from "./durable_ledger.ts";

/** What became of one graph. */
export interface DurableGraph {
  readonly run: SimulatedRun;
  readonly powerFailures: number;
  /** Ends after which the last state was not on the disk. */
  readonly notKept: number;
  /** Ends after which it was. */
  readonly kept: number;
}

/**
 * Simulates the random graph of that seed, whose actors have durable state, over several processes, which end in a power failure, by a
 * stop or by themselves. Throws if an actor begins with anything else than is promised.
 */
export async function simulateDurableGraph(seed: number): Promise<DurableGraph> {
  const drama = durableDramaOf(seed);
  const { faults, latencyMs, preemption } = drama;
  let play: Play | undefined;
  let deaths = 0;
  const [run] = await simulate(
    () => drawDurable(drama, () => deaths++),
    {
      seeds: [seed],
      faults,
      latency: latencyMs,
      preemption,
      faultsFor: "1 s",
      // The actors' module keeps the ledger of the run.
      freshModules: false,
    },
    async (stage) => {
      play = new Play(drama, () => deaths);
      await play.perform(stage);
    },
  );
  return { run: run as SimulatedRun, ...(play as Play).figures };
}

/** One run of a drama. */
class Play {
  readonly figures = { powerFailures: 0, notKept: 0, kept: 0 };
  readonly #drama: DurableDrama;
  readonly #ledger: DurableLedger = openDurableLedger();
  /** The numbers for which something was done outside, by lane. */
  readonly #done: readonly Set<number>[];
  /** Whether every process has ended with all that was sent taken, and all state kept. */
  #isWhole = true;
  /** Messages of the log that have been read. */
  #read = 0;
  /** Since when the disk takes nothing; `null` while it does. */
  #failsSinceMs: number | null = null;

  readonly #deaths: () => number;

  constructor(drama: DurableDrama, deaths: () => number) {
    this.#deaths = deaths;
    this.#drama = drama;
    this.#done = drama.lanes.map(() => new Set<number>());
  }

  async perform(stage: Stage): Promise<void> {
    let now = stage;
    for (const end of this.#drama.ends) {
      await this.#process(now, end);
      now = await now.startAgain();
    }
    await this.#process(now, { stopAfterMs: null, failure: null });
    for (const [i, lane] of this.#drama.lanes.entries()) this.#auditEnd(now, lane, i);
    this.#check();
    // What it has come to is on the disk.
    const again = await now.startAgain();
    await this.#process(again, { stopAfterMs: null, failure: null });
    for (const [i, lane] of this.#drama.lanes.entries()) this.#auditEnd(again, lane, i);
    this.#check();
  }

  /** A process, from its beginning to its end. */
  async #process(stage: Stage, { stopAfterMs, failure }: ProcessEnd): Promise<void> {
    this.#ledger.beginProcess(() => stage.elapsedMs);
    this.#read = 0;
    this.#failsSinceMs = null;
    await stage.until(() => true);
    const beganMs = stage.elapsedMs;
    if (stopAfterMs !== null) {
      await this.#goOn(stage, () => stage.elapsedMs >= beganMs + stopAfterMs);
      if (stage.graph.lifecycle === "running") stage.stop();
    }
    if (failure === null) {
      await this.#goOn(stage, () => false);
      await this.#ended(stage, stopAfterMs !== null);
    } else {
      await this.#goOnTo(stage, failure);
      await this.#fail(stage);
    }
    for (const [i, lane] of this.#drama.lanes.entries()) this.#auditEffects(lane, i);
    this.#check();
  }

  async #goOnTo(stage: Stage, failure: PowerFailure): Promise<void> {
    const { afterMs, awaitsDeath, moreMs } = failure;
    const later = (ms: number) => {
      const until = stage.elapsedMs + ms;
      return () => stage.elapsedMs >= until;
    };
    await this.#goOn(stage, later(afterMs));
    if (awaitsDeath) {
      const before = this.#deaths();
      const isLate = later(MOST_UNDYING_MS);
      await this.#goOn(stage, () => this.#deaths() > before || isLate());
    }
    await this.#goOn(stage, later(moreMs));
    let { steps } = failure;
    await this.#goOn(stage, () => steps-- <= 0);
  }

  /** Goes on, and follows the log. */
  async #goOn(stage: Stage, isEnough: () => boolean): Promise<void> {
    let before = this.#deaths();
    const isDone = () => {
      this.#readLog(stage);
      // Of the dead it is seen whether their last turn counts, before a successor shows it.
      if (this.#deaths() > before) this.#prove(stage);
      before = this.#deaths();
      return stage.graph.lifecycle === "stopped" || isEnough();
    };
    await stage.until(isDone, "1 h");
  }

  #prove(stage: Stage): void {
    for (const label of this.#ledger.labels) this.#ledger.prove(label, roundsOf(stage, label));
  }

  /** Whether the disk takes what is to be kept is told in the log. */
  #readLog({ log, elapsedMs }: Stage): void {
    for (; this.#read < log.length; this.#read++) {
      const { text } = log[this.#read] as { text: string };
      if (text.startsWith("cannot keep the state")) this.#failsSinceMs ??= elapsedMs;
      else if (text.startsWith("the state is kept")) this.#failsSinceMs = null;
    }
  }

  /** The process's power fails, if it has not ended just before. */
  async #fail(stage: Stage): Promise<void> {
    if (stage.graph.lifecycle === "stopped") return await this.#ended(stage, true);
    this.figures.powerFailures++;
    this.#isWhole = false;
    this.#over(stage);
  }

  /** It has ended, with what is the last state. */
  async #ended(stage: Stage, wasStopped: boolean): Promise<void> {
    const { notKept, clean, actors } = await reportOf(stage);
    if (!clean) this.#isWhole = false;
    for (const { label, outcome, why } of actors) {
      // A death too many that comes while the graph stops ends whoever has nothing left to do.
      if (outcome !== "ended" && !wasStopped) this.#faults.push(`${label} ${outcome}: ${why}`);
    }
    this.#over(stage);
    if (notKept !== null) {
      this.figures.notKept++;
      if (this.#failsSinceMs === null) this.#faults.push(`not kept, and nothing said: ${notKept}`);
      return;
    }
    this.figures.kept++;
    for (const label of this.#ledger.labels) this.#ledger.isKept(label, roundsOf(stage, label));
  }

  #over(stage: Stage): void {
    this.#readLog(stage);
    const { everyMs, place } = this.#drama;
    // What was written last was read up to so long before that went wrong.
    const keptMs = (this.#failsSinceMs ?? stage.elapsedMs) - everyMs - WRITE_MS[place];
    this.#ledger.endProcess(keptMs, (label) => roundsOf(stage, label));
  }

  /** Each number was worked on, and in each process none was left out after where the source began. */
  #auditEffects(lane: Lane, i: number): void {
    const began = this.#ledger.began(sourceOf(lane))?.position;
    if (lane.way !== "effects" || began === undefined) return;
    const done = this.#done[i] as Set<number>;
    for (let number = 1; number <= began; number++) {
      if (!done.has(number)) this.#faults.push(`${lane.name}: ${number} was never worked on`);
    }
    let most = began;
    for (const number of this.#ledger.effects(keeperOf(lane))) {
      if (number > most + 1 || number <= began) {
        this.#faults.push(`${lane.name}: ${number} is worked on after ${most}, from ${began} on`);
      }
      most = Math.max(most, number);
      done.add(number);
    }
  }

  /** What a lane has come to at its end. */
  #auditEnd(stage: Stage, lane: Lane, i: number): void {
    const { name, way, count } = lane;
    if (way === "effects") {
      const { size } = this.#done[i] as Set<number>;
      if (size !== count) this.#faults.push(`${name}: ${size} of ${count} were worked on`);
      return;
    }
    if (way === "reads" && !this.#isWhole) return;
    const { position, sum, disorder } = stage.state(keeperOf(lane)) as unknown as Kept;
    const is = JSON.stringify({ position, sum, disorder });
    const must = JSON.stringify({ position: count, sum: count * (count + 1) / 2, disorder: 0 });
    if (is !== must) this.#faults.push(`the results of ${name} are ${is}, must be ${must}`);
  }

  get #faults(): string[] {
    return this.#ledger.faults;
  }

  #check(): void {
    if (this.#faults.length > 0) throw new Error(this.#faults.join("\n"));
  }
}

/** So long a death is waited for. */
const MOST_UNDYING_MS = 100;

/**
 * A write to a file takes no time, but the host's steps may, where there are many. One to a folder takes five milliseconds; of that which
 * comes after it, nothing is there for two more.
 */
const WRITE_MS = { file: 2, folder: 9 } as const;

function roundsOf(stage: Stage, label: string): number {
  return (stage.state(label) as unknown as Kept).rounds;
}

async function reportOf(stage: Stage): Promise<StopReport> {
  try {
    return await stage.finished;
  } catch (error) {
    if (error instanceof StopError) return error.report;
    throw error;
  }
}
