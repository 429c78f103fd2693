import * as batches from "../actor/batches/mod.ts";
import * as calls from "../actor/calls/mod.ts";
import { provideRooms } from "../actor/late_rooms.ts";
import type { ActorDefinition } from "../actor/definition.ts";
import { reportError } from "../errors.ts";
import { strayPost } from "../graph/workers/mod.ts";
import { Doorbell } from "../memory/doorbell.ts";
import { viewsOf } from "../memory/views.ts";
import { fatefulWords } from "./fateful_stores.ts";
import { packCues } from "../protocol/cues.ts";
import type {
  ActorPlan,
  Cue,
  Execution,
  LifeMessage,
  LoadMessage,
  NewsMessage,
  WorkerMessage,
  WorkerPlan,
} from "../protocol/mod.ts";
import type { LogLevel } from "../log_level.ts";
import type { WorkerEvents, WorkerHandle } from "../supervisor/mod.ts";
import { Cast, type CastMessage, uncaughtNews } from "../troupe/cast.ts";
import { TroupeScheduler } from "../troupe/troupe_scheduler.ts";
import { ProbeReader } from "../probe/read.ts";
import type { Casting } from "./casting.ts";
import type { CodeThread } from "./context.ts";
import type { Timeline } from "./timeline.ts";
import type { VirtualThread } from "./virtual_thread.ts";
import { type Dispatcher, sendFor } from "./errands.ts";
import { loadOwn, nextInstance } from "./fresh_modules.ts";
import { castWires } from "./stand_ins/mod.ts";
import type { Outsider } from "./wait_outside.ts";

/** What the workers of a simulation have in common. */
export interface Stagehands {
  readonly timeline: Timeline;
  readonly host: VirtualThread;
  readonly logLevel: LogLevel;
  /** The probability that a thread lets others go on where it could. */
  readonly preemption: number;
  /** The most that a message between host and worker takes, in milliseconds. */
  readonly latencyMs: number;
  /** Who runs on each seat. */
  readonly casting: Casting;
  /** Where sources and sinks find what stands in for their services. */
  readonly wires: Parameters<typeof castWires>[1];
  onNews(message: NewsMessage): void;
  /** Code of an actor has called what no simulation can have: who, and what, as what cannot be simulated. */
  onRefused(what: string): void;
  /** An actor waits in vain again and again: who, and how often in a row. */
  onVain(actor: string, waits: number): void;
}

const BYTES_OF_HEAP = 4 << 20;

// What a thread of the machine loads when it is needed takes as long as the machine likes.
provideRooms({ calls, batches });

/** A doorbell at which a virtual thread sleeps. */
class VirtualDoorbell extends Doorbell {
  readonly #thread: VirtualThread;
  /** Whether it was rung since the sleep under way began: an actor that runs meanwhile may answer, and the sleep is over all the same. */
  #wasRung = false;

  constructor(thread: VirtualThread, { region, doorbell, actors }: WorkerPlan) {
    super(region, doorbell, actors.length);
    this.#thread = thread;
  }

  override park(timeoutMs: number): Promise<unknown> | undefined {
    this.#wasRung = false;
    return this.rung ? undefined : this.#thread.sleep(() => this.#wasRung || this.rung, timeoutMs);
  }

  override answer(visit: (seat: number) => void): void {
    this.#wasRung ||= this.rung;
    super.answer(visit);
  }
}

/** A worker that is a thread of a simulation: its actors run in the isolate of the host. */
export class VirtualWorker implements Outsider {
  readonly plan: WorkerPlan;
  readonly #hands: Stagehands;
  readonly #events: WorkerEvents;
  readonly #thread: VirtualThread;
  readonly #gone = Promise.withResolvers<void>();
  #cast: Cast | undefined;
  /** When the last message arrives, either way: none overtakes another. */
  #toHostAt = 0;
  #toWorkerAt = 0;
  /** Messages on their way, either way. */
  #inFlight = 0;
  #cues: Cue[] = [];
  readonly #probes: readonly ProbeReader[];
  #isLeaving = false;
  #hasBooted = false;
  #loadError: Error | undefined;
  #hasPosted = false;

  constructor(plan: WorkerPlan, hands: Stagehands, events: WorkerEvents) {
    this.plan = plan;
    this.#probes = plan.actors.map(({ probe }) => new ProbeReader(plan.region, probe));
    this.#hands = hands;
    this.#events = events;
    this.#thread = hands.timeline.thread(plan.name);
    castWires(this.#thread, hands.wires);
    this.#thread.onExit = () => this.die();
    this.#thread.onPosted = () => this.#warnOfPost();
    this.#thread.onRefused = (what, place) =>
      hands.onRefused(`${this.actorsOf(place?.module).join(" or ")}: ${what}`);
    this.#thread.modules = new Set(plan.sources.map(({ module }) => module));
    this.#thread.soon(() => this.#boot());
  }

  get isAlive(): boolean {
    return !this.#thread.isGone;
  }

  get isHung(): boolean {
    return this.#thread.isHung;
  }

  /** Whether it is the host's own. */
  get isHosted(): boolean {
    return this.#hands.casting.isHosted(this.plan);
  }

  /** Whose thread it is. */
  owns(thread: CodeThread | undefined): boolean {
    return this.#thread === thread;
  }

  get sender(): Dispatcher {
    return this.#thread;
  }

  whoWaits(): string | undefined {
    if (this.#willGoOn) return undefined;
    const seat = this.#probes.findIndex((probe) => probe.inTurn);
    return this.plan.actors[seat]?.label;
  }

  take(bring: () => void): void {
    this.#thread.soon(bring);
  }

  /** Whether it is known what its actors may wait for: it stands still, their code has timers, or there are messages on the way. */
  get #willGoOn(): boolean {
    return this.#thread.isPaused || this.#thread.ownTimers > 0 || this.#inFlight > 0;
  }

  actorsOf(module: string | undefined): readonly string[] {
    const { actors, definitions, sources } = this.plan;
    const own = actors.filter((_, seat) => sources[definitions[seat] as number]?.module === module);
    return (own.length > 0 ? own : actors).map(({ label }) => label);
  }

  /** A step of its thread is over: it may have been its last. */
  afterStep(): void {
    if (this.#thread.isClosing) this.die();
  }

  /** Its thread goes on no more, and does not answer. */
  hang(): void {
    this.#thread.isHung = true;
  }

  /** Its thread stands still for so long. */
  pause(ms: number): void {
    this.#thread.pause(ms);
  }

  /** Its thread is gone, from one instruction to the next. */
  die(): void {
    if (this.#thread.isGone) return;
    this.#hands.timeline.end(this.#thread);
    // What it has posted outlives it.
    this.#deliver(() => {
      this.#events.onGone();
      this.#gone.resolve();
    });
    this.#cast?.abandon();
  }

  /** Gives cells of an actor's state other values, between two of its turns; `false` if it is in the middle of one, or down. */
  setState(seat: number, values: Readonly<Record<string, unknown>>): boolean {
    return this.#cast?.setState(seat, values) ?? false;
  }

  /** Whether its next step is to load its actors. */
  get isLoading(): boolean {
    return !this.#hasBooted;
  }

  /** Its actors cannot be loaded. Returns whether they were not yet. */
  failToLoad(error: Error): boolean {
    this.#loadError = error;
    return this.isLoading;
  }

  /** What goes from it to the host, or to it, does not arrive for so long. */
  holdUp(way: "toHost" | "toWorker", ms: number): true {
    const until = this.#hands.timeline.now + ms;
    if (way === "toHost") this.#toHostAt = Math.max(this.#toHostAt, until);
    else this.#toWorkerAt = Math.max(this.#toWorkerAt, until);
    return true;
  }

  /** Something was thrown in its thread that nobody caught. */
  uncaught(thrown: unknown): void {
    const news = uncaughtNews(
      thrown,
      () => this.#cast?.turns() ?? [],
      () => this.#thread.now(),
    );
    if (news !== undefined) this.#post(news);
  }

  #boot(): void {
    const { plan } = this;
    this.#hasBooted = true;
    this.#post({ type: "alive" });
    if (this.#loadError !== undefined) {
      const error = reportError(this.#loadError);
      const faults = plan.actors.map(({ index: actor }) => ({ actor, error }));
      return this.#post({ type: "notLoaded", faults });
    }
    const sources = plan.actors.map((_, seat) => this.#hands.casting.ownSourceOf(plan, seat));
    if (sources.every((source) => source === undefined)) {
      return this.#begin(
        plan.actors.map((_, seat) => this.#hands.casting.definitionOf(plan, seat, this.#thread)),
      );
    }
    const instance = nextInstance();
    const loading = Promise.allSettled(
      sources.map((source, seat) =>
        source === undefined
          ? this.#hands.casting.definitionOf(plan, seat, this.#thread)
          : loadOwn(source, instance)
      ),
    );
    sendFor(this.#thread, `the import of ${plan.sources[0]?.module}`, loading).then((loads) => {
      const faults = loads.flatMap((load, seat) => {
        const { index: actor } = plan.actors[seat] as ActorPlan;
        return load.status === "fulfilled" ? [] : [{ actor, error: reportError(load.reason) }];
      });
      if (faults.length > 0) return this.#post({ type: "notLoaded", faults });
      this.#begin(
        loads.map((load) => (load as PromiseFulfilledResult<ActorDefinition>).value),
      );
    });
  }

  #begin(definitions: readonly ActorDefinition[]): void {
    const { plan } = this;
    const { preemption } = this.#hands;
    const thread = this.#thread;
    const breath = {
      rested() {},
      idled() {},
      take: () =>
        thread.breathes(preemption)
          ? new Promise<void>((resolve) => thread.soon(resolve))
          : undefined,
    };
    const seats = plan.actors.length;
    const doorbell = new VirtualDoorbell(thread, plan);
    const scheduler = new TroupeScheduler(doorbell, seats, thread, { breath, maySpin: false });
    const { name: _, actors, ...rest } = plan;
    const atCost = definitions.map((definition, seat) =>
      this.#hands.casting.atCost(definition, actors[seat] as ActorPlan, thread)
    );
    this.#cast = new Cast(
      // A seat has a definition of its own: an actor that is performed by somebody else is not of its module.
      { ...rest, actors: actors.map(({ index }) => index), definitions: actors.map((_, i) => i) },
      atCost,
      {
        scheduler,
        world: thread,
        post: (message) => this.#post(message),
        heapBytes: () => BYTES_OF_HEAP,
        thread: null,
        localWords: fatefulWords(viewsOf(this.plan.region).words),
        onVain: (actor, waits) => this.#hands.onVain(this.#labelOf(actor), waits),
      },
    );
    this.#post({ type: "loaded" });
  }

  #labelOf(actor: number): string {
    return this.plan.actors.find(({ index }) => index === actor)?.label as string;
  }

  /** As the host tells of a worker whose code posts, once for each worker. */
  #warnOfPost(): void {
    if (this.#hasPosted) return;
    this.#hasPosted = true;
    const news = strayPost(this.plan, this.#thread.now(), this.#hands.logLevel);
    if (news !== undefined) this.#post(news);
  }

  /** Tells the host. As with a real port, it gets a copy, or the sender an error. */
  #post(message: WorkerMessage): void {
    if (this.#thread.isGone) return;
    const copy = structuredClone(message);
    this.#deliver(() => this.#handOut(copy));
  }

  #deliver(call: () => void): void {
    const { host, timeline: { now }, latencyMs } = this.#hands;
    this.#toHostAt = Math.max(this.#toHostAt, now + this.#thread.latency(latencyMs));
    this.#inFlight++;
    host.after(this.#toHostAt - now, () => {
      this.#inFlight--;
      call();
    });
  }

  #handOut(message: WorkerMessage): void {
    switch (message.type) {
      case "alive":
      case "loaded":
      case "notLoaded":
        return this.#events.onLoad(message satisfies LoadMessage);
      case "log":
        return this.#hands.onNews(message);
      case "veto":
      case "stop":
      case "deadLetter":
      case "notReplayed":
      case "told":
        if (!this.#isLeaving) this.#hands.onNews(message satisfies NewsMessage);
        return;
      default:
        this.#events.onLife(message satisfies LifeMessage);
    }
  }

  /** Tells the worker, as the host. */
  tell(message: CastMessage): void {
    this.#cue();
    this.#send(message);
  }

  #send(message: CastMessage): void {
    const thread = this.#thread;
    if (thread.isGone) return;
    const copy = structuredClone(message);
    const { timeline: { now }, latencyMs } = this.#hands;
    this.#toWorkerAt = Math.max(this.#toWorkerAt, now + thread.latency(latencyMs));
    this.#inFlight++;
    thread.after(this.#toWorkerAt - now, () => {
      this.#inFlight--;
      this.#cast?.receive(copy);
    });
  }

  #cue(): void {
    const cues = this.#cues;
    this.#cues = [];
    if (cues.length > 0) this.#send({ type: "perform", cues: packCues(cues) });
  }

  #kill(): Promise<Execution> {
    this.#isLeaving = true;
    this.die();
    return this.#gone.promise.then(() => ({ ended: true, stack: undefined, tookMs: 0 }));
  }

  /** As its supervisor sees it. */
  handle(): WorkerHandle {
    return {
      perform: (seat, generation, suspects) => {
        if (this.#cues.length === 0) queueMicrotask(() => this.#cue());
        this.#cues.push({ plan: this.plan.actors[seat] as ActorPlan, generation, suspects });
      },
      retire: (seat, generation, handOver) =>
        this.tell({ type: "retire", seat, generation, handOver }),
      ping: () => this.tell({ type: "ping", call: undefined }),
      terminate: () => {
        this.#isLeaving = true;
        if (!this.isHung) this.die();
      },
      kill: () => this.#kill(),
    };
  }
}
