import { closeEnd, publishEnd } from "../channel/close_end.ts";
import { systemClock } from "../clock.ts";
import { type ErrorReport, GraphError, placeOf } from "../errors.ts";
import { Ringer } from "../memory/doorbell.ts";
import type { LogLevel } from "../log_level.ts";
import type { WorkerMessage } from "../protocol/messages.ts";
import type { EndPlan } from "../protocol/plan.ts";
import type { LifeEvent, TelemetrySource } from "../protocol/topology.ts";
import { type Lifecycle, Tally } from "../shutdown/tally.ts";
import type { Intensity } from "../supervisor/intensity.ts";
import { type CrashDecision, Supervisor } from "../supervisor/supervisor.ts";
import { raiseFence, settleTurn } from "../turn/mod.ts";
import { Announcer } from "./announcer.ts";
import { ChannelTotals } from "./channel_totals.ts";
import type { LogSink } from "./log_record.ts";
import type { GraphPlan, PlannedActor } from "./plan.ts";
import { StopError, type StopReport } from "./stop_report.ts";
import { Witness } from "./witness.ts";
import { WorkerSpawner } from "./worker_spawner.ts";

/** How a graph runs. */
export interface RunOptions {
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
  readonly intensity: Intensity;
  readonly logLevel: LogLevel;
  readonly log: LogSink;
}

/** Counters must be read more often than they can wrap. The timer also keeps the process alive while the graph runs. */
const TOTALS_PERIOD_MS = 1000;
/** What a worker whose actors have all ended, or are given up, gets to be gone. */
const CLOSE_TIMEOUT_MS = 2000;

/** How long a stop may take before the log says who holds it up. */
const STOP_PATIENCE_MS = 2000;

/** A graph from its start to its end. */
export class GraphRun {
  /** Settled when the graph has stopped: rejected with a {@link StopError} if that was not clean. */
  readonly finished: Promise<StopReport>;
  readonly #plan: GraphPlan;
  readonly #options: RunOptions;
  readonly #tally: Tally;
  readonly #supervisor: Supervisor;
  readonly #totals: ChannelTotals;
  readonly #settle = Promise.withResolvers<StopReport>();
  readonly #announcer: Announcer;
  readonly #vetoes = new Map<number, string>();
  readonly #witness: Witness;
  readonly #failures = new Map<number, ErrorReport>();
  #reason = "every actor has ended";
  #stopAskedEarly: string | undefined;
  #startedAt = 0;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #lingering: readonly string[] = [];
  #finishing = false;

  constructor(plan: GraphPlan, options: RunOptions) {
    const { region, ballot, actors, topology, workers } = plan;
    this.#plan = plan;
    this.#options = options;
    this.#announcer = new Announcer(options.logLevel, options.log);
    this.#tally = new Tally(region, ballot, actors.length);
    this.#totals = new ChannelTotals(region, topology);
    this.finished = this.#settle.promise;
    this.finished.catch(() => {}); // Whoever awaits it sees the rejection; nobody has to.
    this.#supervisor = new Supervisor(
      actors.map(({ plan: { label, seat }, worker }) => ({ label, seat, worker })),
      new WorkerSpawner(workers, options.logLevel),
      {
        beforeGeneration: (actor, generation) => this.#letIn(actor, generation),
        onStarted: (actor, generation) => this.#started(actor, generation),
        onCrashed: (actor, error, decision) => this.#crashed(actor, error, decision),
        onRetired: (actor) => this.#retire(this.#actor(actor)),
        onEnded: (actor) => this.#announce("debug", actor, "ended"),
        hasEnded: (actor) => this.#tally.vote(actor) === "gone",
        onMessage: (message) => this.#receive(message),
        onAllDone: () => this.#finish(),
      },
      {
        intensity: options.intensity,
        clock: systemClock,
        loadTimeoutMs: options.startTimeoutMs,
      },
    );
    this.#witness = new Witness(plan, this.#tally, this.#supervisor, this.#vetoes);
  }

  get lifecycle(): Lifecycle {
    return this.#tally.lifecycle;
  }

  /** What telemetry is made from. */
  get telemetry(): TelemetrySource {
    return {
      region: this.#plan.region,
      topology: this.#plan.topology,
      lifecycle: () => this.lifecycle,
      regeneration: (actor) => this.#supervisor.regeneration(actor),
      onLife: (listener) => this.#announcer.listen(listener),
    };
  }

  /** Loads every actor, and lets them all begin together. Throws a {@link GraphError} that names those that did not come up. */
  async start(): Promise<void> {
    this.#startedAt = systemClock.now();
    this.#ticker = setInterval(() => this.#totals.update(), TOTALS_PERIOD_MS);
    const faults = await this.#supervisor.load();
    if (faults.length > 0) {
      const error = new GraphError(
        this.#plan.topology.graph,
        faults.map(({ actor, error }) =>
          `actor "${this.#label(actor)}" did not come up: ${error.message}${placeOf(error)}`
        ),
      );
      this.#reason = "it did not come up";
      await this.#close();
      this.#settle.reject(error);
      throw error;
    }
    this.#tally.lifecycle = "running";
    this.#supervisor.perform();
    if (this.#stopAskedEarly !== undefined) this.requestStop(this.#stopAskedEarly);
  }

  /** Asks every actor to stop, as soon as they run. The first call counts. */
  requestStop(reason: string): void {
    if (this.lifecycle === "building") this.#stopAskedEarly ??= reason;
    if (this.lifecycle !== "running") return;
    this.#reason = reason;
    this.#tally.lifecycle = "stopping";
    this.#announceGraph("debug", "stopping", reason);
    this.#deadline = setTimeout(() => this.#finish(), this.#options.stopTimeoutMs);
    this.#patience = setTimeout(() => this.#tellWhoRemains(), STOP_PATIENCE_MS);
    for (const actor of this.#plan.actors) this.#ring(actor);
  }

  #tellWhoRemains(): void {
    const now = systemClock.now();
    for (const { plan } of this.#plan.actors) {
      if (!this.#supervisor.isAlive(plan.index)) continue;
      this.#announcer.log(
        "warn",
        plan.label,
        `has not stopped yet: ${this.#witness.whyUnstopped(plan.index, now)}`,
      );
    }
  }

  #ring({ address }: PlannedActor): void {
    new Ringer(this.#plan.region, address).ring();
  }

  #letIn(actor: number, generation: number): void {
    const { journal } = this.#actor(actor).plan;
    raiseFence(this.#plan.region, journal, generation);
    this.#tally.clear(actor);
    this.#vetoes.delete(actor);
  }

  #started(actor: number, generation: number): void {
    if (generation === 0) this.#announce("debug", actor, "started");
    else this.#announce("info", actor, "restarted", `generation ${generation}`);
  }

  #crashed(actor: number, error: ErrorReport, decision: CrashDecision): void {
    const label = this.#label(actor);
    const what = `${error.name}: ${error.message}`;
    this.#announcer.tell(label, "crashed", error.stack === "" ? what : error.stack);
    if (decision === "restart") {
      return this.#announcer.log(
        "error",
        label,
        `crashed and will be restarted: ${what}${placeOf(error)}`,
      );
    }
    const { restarts, withinMs } = this.#options.intensity;
    const limit = decision === "giveUp" ? `, more than ${restarts} restarts in ${withinMs} ms` : "";
    this.#announcer.log(
      "error",
      label,
      `crashed and is given up${limit}: ${what}${placeOf(error)}`,
    );
    this.#failures.set(actor, error);
    this.#tally.markGone(actor);
    this.requestStop(`actor "${label}" failed`);
  }

  /** Takes an actor that will never run again out of the graph, so that the others can drain. Its thread is gone. */
  #retire({ plan }: PlannedActor): void {
    const { region } = this.#plan;
    raiseFence(region, plan.journal, -1);
    const ends = plan.ports.flatMap(({ ends }) => ends);
    settleTurn(region, plan.journal, (i, cursor) => {
      const { at, direction } = ends[i] as EndPlan;
      publishEnd(region, at, direction, cursor);
    });
    for (const { at, direction, peer } of ends) {
      closeEnd(region, at, direction);
      new Ringer(region, peer).ring();
    }
  }

  #receive(message: WorkerMessage): void {
    switch (message.type) {
      case "veto":
        this.#vetoes.set(message.actor, message.label);
        return this.#announce("debug", message.actor, "veto", message.label);
      case "stop":
        return this.requestStop(`${this.#label(message.actor)}: ${message.reason}`);
      case "log": {
        const { time, level, text, data } = message;
        const record = { time, level, text, source: this.#label(message.actor) };
        return this.#announcer.pass(data === undefined ? record : { ...record, data });
      }
    }
  }

  async #finish(): Promise<void> {
    if (this.#finishing) return;
    this.#finishing = true;
    try {
      // Asked before the threads end: what an actor does now is why it did not stop.
      const now = systemClock.now();
      const doing = this.#plan.actors.map(({ plan }) =>
        this.#supervisor.isAlive(plan.index) ? this.#witness.whyUnstopped(plan.index, now) : ""
      );
      await this.#close();
      const report = this.#witness.report({
        reason: this.#reason,
        startedAt: this.#startedAt,
        totals: this.#totals.update(),
        failures: this.#failures,
        doing,
        lingering: this.#lingering,
      });
      if (report.clean) this.#settle.resolve(report);
      else this.#settle.reject(new StopError(report));
    } catch (error) {
      this.#settle.reject(error);
    }
  }

  /** Labels of the actors whose threads were still there when the graph was over: the process cannot end by itself. */
  get lingering(): readonly string[] {
    return this.#lingering;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#deadline);
    clearTimeout(this.#patience);
    const workers = await this.#supervisor.close(CLOSE_TIMEOUT_MS);
    this.#lingering = this.#plan.actors.filter(({ worker }) => workers.includes(worker))
      .map(({ plan }) => plan.label);
    clearInterval(this.#ticker);
    this.#tally.lifecycle = "stopped";
    this.#announceGraph("debug", "stopped", this.#reason);
  }

  #actor(index: number): PlannedActor {
    return this.#plan.actors[index] as PlannedActor;
  }

  #label(actor: number): string {
    return this.#actor(actor).plan.label;
  }

  #announce(level: LogLevel, actor: number, what: LifeEvent["what"], detail?: string): void {
    const label = this.#label(actor);
    this.#announcer.log(level, label, detail === undefined ? what : `${what}: ${detail}`);
    this.#announcer.tell(label, what, detail);
  }

  #announceGraph(level: LogLevel, what: LifeEvent["what"], detail: string): void {
    const { graph } = this.#plan.topology;
    this.#announcer.log(level, graph, `${what}: ${detail}`);
    this.#announcer.tell(graph, what, detail);
  }
}
