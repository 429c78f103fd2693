import type { ActorDefinition } from "../actor/definition.ts";
import { reportError } from "../errors.ts";
import { ownThread } from "../own_thread.ts";
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
import type { WorkerEvents, WorkerHandle } from "../supervisor/mod.ts";
import { Cast, type CastMessage } from "../troupe/cast.ts";
import { TroupeScheduler } from "../troupe/troupe_scheduler.ts";
import { systemWorld } from "../world.ts";
import { MortalDoorbell } from "./mortal_doorbell.ts";

/** Kept from here on: a simulation may put something else in its place. */
const { memoryUsage } = Deno;

/** For whom the messages of a hosted worker are. */
export interface HostEars {
  onLoad(message: LoadMessage): void;
  onLife(message: LifeMessage): void;
  onNews(message: NewsMessage): void;
}

/** What a hosted worker gets from its host. */
export interface Hospitality {
  /** What an actor runs by. */
  definitionOf(actor: ActorPlan): ActorDefinition;
  /** Hands a message to whom it is for. */
  handOut(message: WorkerMessage, ears: HostEars): void;
  onNews(message: NewsMessage): void;
}

/**
 * A worker without a thread of its own: its actors run in the host's, in real time, over the same memory as those in threads of the
 * machine, and sleep at the same doorbell. So what an actor runs by may be any function, with the host's variables in its hands.
 *
 * Its messages take a round of the event loop either way and arrive as copies, as they do by a port.
 */
export class HostedWorker {
  readonly #plan: WorkerPlan;
  readonly #host: Hospitality;
  readonly #events: WorkerEvents;
  readonly #gone = Promise.withResolvers<void>();
  readonly #doorbell: MortalDoorbell;
  #cast: Cast | undefined;
  #cues: Cue[] = [];
  #isAlive = true;
  #isHung = false;
  #isLeaving = false;

  constructor(plan: WorkerPlan, host: Hospitality, events: WorkerEvents) {
    this.#plan = plan;
    this.#host = host;
    this.#events = events;
    this.#doorbell = new MortalDoorbell(plan.region, plan.doorbell, plan.actors.length);
    systemWorld.soon(() => this.#boot());
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  #boot(): void {
    if (!this.#goesOn) return;
    const { name: _, actors, ...rest } = this.#plan;
    this.#post({ type: "alive" });
    this.#cast = new Cast(
      // A seat has a definition of its own: an actor that is performed by somebody else is not of its module.
      { ...rest, actors: actors.map(({ index }) => index), definitions: actors.map((_, i) => i) },
      actors.map((actor) => this.#host.definitionOf(actor)),
      {
        // It shares its thread with the host and with other workers: none of them may keep it from the rest by spinning.
        scheduler: new TroupeScheduler(this.#doorbell, actors.length, systemWorld, {
          maySpin: false,
        }),
        world: systemWorld,
        post: (message) => this.#post(message),
        heapBytes: () => memoryUsage().heapUsed,
        thread: ownThread(),
      },
    );
    this.#post({ type: "loaded" });
  }

  /** Tells the host. It gets a copy, or the sender an error. */
  #post(message: WorkerMessage): void {
    if (!this.#goesOn) return;
    const copy = structuredClone(message);
    systemWorld.soon(() =>
      this.#host.handOut(copy, {
        onLoad: (message) => this.#events.onLoad(message),
        onLife: (message) => this.#events.onLife(message),
        onNews: (message) => {
          if (!this.#isLeaving) this.#host.onNews(message);
        },
      })
    );
  }

  /** Tells the worker, as the host, after all that was to be told before. */
  tell(message: CastMessage): void {
    this.#cue();
    this.#send(message);
  }

  #send(message: CastMessage): void {
    const copy = structuredClone(message);
    systemWorld.soon(() => {
      if (this.#goesOn) this.#cast?.receive(copy);
    });
  }

  /** Something of a generation cannot be copied to where it is to run. */
  #refuse({ plan: { index: actor }, generation }: Cue, thrown: unknown): void {
    const error = reportError(thrown);
    this.#post({ type: "crashed", actor, generation, error, underWork: [], lent: false });
  }

  #cue(): void {
    const cues = this.#cues;
    this.#cues = [];
    for (const cue of cues) {
      try {
        this.#send({ type: "perform", cues: packCues([cue]) });
      } catch (thrown) {
        this.#refuse(cue, thrown);
      }
    }
  }

  get #goesOn(): boolean {
    return this.#isAlive && !this.#isHung;
  }

  /** Its actors go on no more, from one wait to the next, and it does not answer: somebody has to end it. */
  hang(): void {
    if (this.#isHung) return;
    this.#isHung = true;
    this.#cast?.abandon();
    this.#doorbell.leave();
  }

  /** Its actors go on no more, from one wait to the next. */
  #die(): void {
    if (!this.#isAlive) return;
    this.hang();
    this.#isAlive = false;
    // What it has posted outlives it.
    systemWorld.soon(() => {
      this.#events.onGone();
      this.#gone.resolve();
    });
  }

  /** Ends it, as its supervisor or as something that went wrong. */
  terminate(): void {
    this.#isLeaving = true;
    this.#die();
  }

  async #kill(): Promise<Execution> {
    this.terminate();
    await this.#gone.promise;
    return { ended: true, stack: undefined, tookMs: 0 };
  }

  /** As its supervisor sees it. */
  handle(): WorkerHandle {
    return {
      perform: (seat, generation, suspects) => {
        if (this.#cues.length === 0) queueMicrotask(() => this.#cue());
        this.#cues.push({ plan: this.#plan.actors[seat] as ActorPlan, generation, suspects });
      },
      retire: (seat, generation, handOver) =>
        this.tell({ type: "retire", seat, generation, handOver }),
      ping: () => this.tell({ type: "ping", call: undefined }),
      terminate: () => this.terminate(),
      kill: () => this.#kill(),
    };
  }
}
