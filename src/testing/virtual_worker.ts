import type { ActorDefinition } from "../actor/definition.ts";
import { reportError } from "../errors.ts";
import { Doorbell } from "../memory/doorbell.ts";
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
import { Cast, type CastMessage } from "../troupe/cast.ts";
import { TroupeScheduler } from "../troupe/troupe_scheduler.ts";
import type { Timeline, VirtualThread } from "./timeline.ts";

/** What the workers of a simulation have in common. */
export interface Stagehands {
  readonly timeline: Timeline;
  readonly host: VirtualThread;
  readonly logLevel: LogLevel;
  /** The probability that a thread lets others go on where it could. */
  readonly preemption: number;
  /** The most that a message between host and worker takes, in milliseconds. */
  readonly latencyMs: number;
  /** The definition of an actor, loaded before. Throws where it could not be loaded. */
  definitionOf(plan: WorkerPlan, seat: number, thread: VirtualThread): ActorDefinition;
  onNews(message: NewsMessage): void;
}

const BYTES_OF_HEAP = 4 << 20;

/** A doorbell at which a virtual thread sleeps. */
class VirtualDoorbell extends Doorbell {
  readonly #thread: VirtualThread;

  constructor(thread: VirtualThread, { region, doorbell, actors }: WorkerPlan) {
    super(region, doorbell, actors.length);
    this.#thread = thread;
  }

  override park(timeoutMs: number): Promise<unknown> | undefined {
    return this.rung ? undefined : this.#thread.sleep(() => this.rung, timeoutMs);
  }
}

/** A worker that is a thread of a simulation: its actors run in the isolate of the host. */
export class VirtualWorker {
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
  #isLeaving = false;

  constructor(plan: WorkerPlan, hands: Stagehands, events: WorkerEvents) {
    this.plan = plan;
    this.#hands = hands;
    this.#events = events;
    this.#thread = hands.timeline.thread(plan.name);
    this.#thread.onExit = () => this.die();
    this.#thread.soon(() => this.#boot());
  }

  get isAlive(): boolean {
    return !this.#thread.isGone;
  }

  get isHung(): boolean {
    return this.#thread.isHung;
  }

  /** Whose thread it is. */
  owns(thread: VirtualThread | undefined): boolean {
    return this.#thread === thread;
  }

  /** Whether it is known what its actors may wait for: it stands still, their code has timers, or there are messages on the way. */
  get willGoOn(): boolean {
    return this.#thread.isPaused || this.#thread.ownTimers > 0 || this.#inFlight > 0;
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

  /** Something was thrown in its thread that nobody caught. */
  uncaught(thrown: unknown): void {
    const turns = this.#cast?.turns() ?? [];
    this.#post({ type: "uncaught", error: reportError(thrown), turns });
  }

  #boot(): void {
    const { plan } = this;
    const { logLevel, preemption } = this.#hands;
    const thread = this.#thread;
    this.#post({ type: "alive" });
    const definitions: ActorDefinition[] = [];
    const faults = plan.actors.flatMap(({ index: actor, seat }) => {
      try {
        definitions[seat] = this.#hands.definitionOf(plan, seat, this.#thread);
        return [];
      } catch (thrown) {
        return [{ actor, error: reportError(thrown) }];
      }
    });
    if (faults.length > 0) return this.#post({ type: "notLoaded", faults });
    const breath = {
      rested() {},
      take: () =>
        thread.chance(preemption)
          ? new Promise<void>((resolve) => thread.soon(resolve))
          : undefined,
    };
    const seats = plan.actors.length;
    const doorbell = new VirtualDoorbell(thread, plan);
    const scheduler = new TroupeScheduler(doorbell, seats, thread, { breath, maySpin: false });
    const { name: _, actors, ...rest } = plan;
    this.#cast = new Cast(
      // A seat has a definition of its own: an actor that is performed by somebody else is not of its module.
      { ...rest, actors: actors.map(({ index }) => index), definitions: actors.map((_, i) => i) },
      definitions,
      {
        scheduler,
        world: thread,
        logLevel,
        post: (message) => this.#post(message),
        heapBytes: () => BYTES_OF_HEAP,
      },
    );
    this.#post({ type: "loaded" });
  }

  /** Tells the host. As with a real port, it gets a copy, or the sender an error. */
  #post(message: WorkerMessage): void {
    if (this.#thread.isGone) return;
    const copy = structuredClone(message);
    this.#deliver(() => this.#handOut(copy));
  }

  #deliver(call: () => void): void {
    const { host, latencyMs } = this.#hands;
    this.#toHostAt = Math.max(this.#toHostAt, host.now() + this.#thread.random() * latencyMs);
    this.#inFlight++;
    host.after(this.#toHostAt - host.now(), () => {
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
      case "veto":
      case "stop":
      case "deadLetter":
      case "notReplayed":
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
    const { latencyMs } = this.#hands;
    this.#toWorkerAt = Math.max(this.#toWorkerAt, thread.now() + thread.random() * latencyMs);
    this.#inFlight++;
    thread.after(this.#toWorkerAt - thread.now(), () => {
      this.#inFlight--;
      this.#cast?.receive(copy);
    });
  }

  #cue(): void {
    const cues = this.#cues;
    this.#cues = [];
    if (cues.length > 0) this.#send({ type: "perform", cues });
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
      ping: () => this.tell({ type: "ping" }),
      terminate: () => {
        this.#isLeaving = true;
        if (!this.isHung) this.die();
      },
      kill: () => this.#kill(),
    };
  }
}
