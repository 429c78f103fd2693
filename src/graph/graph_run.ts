import { closeEnd } from "../channel/close_end.ts";
import { systemClock } from "../clock.ts";
import { type ErrorReport, GraphError } from "../errors.ts";
import { Ringer } from "../memory/doorbell.ts";
import { ProbeReader } from "../probe/read.ts";
import type { WorkerMessage } from "../protocol/messages.ts";
import type { LifeEvent, TelemetrySource } from "../protocol/topology.ts";
import { type Lifecycle, Tally } from "../shutdown/tally.ts";
import { readState } from "../state/mod.ts";
import type { Intensity } from "../supervisor/intensity.ts";
import { Supervisor } from "../supervisor/supervisor.ts";
import { raiseFence, readMask } from "../turn/mod.ts";
import { channelLabel } from "./blueprint.ts";
import { type ChannelTotal, ChannelTotals } from "./channel_totals.ts";
import type { LogRecord, LogSink } from "./log_record.ts";
import type { GraphPlan, PlannedActor } from "./plan.ts";
import { type ActorReport, StopError, type StopReport } from "./stop_report.ts";
import { WorkerSpawner } from "./worker_spawner.ts";

/** How a graph runs. */
export interface RunOptions {
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
  readonly intensity: Intensity;
  readonly logLevel: LogRecord["level"];
  readonly log: LogSink;
}

/** Counters must be read more often than they can wrap. The timer also keeps the process alive while the graph runs. */
const TOTALS_PERIOD_MS = 1000;
/** What a worker whose actors have all ended, or are given up, gets to be gone. */
const CLOSE_TIMEOUT_MS = 2000;

const LEVELS: readonly LogRecord["level"][] = ["debug", "info", "warn", "error"];

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
  readonly #listeners = new Set<(event: LifeEvent) => void>();
  readonly #vetoes = new Map<number, string>();
  readonly #failures = new Map<number, ErrorReport>();
  #reason = "every actor has ended";
  #stopAskedEarly: string | undefined;
  #startedAt = 0;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #finishing = false;

  constructor(plan: GraphPlan, options: RunOptions) {
    const { region, ballot, actors, topology, workers } = plan;
    this.#plan = plan;
    this.#options = options;
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
      onLife: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
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
          `actor "${this.#label(actor)}" did not come up: ${error.message}`
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
    this.#announceGraph("stopping", reason);
    this.#deadline = setTimeout(() => this.#finish(), this.#options.stopTimeoutMs);
    for (const actor of this.#plan.actors) this.#ring(actor);
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

  #crashed(actor: number, error: ErrorReport, decision: "restart" | "giveUp"): void {
    const what = `${error.name}: ${error.message}`;
    this.#emit(this.#label(actor), "crashed", error.stack === "" ? what : error.stack);
    if (decision === "restart") {
      return this.#log("error", this.#label(actor), `crashed and is restarted: ${what}`);
    }
    const { restarts, withinMs } = this.#options.intensity;
    const limit = `more than ${restarts} restarts in ${withinMs} ms`;
    this.#log("error", this.#label(actor), `crashed and is given up, ${limit}: ${what}`);
    this.#failures.set(actor, error);
    this.#retire(this.#actor(actor));
    this.requestStop(`actor "${this.#label(actor)}" failed`);
  }

  /** Takes an actor that will never run again out of the graph, so that the others can drain. */
  #retire({ plan }: PlannedActor): void {
    const { region } = this.#plan;
    raiseFence(region, plan.journal, -1);
    this.#tally.markGone(plan.index);
    for (const { at, direction, peer } of plan.ports.flatMap(({ ends }) => ends)) {
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
        return this.#options.log(data === undefined ? record : { ...record, data });
      }
    }
  }

  async #finish(): Promise<void> {
    if (this.#finishing) return;
    this.#finishing = true;
    const report = this.#report();
    await this.#close();
    if (report.clean) this.#settle.resolve(report);
    else this.#settle.reject(new StopError(report));
  }

  async #close(): Promise<void> {
    clearTimeout(this.#deadline);
    await this.#supervisor.close(CLOSE_TIMEOUT_MS);
    clearInterval(this.#ticker);
    this.#tally.lifecycle = "stopped";
    this.#announceGraph("stopped", this.#reason);
  }

  #report(): StopReport {
    const now = systemClock.now();
    const totals = this.#totals.update();
    const { topology, actors } = this.#plan;
    const reports = actors.map((actor) => this.#reportActor(actor, now, totals));
    return {
      graph: topology.graph,
      reason: this.#reason,
      clean: reports.every(({ outcome }) => outcome === "ended"),
      ranMs: now - this.#startedAt,
      actors: reports,
      channels: topology.channels.map((channel, i) => {
        const { sent, taken } = totals[i] as ChannelTotal;
        return { label: channelLabel(channel), sent, taken, left: sent - taken };
      }),
    };
  }

  #reportActor(
    { plan }: PlannedActor,
    now: number,
    totals: readonly ChannelTotal[],
  ): ActorReport {
    const { region } = this.#plan;
    const { index, name, instance, label, state, journal } = plan;
    const failure = this.#failures.get(index);
    const alive = this.#supervisor.isAlive(index);
    const { turns, busyMs, waitingMs, blockedMs } = new ProbeReader(region, plan.probe).sample(now);
    return {
      name,
      instance,
      label,
      outcome: failure !== undefined ? "failed" : alive ? "unstopped" : "ended",
      why: failure !== undefined ? failure.message : alive ? this.#whyUnstopped(plan, now) : "",
      regeneration: this.#supervisor.regeneration(index),
      turns,
      busyMs,
      waitingMs,
      blockedMs,
      ports: portTotals(plan, totals),
      state: readState(region, state.at, state.cells, readMask(region, journal)),
    };
  }

  #whyUnstopped({ index, probe }: PlannedActor["plan"], now: number): string {
    const veto = this.#vetoes.get(index);
    if (this.#tally.vote(index) === "veto") return `it vetoed: ${veto ?? "no reason given"}`;
    const { phase } = new ProbeReader(this.#plan.region, probe).sample(now);
    const doing = {
      down: "it is being restarted",
      busy: "it never voted: its turn does not end",
      waiting: "it never voted: it waits for input",
      blocked: "it never voted: it waits for room in an output",
    };
    return doing[phase];
  }

  #actor(index: number): PlannedActor {
    return this.#plan.actors[index] as PlannedActor;
  }

  #label(actor: number): string {
    return this.#actor(actor).plan.label;
  }

  #announce(
    level: LogRecord["level"],
    actor: number,
    what: LifeEvent["what"],
    detail?: string,
  ): void {
    const label = this.#label(actor);
    this.#log(level, label, detail === undefined ? what : `${what}: ${detail}`);
    this.#emit(label, what, detail);
  }

  #announceGraph(what: LifeEvent["what"], detail: string): void {
    const { graph } = this.#plan.topology;
    this.#log("debug", graph, `${what}: ${detail}`);
    this.#emit(graph, what, detail);
  }

  #emit(subject: string, what: LifeEvent["what"], detail: string | undefined): void {
    const event = { time: systemClock.now(), subject, what };
    for (const listener of this.#listeners) {
      listener(detail === undefined ? event : { ...event, detail });
    }
  }

  #log(level: LogRecord["level"], source: string, text: string): void {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.#options.logLevel)) return;
    this.#options.log({ time: systemClock.now(), level, source, text });
  }
}

/** Messages sent or taken in all, by port. */
function portTotals(
  { ports }: PlannedActor["plan"],
  totals: readonly ChannelTotal[],
): Record<string, number> {
  return Object.fromEntries(ports.map(({ name, ends }) => {
    const counts = ends.map(({ channel, direction }) => {
      const { sent, taken } = totals[channel] as ChannelTotal;
      return direction === "tx" ? sent : taken;
    });
    return [name, counts.reduce((sum, count) => sum + count, 0)];
  }));
}
