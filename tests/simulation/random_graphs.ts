import { type CrashReport, type DeadLetter, Graph, StopError } from "@steady-state/deno";
import { simulate, type SimulatedRun, type Stage } from "@steady-state/deno/testing";
import { Fate } from "../chaos/fate.ts";
import { type Ledger, openLedger } from "../chaos/random/ledger.ts";
import { valueIn } from "../chaos/random/messages.ts";
import { draw } from "../chaos/random/random_graph.ts";
import type { Edge, Node } from "../chaos/random/shape.ts";
import { UNBEARABLE } from "../chaos/random/work.ts";
import { auditOf, type ReplayedLetter } from "./books.ts";
import { type Drama, dramaOf, optionsOf } from "./drama.ts";
import { SettledTruth } from "./settled_truth.ts";

/** What became of one graph. */
export interface SimulatedGraph {
  readonly run: SimulatedRun;
  readonly messages: number;
  readonly crashes: number;
  readonly letters: number;
  readonly replays: number;
  /** How often it was said that more is settled. */
  readonly settlements: number;
  /** How many messages of sources were settled. */
  readonly settledMessages: number;
}

/** Simulates the random graph of that seed, with all that its drama has happen. Throws if its books do not agree, or it does not end. */
export async function simulateRandomGraph(
  seed: number,
  follows = false,
): Promise<SimulatedGraph> {
  const drama = dramaOf(seed, follows);
  const { faults, latencyMs, preemption } = drama;
  let act: Act | undefined;
  const [run] = await simulate(
    async () => {
      act = new Act(drama);
      return await act.drawn();
    },
    {
      seeds: [seed],
      faults,
      latency: latencyMs,
      preemption,
      faultsFor: "2 s",
      // The actors' module keeps the books of the run.
      freshModules: false,
      check: () => (act as Act).look(),
    },
    (stage) => (act as Act).play(stage),
  );
  return { run: run as SimulatedRun, ...(act as Act).figures };
}

/**
 * How long nothing may move in any channel, and nobody die, before the graph is over. An actor that hangs outside is found and let go in
 * some two seconds; and a wake-up that is lost is made good after ten.
 */
const STANDSTILL_MS = 8000;
/** If somebody was ended because the graph stops, those before it may have no way to drain: then it is the stop's timeout that ends them. */
const STANDSTILL_IF_CUT_MS = 700_000;
const LOOK_MS = 500;

/** One run of a drama. */
class Act {
  readonly #drama: Drama;
  readonly #graph: Graph;
  readonly #ledger: Ledger = openLedger();
  readonly #crashes: CrashReport[] = [];
  readonly #letters: DeadLetter[] = [];
  /** Letters that were to be put back, and whether they are. */
  readonly #replays: (ReplayedLetter & { isBack: boolean })[] = [];
  #messages = 0;
  readonly #settled: SettledTruth;

  constructor(drama: Drama) {
    this.#drama = drama;
    this.#graph = new Graph(`random ${drama.shape.seed}`, {
      workers: drama.shape.workers,
      ...optionsOf(drama),
      onCrash: (report) => this.#crashes.push(report),
      onDeadLetter: (letter) => this.#onLetter(letter),
    });
    this.#settled = new SettledTruth(drama, this.#graph);
  }

  /** After each step. */
  look(): void {
    this.#settled.look();
  }

  async drawn(): Promise<Graph> {
    const { shape, castings } = this.#drama;
    await draw(this.#graph, shape, shape.nodes.map(() => Fate.of([])), castings);
    return this.#graph;
  }

  get figures(): Omit<SimulatedGraph, "run"> {
    return {
      messages: this.#messages,
      crashes: this.#crashes.length,
      letters: this.#letters.length,
      replays: this.#replays.filter(({ isBack }) => isBack).length,
      settlements: this.#settled.moves,
      settledMessages: this.#settled.messages,
    };
  }

  async play(stage: Stage): Promise<void> {
    let wasStopped = false;
    await stage.advance(0);
    for (const deed of this.#drama.deeds) {
      await stage.advance(Math.max(0, deed.afterMs - stage.elapsedMs));
      if (this.#graph.lifecycle !== "running") break;
      if (deed.what === "restart") this.#graph.restart(deed.label).catch(() => {});
      else {
        stage.stop();
        wasStopped = true;
      }
    }
    await this.#followTo(stage);
    const report = await stage.finished.catch((error) => {
      if (error instanceof StopError) return error.report;
      throw error;
    });
    // Whoever awaits a replay is told.
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#messages = report.channels.reduce((sum, { taken }) => sum + taken, 0);
    const faults = auditOf({
      drama: this.#drama,
      report,
      ledger: this.#ledger,
      letters: this.#letters,
      replayed: this.#replays.filter(({ isBack }) => isBack),
      wasStopped,
      ended: new Set(
        this.#crashes.filter(({ decision }) => wasStopped && decision === "end")
          .map(({ actor }) => actor),
      ),
    });
    faults.push(...this.#unexpectedCrashes());
    this.look();
    faults.push(...this.#settled.faultsOf(report, this.#ledger, this.#replays));
    if (faults.length > 0) throw new Error(faults.join("\n"));
  }

  /** Goes on to the graph's end. Throws if nothing moves any more. */
  async #followTo(stage: Stage): Promise<void> {
    const { region, topology: { channels } } = this.#graph.telemetry;
    const words = new Int32Array(region);
    const moved = () =>
      channels.reduce(
        (sum, { sentWord, takenWord }) => sum + words[sentWord]! + words[takenWord]!,
        this.#crashes.length,
      );
    let [before, stoodMs] = [-1, 0];
    while (this.#graph.lifecycle !== "stopped") {
      const now = moved();
      stoodMs = now === before ? stoodMs + LOOK_MS : 0;
      const isCut = this.#crashes.some(({ decision }) => decision === "end");
      // Throws, and says what each actor does.
      if (stoodMs >= (isCut ? STANDSTILL_IF_CUT_MS : STANDSTILL_MS)) {
        await stage.until(() => false, 0);
      }
      before = now;
      await stage.advance(LOOK_MS);
    }
  }

  #unexpectedCrashes(): string[] {
    return this.#crashes.filter(({ cause, error: { message } }) =>
      cause === "returned" ||
      ((cause === "throw" || cause === "uncaught") &&
        message !== UNBEARABLE && message !== "thrown by the dice")
    ).map(({ actor, cause, error: { message } }) => `${actor} crashed: ${cause}: ${message}`);
  }

  #onLetter(letter: DeadLetter): void {
    this.#letters.push(letter);
    const { replayAfterMs } = this.#drama;
    // In a step of the host: its timers are virtual.
    if (replayAfterMs !== null) setTimeout(() => this.#replay(letter), replayAfterMs);
  }

  /** Puts a letter back into its channel, once its actor can bear it. */
  #replay(letter: DeadLetter): void {
    const { nodes, edges } = this.#drama.shape;
    const to = nodes.findIndex(({ label }) => label === letter.actor);
    const { ins, gathers } = nodes[to] as Node;
    const port = letter.port === null
      ? Number(letter.reason)
      : letter.lane ?? Number(letter.port.slice("in".length));
    const channel = ins[port] as number;
    const value = valueIn((edges[channel] as Edge).kind, letter.message);
    this.#ledger.cure(to, value);
    const replay = { channel, value, isBack: false };
    this.#replays.push(replay);
    const place = gathers ? { port: "ins", lane: port } : { port: `in${port}` };
    this.#graph.replay(letter, place).then(() => replay.isBack = true, () => {});
  }
}
