import { type Graph, graphRunOf, placeGraph } from "../../graph/graph.ts";
import type { LogRecord, StopReport } from "../../graph/report/mod.ts";
import { systemWorld } from "../../world.ts";
import { Dice } from "../dice.ts";
import { LaidOutGraph } from "../laid_out_graph.ts";
import { type LoadFigures, loadFigures } from "../load/mod.ts";
import { type Duration, msOf } from "../moment.ts";
import type { Performer } from "../performers.ts";
import { Roles } from "../roles.ts";
import type { Stage } from "../stage.ts";
import { Deaths, type RealDeath } from "./deaths.ts";
import type { RealSettings } from "./real_options.ts";
import { StageThreads } from "./stage_threads.ts";

const UNTIL_MS = 60_000;

/** How often a condition is asked for, in milliseconds: it may be about anything, and nobody tells when that changes. */
const LOOK_MS = 1;

/** A graph that runs, as its script sees it. */
interface Begun {
  readonly laidOut: LaidOutGraph;
  readonly at: number;
  readonly deaths: Deaths;
}

/** A graph on real workers, in real time; the actors that are played run in the test's own thread. */
export class RealStage implements Stage {
  readonly seed: number;
  readonly graph: Graph;
  readonly log: LogRecord[] = [];
  readonly #settings: RealSettings;
  readonly #roles: Roles;
  #start: Promise<Begun> | undefined;
  #begun: Begun | undefined;
  #isOver = false;
  #elapsedMs: number | undefined;

  constructor(graph: Graph, settings: RealSettings, seed: number) {
    this.graph = graph;
    this.seed = seed;
    this.#settings = settings;
    this.#roles = new Roles(graph);
  }

  get elapsedMs(): number {
    if (this.#begun === undefined) return 0;
    return this.#elapsedMs ?? systemWorld.now() - this.#begun.at;
  }

  /** Workers that were ended on purpose. */
  get deaths(): readonly RealDeath[] {
    return this.#begun?.deaths.done ?? [];
  }

  /** How the graph stood its load, if it had any. */
  get load(): LoadFigures | undefined {
    return this.#begun &&
      loadFigures(this.#begun.laidOut, this.#roles.performers, systemWorld.now());
  }

  perform(label: string, performer: Performer): void {
    this.#roles.give(label, performer, this.#start !== undefined);
  }

  #begin(): Promise<Begun> {
    return this.#start ??= this.#startGraph();
  }

  async #startGraph(): Promise<Begun> {
    const { graph } = this;
    const { faults, faultsFor } = this.#settings;
    const threads = new StageThreads(this.#roles.definitions);
    placeGraph(graph, {
      world: systemWorld,
      threads,
      log: (record) => void this.log.push(record),
      apart: new Set(this.#roles.definitions.keys()),
    });
    const { telemetry } = graphRunOf(graph);
    const laidOut = new LaidOutGraph(telemetry, threads.plans.flatMap(({ actors }) => actors));
    const dice = new Dice(this.seed, "deaths");
    const deaths = new Deaths(dice, faults?.death ?? 0, () => threads.live);
    await graph.start();
    const begun = this.#begun = { laidOut, deaths, at: systemWorld.now() };
    const over = () => this.#isOver = true;
    graph.finished.then(over, over);
    deaths.begin(msOf(faultsFor, "have faults"));
    return begun;
  }

  async until(condition: () => boolean, within: Duration = UNTIL_MS): Promise<void> {
    const { laidOut } = await this.#begin();
    const end = systemWorld.now() + msOf(within, "wait");
    while (!condition()) {
      if (systemWorld.now() > end || this.#isOver) {
        // What ends the graph may be what makes it hold.
        if (condition()) return;
        const why = this.#isOver ? "and the graph has ended" : `after ${within}`;
        throw new Error(
          `Cannot wait any longer: ${condition} does not hold ${why}; ${
            laidOut.doings(systemWorld.now())
          }`,
        );
      }
      await pause(LOOK_MS);
    }
  }

  async advance(time: Duration): Promise<void> {
    const ms = msOf(time, "let time go by");
    await this.#begin();
    await pause(ms);
  }

  state(label: string): Readonly<Record<string, unknown>> {
    return this.checkBegun(`read the state of actor "${label}"`).laidOut.stateOf(label);
  }

  stop(reason = "the test asks for it"): void {
    this.checkBegun("stop the graph");
    this.graph.stop(reason).catch(() => {});
  }

  /** Throws if nothing was waited for yet, so that nothing has run. */
  checkBegun(doing: string): Begun {
    if (this.#begun !== undefined) return this.#begun;
    throw new TypeError(
      `Cannot ${doing}: nothing has begun yet, await stage.finished, stage.until() or stage.advance() first`,
    );
  }

  get finished(): Promise<StopReport> {
    return this.#finished();
  }

  async #finished(): Promise<StopReport> {
    const { laidOut } = await this.#begin();
    const { faultsFor, within } = this.#settings;
    const late = Promise.withResolvers<undefined>();
    const ms = msOf(faultsFor, "have faults") + msOf(within, "wait for the end");
    const cancel = systemWorld.after(ms, () => late.resolve(undefined));
    const report = await Promise.race([this.graph.finished, late.promise]).finally(cancel);
    if (report !== undefined) return report;
    throw new Error(
      `Cannot wait for the graph's end any longer: ${laidOut.doings(systemWorld.now())}`,
    );
  }

  /** Ends whatever still runs, so that no thread outlives the test. Nobody is waited for. */
  async end(): Promise<void> {
    // The script may have failed while it began.
    await this.#start?.catch(() => {});
    this.#elapsedMs = this.elapsedMs;
    if (this.#begun === undefined) return;
    this.#begun.deaths.end();
    if (!this.#isOver) await graphRunOf(this.graph).cutShort("the test is over").catch(() => {});
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => systemWorld.after(ms, resolve));
}
