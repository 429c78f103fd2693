import type { World } from "../world.ts";
import { type ErrorReport, GraphError, placeOf, withCauses, withoutStack } from "../errors.ts";
import { LOG_LEVELS, type LogLevel } from "../log_level.ts";
import { closeProbe } from "../probe/close.ts";
import { exitProcess, flushPrinters } from "../printer.ts";
import type {
  Alert,
  CrashReport,
  LifeEvent,
  NewsMessage,
  SuspectMessage,
  TelemetrySource,
} from "../protocol/mod.ts";
import type { Lifecycle } from "../shutdown/ballot_layout.ts";
import { Tally } from "../shutdown/tally.ts";
import {
  type DropReason,
  type Evidence,
  PROCESS_DEATH,
  Supervision,
  type WardPast,
} from "../supervisor/mod.ts";
import { fenceOff, hasEnded, raiseFence } from "../turn/mod.ts";
import { onAbort } from "./abort_signal.ts";
import { noteEnds } from "./aqueducts/mod.ts";
import { Stopping } from "./stopping.ts";
import {
  Announcer,
  channelTotals,
  CrashLog,
  evictionText,
  hangError,
  killedError,
  killedFor,
  leftToDo,
  lingeringText,
  outsideText,
  SaturationWatch,
  StopError,
  type StopReport,
  suspicionText,
  waitTooLong,
  Witness,
  workersText,
} from "./report/mod.ts";
import { Fates, type GraphLedger, type KeptFate, NO_LEDGER } from "./ledger/mod.ts";
import { Handles, LinkReadings } from "./handles/mod.ts";
import { Pools } from "./pools/mod.ts";
import { CycleWatch } from "./rest/mod.ts";
import { Watermarks } from "./settled/mod.ts";
import { type DeadLetter, Inquests, type ReplayOptions, Replays } from "./letters/mod.ts";
import { durableSettings, type GraphSettings } from "./options/mod.ts";
import type { DurableState } from "./durable/mod.ts";
import { type GraphHost, type Keeper, keeperOnMachine, MACHINE } from "./graph_host.ts";
import { AskWatch, type CallOwner } from "./service/mod.ts";
import { HangGuard, leaveFor, settleFor, type ThreadSpawner, WorkerGauges } from "./workers/mod.ts";
import type { GraphPlan, PlannedActor } from "./plan/mod.ts";
import type { Processes } from "../process/mod.ts";

/** The exit code of a process that ends because a thread of it cannot be ended: a software error, as in sysexits.h. */
export const ZOMBIE_EXIT_CODE = 70;

/** How often the dead letters that count are looked for. */
const LETTERS_PERIOD_MS = 1000;
/** A timer keeps the process alive while the graph runs, however seldom it comes. */
const KEEP_ALIVE_MS = 60_000;
/** What a worker whose actors have all ended, or are given up, gets to be gone. */
const CLOSE_TIMEOUT_MS = 2000;

/** A graph from its start to its end. */
export class GraphRun {
  /** Settled when the graph has stopped: rejected with a {@link StopError} if that was not clean. */
  readonly finished: Promise<StopReport>;
  readonly #world: World;
  readonly #keeper: Keeper;
  readonly #plan: GraphPlan;
  readonly #options: GraphSettings;
  readonly #tally: Tally;
  readonly #spawner: ThreadSpawner;
  readonly #prepareHost: () => Promise<void>;
  readonly #supervision: Supervision;
  readonly #crashLog: CrashLog;
  readonly #settle = Promise.withResolvers<StopReport>();
  readonly #announcer: Announcer;
  readonly #vetoes = new Map<number, string>();
  readonly #witness: Witness;
  readonly #ledger: GraphLedger<DeadLetter>;
  readonly #processes: Processes | undefined;
  readonly #fates: Fates;
  readonly #inquests: Inquests;
  readonly #hangGuard: HangGuard;
  readonly #gauges: WorkerGauges;
  readonly #saturation: SaturationWatch;
  readonly #replays: Replays;
  readonly #asks: AskWatch;
  readonly #cycles: CycleWatch;
  #durable: DurableState | undefined;
  #reason = "every actor has ended";
  #stopAskedEarly: string | undefined;
  #isStopAsked = false;
  #startedAt = 0;
  #endTicks: () => void = () => {};
  #endSettling: () => void = () => {};
  /** Whether it is to be looked which letters count. */
  #isSettling = false;
  readonly #stopping: Stopping;
  /** What the program asks of single actors. */
  readonly handles: Handles;
  readonly pools: Pools;
  readonly #links: LinkReadings;
  /** Up to which message all that actors have sent has left the graph. */
  readonly watermarks: Watermarks;
  /** Labels of the actors whose threads cannot be ended. */
  readonly #zombies = new Set<string>();
  #finishing = false;
  /** Why the last state of durable actors is not kept. */
  #notKept: string | null = null;

  /**
   * @param owners who asks the graph, and waits
   * @param ledger where it is written down what the host knows and decides
   * @param processes those of its workers that are processes
   */
  constructor(
    plan: GraphPlan,
    options: GraphSettings,
    host: GraphHost = MACHINE,
    owners: readonly CallOwner[] = [],
    ledger: GraphLedger<DeadLetter> = NO_LEDGER,
    processes?: Processes,
  ) {
    this.#processes = processes;
    const { world, threads, keeper = keeperOnMachine } = host;
    this.#world = world;
    this.#keeper = keeper;
    const { graph, region, ballot, actors, supervisors, workers } = plan;
    this.#plan = plan;
    this.#links = new LinkReadings(plan);
    this.#options = options;
    this.#ledger = ledger;
    this.#fates = new Fates(ledger);
    this.#announcer = new Announcer(options.logLevel, options.log, options, world);
    this.#crashLog = new CrashLog(supervisors);
    this.#tally = new Tally(region, ballot, actors.length);
    this.#tally.logsFrom = LOG_LEVELS.indexOf(options.logLevel);
    this.finished = this.#settle.promise;
    this.finished.catch(() => {}); // Whoever awaits it sees the rejection; nobody has to.
    this.#spawner = threads.spawner(
      workers,
      options.logLevel,
      (message) => this.#receive(message),
      plan.hostEnds,
      processes,
    );
    this.#prepareHost = () => threads.prepareHost();
    this.#supervision = new Supervision(
      actors,
      supervisors,
      this.#spawner,
      {
        beforeGeneration: (actor, generation) => this.#letIn(actor, generation),
        beforeEnd: (actor) => fenceOff(region, this.#actor(actor).plan.journal),
        afterEnd: (actor) => this.#threadGone(this.#actor(actor)),
        onStarted: (actor, generation) => this.#started(actor, generation),
        onCrashed: (actor, report, evidence) => this.#crashed(actor, report, evidence),
        onInvolved: (actor, generation, error, evidence) =>
          this.#inquests.open(actor, { time: this.#world.now(), generation, error, evidence }),
        isUnclear: (actor) => this.#inquests.isUnclear(actor),
        onDropped: (actor, reason) => this.#dropped(actor, reason),
        onLeft: (actor) => settleFor(region, this.#actor(actor).plan),
        onRetired: (actor) => {
          leaveFor(region, this.#actor(actor).plan);
          this.pools.sweep();
        },
        onEnded: (actor) => this.#ended(actor),
        onAsleep: (actor) => this.#asleep(actor),
        onEvicted: (actor, reason) =>
          this.#announcer.log("warn", this.#label(actor), evictionText(reason)),
        onLingering: (actor, why) =>
          this.#announcer.log("warn", this.#label(actor), lingeringText(why)),
        hasEnded: (actor) => hasEnded(region, this.#actor(actor).plan.journal),
        leftToDo: (actor) => leftToDo(region, this.#actor(actor).plan, this.#tally.vote(actor)),
        onAnswered: ({ worker, call, heapBytes, thread }) => {
          this.#gauges.note(worker, heapBytes, thread);
          this.#hangGuard.answered(worker);
          this.#cycles.answered(worker, call);
        },
        onAllDone: () => this.#finish(),
      },
      {
        timers: world,
        random: world.random,
        startTimeoutMs: options.startTimeoutMs,
        restartTimeoutMs: options.restartTimeoutMs,
        ...(ledger.past !== null && { past: ledger.past.wards }),
      },
    );
    this.handles = new Handles(
      plan,
      this.#supervision,
      this.#fates,
      this.#tally,
      options.stopTimeoutMs,
      {
        tell: (worker, message) => this.#spawner.tell(worker, message),
        expel: (actor) => this.#expel(actor),
        onTold: (actor, text) => this.#announce("info", actor, "told", text),
        onAsked: (actor, reason) => this.#announce("info", actor, "asked", `to end: ${reason}`),
        onRevived: (actor, reason) => this.#revived(actor, reason),
      },
      world,
    );
    this.pools = new Pools(plan, this.#supervision, this.handles, {
      whyGone: (actor) => this.handles.whyGone(actor),
      onResize: ({ name }, size) =>
        this.#announcer.log("info", graph, `pool ${name} is to have ${size} awake`),
      endSleep: (actor) => this.#endSleep(actor),
    });
    this.#asks = new AskWatch(plan, owners);
    for (const owner of owners) owner.takesPlaceIn(world);
    this.#inquests = new Inquests(plan, ledger, (letter) => {
      this.#announcer.tellLetter(letter);
      this.#asks.lettered(letter);
    });
    this.#replays = new Replays(plan, {
      isRunning: (actor) => this.#supervision.isRunning(actor),
      isOver: (actor) => this.#supervision.isOver(actor),
      tell: (worker, message) => this.#spawner.tell(worker, message),
    }, world);
    this.#hangGuard = new HangGuard(plan, {
      generation: (actor) =>
        this.#supervision.isRunning(actor) ? this.#supervision.generation(actor) : undefined,
      ask: (worker) => void this.#spawner.ping(worker),
      prepare: () => threads.prepare(),
      onSuspected: (actor, sinceMs, outside) =>
        this.#announce("warn", actor, "suspected", suspicionText(sinceMs, outside)),
      onHung: (actor, sinceMs, alone) => this.#hung(actor, sinceMs, alone),
      onUnarmed: (why) =>
        this.#announcer.log(
          "warn",
          graph,
          `a thread that hangs for good could not be ended: ${why}`,
        ),
      onOutside: (actor, sinceMs) => this.#announce("warn", actor, "outside", outsideText(sinceMs)),
    }, world);
    this.#saturation = new SaturationWatch(plan, {
      isRunning: (actor) => this.#supervision.isRunning(actor),
      onSaturated: (actor, text) => this.#announce("warn", actor, "saturated", text),
    }, world);
    this.#gauges = new WorkerGauges((worker) => void this.#spawner.ping(worker));
    this.#cycles = new CycleWatch(plan, {
      isRunning: (actor) => this.#supervision.isRunning(actor),
      isAlive: (actor) => this.#supervision.isAlive(actor),
      isReplaying: () => this.#replays.isUnderWay,
      ask: (worker, call) => this.#spawner.ping(worker, call),
      onRest: (cycle) =>
        this.#announcer.log(
          "info",
          graph,
          `the cycle ${cycle} has come to rest: its channels are closed`,
        ),
    }, world);
    this.watermarks = new Watermarks(plan, world);
    this.#stopping = new Stopping(plan, {
      isAlive: (actor) => this.#supervision.isAlive(actor),
      expel: (actor) => this.#expel(actor),
      onLate: (actor) => {
        const why = this.#witness.whyUnstopped(actor, this.#world.now());
        this.#announcer.log("warn", this.#label(actor), `has not stopped yet: ${why}`);
      },
      onOver: () => this.#finish(),
    }, world);
    this.#witness = new Witness(
      plan,
      this.#tally,
      this.#supervision,
      this.#vetoes,
      (actor) => this.#cycles.why(actor),
      world,
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
      restarts: (actor) => this.#supervision.restarts(actor),
      isAsleep: (actor) => this.#supervision.isAsleep(actor),
      flightOf: (actor) => this.watermarks.follows(actor) ? this.watermarks.flight(actor) : null,
      linkOf: (actor) => this.#links.of(actor),
      figuresOf: (actor) => this.handles.figuresOf(actor),
      argsOf: (actor) => this.handles.argsOf(actor),
      heapBytes: (actor) => this.#gauges.heapBytes(this.#actor(actor).worker, this.#world.now()),
      threadOf: (actor) => this.#gauges.thread(this.#actor(actor).worker),
      ...(this.#processes && { processes: () => this.#processes?.readings ?? [] }),
      logLevel: () => this.logLevel,
      setLogLevel: (level) => this.#setAskedLevel(level),
      workerOf: (actor) => this.#spawner.idOf(this.#actor(actor).worker),
      alertRules: this.#plan.alertRules,
      ...(this.#options.onAlert && {
        tellAlert: (alert: Alert) => this.#announcer.tellAlert(alert),
      }),
      onLife: (listener) => this.#announcer.listen(listener),
    };
  }

  /** Loads every actor, and lets them all begin together. Throws a {@link GraphError} that names those that did not come up. */
  async start(): Promise<void> {
    this.#startedAt = this.#world.now();
    const { graph, packs, workers } = this.#plan;
    if (packs) this.#announcer.log("info", graph, workersText(workers));
    const leave = onAbort(this.#options.signal, (reason) => this.requestStop(reason));
    this.finished.then(leave, leave);
    // A graph that is asked looks for calls that nobody takes any more; in others there is nothing to look for.
    this.#endTicks = this.#asks.isAsked
      ? this.#world.every(LETTERS_PERIOD_MS, () => this.#asks.lookForLost())
      : this.#world.every(KEEP_ALIVE_MS, () => {});
    this.#takeUp();
    const faults = await this.#load();
    if (faults.length > 0) {
      const error = new GraphError(this.#plan.graph, faults);
      this.#reason = "it did not come up";
      await this.#close();
      await this.#processes?.close(this.#zombies.size === 0);
      await this.#ledger.close("unborn", this.#zombies.size === 0);
      this.#settle.reject(error);
      throw error;
    }
    this.#tally.lifecycle = "running";
    this.#ledger.begin((text) => this.log("warn", text));
    this.#supervision.perform();
    this.#hangGuard.begin();
    this.#saturation.begin();
    this.#cycles.begin();
    this.watermarks.begin();
    this.#durable?.begin();
    if (this.#stopAskedEarly !== undefined) this.requestStop(this.#stopAskedEarly);
  }

  /** Goes on from where an earlier process has left the graph, if one has. */
  #takeUp(): void {
    const { past, news } = this.#ledger;
    if (news !== null) this.log(news.level, news.text);
    if (past === null) return;
    past.wards.forEach(({ status }, actor) => {
      if (status === "ended" || status === "failed") this.#tally.markGone(actor);
    });
    const time = this.#world.now();
    const error = { name: "Error", message: "its process ended", stack: "" };
    for (const actor of past.busy) {
      const generation = (past.wards[actor] as WardPast).generation - 1;
      this.#inquests.open(actor, { time, generation, error, evidence: PROCESS_DEATH });
    }
    this.#inquests.restore();
  }

  /** Loads the durable state, then every actor. Returns why that cannot be. */
  async #load(): Promise<string[]> {
    this.#durable = await this.#openDurable();
    const durableFaults = await this.#durable?.load() ?? [];
    if (durableFaults.length > 0) return durableFaults;
    if (this.#plan.hostEnds.size > 0) await this.#prepareHost();
    const faults = await this.#supervision.load();
    return faults.map(({ actor, error }) =>
      `actor "${this.#label(actor)}" did not come up: ${withCauses(error)}${placeOf(error)}`
    );
  }

  /** The durable state, if there is any. */
  async #openDurable(): Promise<DurableState | undefined> {
    const { durable } = this.#options;
    if (durable === null) return undefined;
    const { graph } = this.#plan;
    const log = (level: LogLevel, text: string) => this.#announcer.log(level, graph, text);
    return await this.#keeper(this.#plan, durableSettings(durable), log, this.#world);
  }

  /** Looks where calls are. The result says it of any of them, as the end of a sentence. */
  whereCallsAre(): (id: string) => string {
    return this.#asks.look();
  }

  /** The calls in channels that nobody takes from any more, each with the end of a sentence that says so. */
  get lostCalls(): ReadonlyMap<string, string> {
    return this.#asks.lost;
  }

  /** The lowest level that is logged. */
  get logLevel(): LogLevel {
    return this.#announcer.level;
  }

  set logLevel(level: LogLevel) {
    this.#announcer.level = level;
    this.#tally.logsFrom = LOG_LEVELS.indexOf(level);
  }

  /** Sets the level for somebody outside of the program. The log tells of it at the lower one of the two levels, so that it is seen. */
  #setAskedLevel(level: LogLevel): void {
    const before = this.logLevel;
    if (level === before) return;
    const told = `the log level is ${level}, it was ${before}: telemetry was asked for that`;
    const isLower = LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(before);
    if (isLower) this.logLevel = level;
    this.log("warn", told);
    this.logLevel = level;
  }

  /** Writes to the log, in the graph's name. */
  log(level: LogLevel, text: string): void {
    this.#announcer.log(level, this.#plan.topology.graph, text);
  }

  /** Asks every actor to stop, as soon as they run. Only the first call does anything. */
  requestStop(reason: string): void {
    if (!this.#isStopAsked) noteEnds(this.#plan);
    this.#isStopAsked = true;
    for (const end of this.#plan.hostEnds.values()) end.stop();
    if (this.lifecycle === "building" && this.#stopAskedEarly === undefined) {
      this.#stopAskedEarly = reason;
      this.#supervision.hurry(this.#options.stopTimeoutMs);
    }
    if (this.lifecycle !== "running") return;
    this.#reason = reason;
    this.#witness.stopAsked();
    this.#tally.lifecycle = "stopping";
    this.#announceGraph("debug", "stopping", reason);
    this.#cycles.stopping(this.#options.stopTimeoutMs);
    this.#stopping.begin(this.#options.stopTimeoutMs);
    this.pools.stop();
    this.#supervision.hurry(this.#options.stopTimeoutMs);
  }

  /** Stops without waiting for anybody, as if the time for it were over. Settles as {@link GraphRun.finished}. */
  cutShort(reason: string): Promise<StopReport> {
    this.requestStop(reason);
    this.#finish();
    return this.finished;
  }

  /** Ends an actor whose time for the stop is over, so that the others can drain. */
  #expel(actor: number): void {
    const why = this.#witness.whyUnstopped(actor, this.#world.now());
    this.#fates.set(actor, { outcome: "unstopped", why });
    this.#supervision.expel(actor);
  }

  #letIn(actor: number, generation: number): readonly SuspectMessage[] {
    const { plan } = this.#actor(actor);
    // A member of a troupe that threw in its commit never left its thread.
    settleFor(this.#plan.region, plan);
    const wakings = generation - this.#supervision.restarts(actor);
    this.#ledger.letIn(actor, generation, wakings);
    raiseFence(this.#plan.region, plan.journal, generation);
    this.#tally.clear(actor);
    this.#vetoes.delete(actor);
    return this.#inquests.close(actor);
  }

  #threadGone({ plan: { probe }, worker }: PlannedActor): void {
    closeProbe(this.#plan.region, probe, this.#world.now());
    this.#gauges.forget(worker);
  }

  #started(actor: number, generation: number): void {
    this.#replays.started(actor);
    this.handles.started(actor);
    const isFirst = generation === (this.#ledger.past?.wards[actor]?.generation ?? 0);
    if (isFirst) this.#announce("debug", actor, "started");
    else this.#announce("info", actor, "restarted", `generation ${generation}`);
  }

  #crashed(
    actor: number,
    bareReport: CrashReport,
    evidence: Evidence,
  ): void {
    const report = { ...bareReport, ...this.#inquests.underWork(actor, evidence) };
    const { decision, error, time, generation, cause } = report;
    // A load that failed says nothing about the death before it, into which the inquest is.
    if (cause !== "loadFailure") this.#inquests.open(actor, { time, generation, error, evidence });
    this.#crashLog.add(report);
    const level = report.cause === "asked" ? "warn" : "error";
    this.#announcer.log(level, report.actor, this.#crashLog.describe(report));
    this.#announcer.tellCrash(report);
    if (decision === "restart" || decision === "escalate") return;
    const goesOn = decision === "remove" ||
      (decision === "zombie" && this.#options.onZombie === "continue");
    const outcome = goesOn ? "removed" : "failed";
    this.#fates.set(actor, { outcome, why: withCauses(error) });
    this.#tally.markGone(actor);
    this.handles.gone(actor);
    if (decision === "zombie") this.#leaveZombie(actor);
    if (outcome === "failed") this.requestStop(this.#crashLog.reasonToStop(report));
  }

  /** The actor's thread lives on, and cannot be ended. */
  #leaveZombie(actor: number): void {
    const { onZombie } = this.#options;
    this.#zombies.add(this.#label(actor));
    if (onZombie === "exitProcess") exitProcess(ZOMBIE_EXIT_CODE);
    // Behind the fence it can commit nothing more, so its channels can be ended for it, and the others can drain.
    leaveFor(this.#plan.region, this.#actor(actor).plan);
  }

  #hung(actor: number, sinceMs: number, alone: boolean): void {
    const { worker } = this.#actor(actor);
    if (alone) return this.#supervision.abandon(actor, "hang", waitTooLong(sinceMs));
    this.#supervision.condemn(actor, "hang", this.#killed(worker, sinceMs) ?? hangError(sinceMs));
  }

  /** What an actor dies of that hangs, if its worker is a process. */
  #killed(worker: number, sinceMs: number): ErrorReport | undefined {
    const memory = this.#processes?.shortageOf(worker);
    const cause = killedFor(sinceMs, memory);
    return this.#processes?.blame(worker, cause) ? killedError(cause, memory) : undefined;
  }

  #letterKept(actor: number, generation: number): void {
    const { plan: { seat }, worker } = this.#actor(actor);
    this.#spawner.tell(worker, { type: "letterKept", seat, generation });
  }

  /** Kills the actor's worker and starts it again. Resolves at the latest when the graph is over. */
  async restart(actor: number, reason: string): Promise<void> {
    const error = { name: "RestartRequest", message: reason, stack: "" };
    const over = this.finished.then(() => {}, () => {});
    await Promise.race([this.#supervision.restart(actor, error), over]);
  }

  /** The number of the actor with that label. */
  numberOf(label: string): number | undefined {
    const index = this.#plan.actors.findIndex(({ plan }) => plan.label === label);
    return index === -1 ? undefined : index;
  }

  /** An actor was ended that had not crashed. */
  #dropped(actor: number, reason: DropReason): void {
    if (reason === "remove") {
      this.#fates.set(actor, { outcome: "removed", why: "its siblings were started again" });
    }
    const { outcome, why } = this.#fates.get(actor) as KeptFate;
    this.#tally.markGone(actor);
    this.handles.gone(actor);
    this.#announcer.log("warn", this.#label(actor), `is ended, ${outcome}: ${why}`);
    this.#announcer.tell(this.#label(actor), "ended", `${outcome}: ${why}`);
  }

  /** An actor has come to its end. It may have died before it could say so. */
  #ended(actor: number): void {
    // What a stop has ended begins again in a next process; what has ended by itself does not.
    if (this.lifecycle === "running") this.#ledger.ended(actor);
    // Its last turn left its inputs as they are: nobody was to send there.
    if (this.handles.isLeaving(actor)) leaveFor(this.#plan.region, this.#actor(actor).plan);
    this.#tally.markGone(actor);
    this.handles.gone(actor);
    this.#announce("debug", actor, "ended");
    this.pools.sweep();
  }

  /** An actor sleeps until it is needed again. */
  #asleep(actor: number): void {
    this.#tally.markGone(actor);
    this.handles.asleep(actor);
    this.#announce("debug", actor, "asleep");
    if (this.lifecycle === "running") this.pools.sweep();
    else this.#endSleep(actor);
  }

  /** An actor that sleeps is not needed any more. */
  #endSleep(actor: number): void {
    leaveFor(this.#plan.region, this.#actor(actor).plan);
    this.#supervision.endSleep(actor);
  }

  /** An actor that has ended for good is to begin again. */
  #revived(actor: number, reason: string): void {
    this.#fates.delete(actor);
    this.#announcer.log("info", this.#label(actor), `is revived: ${reason}`);
  }

  #receive(message: NewsMessage): void {
    switch (message.type) {
      case "veto":
        this.#vetoes.set(message.actor, message.label);
        return this.#announce("debug", message.actor, "veto", message.label);
      case "notReplayed":
        return this.#replays.failed(message.actor, message.id, message.why);
      case "told":
        return this.handles.told(message.actor, message.id);
      case "deadLetter":
        this.#inquests.note(message);
        this.#settleSoon();
        return this.#letterKept(message.actor, message.generation);
      case "stop":
        return this.requestStop(`${this.#label(message.actor)}: ${message.reason}`);
      case "log": {
        const { time, level, text, data } = message;
        const record = { time, level, text, source: this.#label(message.actor) };
        return this.#announcer.pass(data === undefined ? record : { ...record, data });
      }
      default:
        message satisfies never;
    }
  }

  async #finish(): Promise<void> {
    if (this.#finishing) return;
    this.#finishing = true;
    try {
      // Read before the threads are ended: what an actor does now tells why it did not stop.
      const doing = this.#whyAlive();
      await this.#close();
      const report = this.#witness.report({
        reason: this.#reason,
        startedAt: this.#startedAt,
        totals: channelTotals(this.#plan.region, this.#plan.topology),
        fates: this.#fates,
        doing,
        zombies: this.zombies,
        notKept: this.#notKept,
      });
      await this.#processes?.close(this.#zombies.size === 0);
      await this.#ledger.close(report.clean ? "clean" : "unclean", this.#zombies.size === 0);
      if (report.clean) this.#settle.resolve(report);
      else this.#settle.reject(new StopError(report));
    } catch (error) {
      this.#settle.reject(error);
    }
  }

  /** Why each actor that is alive has not come to its end, by number, as a report tells it; empty for the others. */
  #whyAlive(): string[] {
    const now = this.#world.now();
    return this.#plan.actors.map(({ plan }) =>
      this.#supervision.isAlive(plan.index) ? this.#witness.whyUnstopped(plan.index, now) : ""
    );
  }

  /** Who has not come to an end, and why: a line each. */
  get whyNotOver(): readonly string[] {
    return this.#whyAlive().flatMap((why, actor) =>
      why === "" ? [] : [`${this.#label(actor)}: ${why}`]
    );
  }

  /** The last crashes, the newest last. */
  get crashes(): readonly CrashReport[] {
    return this.#crashLog.reports;
  }

  /** Messages that were given up, the newest last. */
  get deadLetters(): readonly DeadLetter[] {
    return this.#inquests.letters;
  }

  /** Puts a dead letter back into its channel. */
  replay(letter: DeadLetter, options: ReplayOptions): Promise<void> {
    return this.#replays.begin(letter, options);
  }

  /** Labels of the actors whose threads cannot be ended: the process cannot end by itself. */
  get zombies(): readonly string[] {
    return [...this.#zombies];
  }

  async #close(): Promise<void> {
    this.#stopping.end();
    this.#hangGuard.end();
    this.#saturation.end();
    this.#cycles.end();
    this.pools.stop();
    const workers = await this.#supervision.close(CLOSE_TIMEOUT_MS);
    // A thread may have been ended in the middle of a commit: its turn is finished, so that it is reported and kept whole.
    for (const { plan } of this.#plan.actors) settleFor(this.#plan.region, plan);
    this.#replays.end();
    this.handles.end();
    this.watermarks.end(`it has stopped: ${this.#reason}`);
    for (const { worker, plan } of this.#plan.actors) {
      if (workers.includes(worker)) this.#zombies.add(plan.label);
    }
    for (const text of this.#cycles.leftovers) {
      this.#announcer.log("warn", this.#plan.graph, text);
    }
    this.#notKept = await this.#durable?.close() ?? null;
    this.#endTicks();
    this.#endSettling();
    this.#inquests.settle();
    this.#tally.lifecycle = "stopped";
    const { graph } = this.#plan;
    const over = withoutStack(new Error(`graph "${graph}" has stopped: ${this.#reason}`));
    for (const { queue } of this.#plan.hostEnds.values()) queue.end(over);
    this.#announceGraph("debug", "stopped", this.#reason);
    await flushPrinters();
  }

  /** Looks from now on which of the letters count that were written, as long as there are any of which it is not known. */
  #settleSoon(): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    this.#endSettling = this.#world.after(LETTERS_PERIOD_MS, () => {
      this.#isSettling = false;
      this.#inquests.settle();
      if (this.#inquests.arePending) this.#settleSoon();
    });
  }

  #actor(index: number): PlannedActor {
    return this.#plan.actors[index] as PlannedActor;
  }

  #label(actor: number): string {
    return this.#actor(actor).plan.label;
  }

  #announce(level: LogLevel, actor: number, what: LifeEvent["what"], detail?: string): void {
    // Ten thousand begin at once, and as a rule nobody listens.
    if (!this.#announcer.isHeard(level)) return;
    const label = this.#label(actor);
    this.#announcer.log(level, label, detail === undefined ? what : `${what}: ${detail}`);
    this.#announcer.tell(label, what, detail);
  }

  #announceGraph(level: LogLevel, what: LifeEvent["what"], detail: string): void {
    const { graph } = this.#plan;
    this.#announcer.log(level, graph, `${what}: ${detail}`);
    this.#announcer.tell(graph, what, detail);
  }
}
