import { systemClock } from "../../world.ts";
import { type ErrorReport, reportError } from "../../errors.ts";
import { lifeLockOf, lifeLockReleased } from "../../life_lock.ts";
import { LOG_LEVELS, type LogLevel } from "../../log_level.ts";
import { areFirst, firstCues, packCues, type PackedCues } from "../../protocol/cues.ts";
import type {
  ActorPlan,
  BootPlan,
  Cue,
  Execution,
  HostMessage,
  LifeMessage,
  NewsMessage,
  SeatMessage,
  UncaughtMessage,
  WorkerPlan,
} from "../../protocol/mod.ts";
import { handOut, isBelievable, type WorkerEars } from "./inbox.ts";
import type { WorkerEvents, WorkerHandle } from "../../supervisor/mod.ts";
import type { HostEnd, HostEnds } from "../../inbox/host_end.ts";
import type { HostedWorker } from "../../hosted/mod.ts";
import type { Processes, ProcessWorker } from "../../process/mod.ts";
import type { Threads, ThreadSpawner } from "./threads.ts";

let serial = 0;

/** What it takes to run actors in the host's own thread, once it is loaded. */
let hosting: typeof import("../../hosted/mod.ts") | undefined;

// Never called. `deno cache` follows imports, and not the address by which a worker's module is named: without this import, a program
// that was cached beforehand would need the network.
void (() => import("../../troupe/worker.js"));

/** Web Workers. */
export const webWorkers: Threads = {
  // Deno takes it from the process's affinity and, on Linux, from the CPU quota of its cgroup, whatever may be read.
  cores: navigator.hardwareConcurrency,
  spawner: (...of) => new WorkerSpawner(...of),
  async prepareHost() {
    // Loaded only where it is used: most graphs have no ends of the host.
    hosting = await import("../../hosted/mod.ts");
  },
  async prepare() {
    // Loaded only now, because a worker whose actors are defined in the main program loads this file too; and already now, so that all
    // that it takes is there before anything hangs.
    const [{ isBeingDebugged, missingPermission }] = await Promise.all([
      import("../../execution/inspector_link.ts"),
      import("../../execution/executioner.ts"),
    ]);
    return { missing: missingPermission(), isBeingDebugged: await isBeingDebugged() };
  },
};

/** Starts Web Workers. The only place that does. */
export class WorkerSpawner implements ThreadSpawner {
  readonly #plans: readonly WorkerPlan[];
  readonly #logLevel: LogLevel;
  readonly #onNews: (message: NewsMessage) => void;
  readonly #ids: (string | undefined)[] = [];
  /** Workers of which there has been one. */
  readonly #begun = new Set<number>();
  /** How to speak to each worker that is there, by its number. */
  readonly #posts: (((message: HostMessage) => void) | undefined)[] = [];
  readonly #hostEnds: HostEnds;
  /** The workers in the host's own thread, by number. */
  readonly #hosted: (HostedWorker | undefined)[] = [];
  readonly #processes: Processes | undefined;
  /** The workers that are processes, by number. */
  readonly #resident: (ProcessWorker | undefined)[] = [];

  /**
   * @param onNews is told what is neither about loading nor about lives, as long as the worker is not to be ended
   * @param hostEnds whose actors run in the host's own thread
   * @param processes those of the workers that are processes
   */
  constructor(
    plans: readonly WorkerPlan[],
    logLevel: LogLevel,
    onNews: (message: NewsMessage) => void,
    hostEnds: HostEnds,
    processes?: Processes,
  ) {
    this.#processes = processes;
    this.#plans = plans;
    this.#logLevel = logLevel;
    this.#onNews = onNews;
    this.#hostEnds = hostEnds;
  }

  /** Tells a worker what is for one of its actors. One that runs nobody does not listen. */
  tell(worker: number, message: SeatMessage): void {
    (this.#hosted[worker] ?? this.#resident[worker])?.tell(message);
    this.#posts[worker]?.(message);
  }

  /** Asks a worker for a sign of life, which comes as a message about lives. One that is still loading does not answer. */
  ping(worker: number, call?: number): boolean {
    const hosted = this.#hosted[worker] ?? this.#resident[worker];
    if (hosted !== undefined) {
      hosted.tell({ type: "ping", call });
      return hosted.isAlive;
    }
    const post = this.#posts[worker];
    post?.({ type: "ping", call });
    return post !== undefined;
  }

  /** Starts a worker in the host's own thread. */
  #host(index: number, events: WorkerEvents): WorkerHandle {
    const { HostedWorker, definitionOfEnd } = hosting as NonNullable<typeof hosting>;
    const host = {
      definitionOf: ({ index }: ActorPlan) => definitionOfEnd(this.#hostEnds.get(index) as HostEnd),
      handOut,
      onNews: this.#onNews,
    };
    const worker = new HostedWorker(this.#plans[index] as WorkerPlan, host, events);
    return (this.#hosted[index] = worker).handle();
  }

  /** Starts a worker that is a process. */
  #settle(index: number, processes: Processes, events: WorkerEvents): WorkerHandle {
    const plan = this.#plans[index] as WorkerPlan;
    const speaker = { worker: index, actors: new Set(plan.actors.map(({ index }) => index)) };
    const onMessage = (data: unknown, isLeaving: boolean) =>
      handOut(isBelievable(data, speaker) ? data : strange(plan), {
        onLoad: (message) => events.onLoad(message),
        onLife: (message) => events.onLife(message),
        onNews: (message) => {
          if (!isLeaving || message.type === "log") this.#onNews(message);
        },
      });
    const worker = this.#resident[index] = processes.start(plan, { onMessage }, events);
    return worker.handle();
  }

  /** The fragment of the entry's URL of the worker with that number, by which debuggers find it; `null` if there is none now. */
  idOf(index: number): string | null {
    return this.#ids[index] ?? null;
  }

  spawn(index: number, events: WorkerEvents): WorkerHandle {
    const plan = this.#plans[index] as WorkerPlan;
    if (isHosted(plan, this.#hostEnds)) return this.#host(index, events);
    if (plan.process !== undefined && this.#processes !== undefined) {
      return this.#settle(index, this.#processes, events);
    }
    serial++;
    const isFirst = !this.#begun.has(index);
    this.#begun.add(index);
    const id = this.#ids[index] = `worker=${serial}-${crypto.randomUUID()}`;
    const lock = lifeLockOf(id);
    // The URL must be unique: debuggers tell workers apart by nothing else. A fragment, because a registry or a cache would take
    // a query for another file.
    const entry = new URL(`../../troupe/worker.js#${id}`, import.meta.url);
    const worker = new Worker(entry, { type: "module", name: plan.name });
    const logLevel = this.#logLevel;
    const bells = this.#processes?.bellsOf(index);
    const actors = new Set(plan.actors.map(({ index }) => index));
    /** The port to the worker, once it listens: the code that it loads has no way to it. */
    let port: MessagePort | undefined;
    let heard = 0;
    let gone: Promise<void> | undefined;
    let execution: Promise<Execution> | undefined;
    /** Generations that the worker is to run and is not told of yet: it is told at the end of this turn of the event loop. */
    let cues: Cue[] = [];
    /** The first generations of all its actors, packed while the worker loads, and the host has nothing to do but wait for it. */
    let packed: PackedCues | undefined;

    /** Whether its end is wanted: from then on nothing is heard from it but what its actors wrote to their log before. */
    let isLeaving = false;
    const ears: WorkerEars = {
      onLoad: (message) => events.onLoad(message),
      onLife: (message) => events.onLife(message),
      onNews: (message) => {
        if (!isLeaving || message.type === "log") this.#onNews(message);
      },
    };

    const forget = () => {
      if (this.#ids[index] === id) this.#ids[index] = undefined;
      if (this.#posts[index] === post) this.#posts[index] = undefined;
      hangUp();
    };

    function watch(): Promise<void> {
      return gone ??= lifeLockReleased(lock).then(lastWords).then(() => {
        forget();
        events.onGone();
      });
    }

    /** What a thread posts before it ends outlives it, and is read in the turns of the event loop that follow. */
    async function lastWords(): Promise<void> {
      for (let quiet = 0, known = heard; port !== undefined && quiet < 2; quiet++) {
        await new Promise((resolve) => setTimeout(resolve));
        if (heard !== known) quiet = 0;
        known = heard;
      }
    }

    /** A port that is open keeps the process alive. */
    function hangUp(): void {
      port?.close();
      port = undefined;
    }

    function terminate(): void {
      isLeaving = true;
      worker.terminate();
      // A worker that never spoke may not hold its lock yet; it is granted at once then, which is right: it is gone.
      watch();
    }

    async function kill(): Promise<Execution> {
      isLeaving = true;
      // The hang guard has loaded it: there is nothing to wait for.
      const { executioner } = await import("../../execution/executioner.ts");
      const result = await executioner.kill({ id, terminate, gone: watch() });
      if (!result.ended) {
        hangUp();
        // It may be tried again: a machine that was too busy may be free then.
        execution = undefined;
      }
      return result;
    }

    function boot(): void {
      const { port1, port2 } = new MessageChannel();
      port = port1;
      port1.onmessage = ({ data }) => receive(data);
      port1.onmessageerror = () => receive(undefined);
      const message: HostMessage = {
        type: "boot",
        plan: bootPlan(plan),
        lock,
        port: port2,
        ...(bells && { bells }),
      };
      worker.postMessage(message, [port2]);
      if (isFirst) packed = packCues(firstCues(plan.actors));
    }

    function receive(data: unknown): void {
      heard++;
      // The lock is held before the first message is sent, so whoever asks for it now gets it at the worker's death.
      watch();
      handOut(isBelievable(data, { worker: index, actors }) ? data : strange(plan), ears);
    }

    /** Sends a message, after all that was to be sent before. */
    function post(message: HostMessage): void {
      cue();
      port?.postMessage(message);
    }

    /** Tells the worker which generations to run. */
    function cue(): void {
      if (cues.length === 0) return;
      const told = cues;
      cues = [];
      const ready = areFirst(told, plan.actors) ? packed : undefined;
      packed = undefined;
      const message: HostMessage = { type: "perform", cues: ready ?? packCues(told) };
      try {
        port?.postMessage(message);
      } catch {
        // Some of it cannot be copied, and only that must not run.
        told.forEach(cueAlone);
      }
    }

    function cueAlone(cue: Cue): void {
      try {
        port?.postMessage({ type: "perform", cues: packCues([cue]) } satisfies HostMessage);
      } catch (thrown) {
        queueMicrotask(() => events.onLife(refusal(cue, reportError(thrown))));
      }
    }

    this.#posts[index] = post;
    let posts = 0;
    worker.onmessage = () => {
      posts++;
      // Its first words come before it has loaded any code that is not this package's. Nothing that follows is from it.
      if (posts === 1) boot();
      const stray = posts === 2 ? strayPost(plan, systemClock.now(), logLevel) : undefined;
      if (stray !== undefined) ears.onNews(stray);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      events.onBroken({ name: "Error", message: explain(event.message), stack: "" });
    };
    return {
      perform(seat, generation, suspects) {
        if (cues.length === 0) queueMicrotask(cue);
        cues.push({ plan: plan.actors[seat] as ActorPlan, generation, suspects });
      },
      retire: (seat, generation, handOver) => post({ type: "retire", seat, generation, handOver }),
      ping: () => post({ type: "ping", call: undefined }),
      terminate,
      kill: () => execution ??= kill(),
    };
  }
}

/** Whether the actors of a worker run in the host's own thread: all of them do, or none. */
export function isHosted({ actors }: WorkerPlan, hostEnds: HostEnds): boolean {
  return hostEnds.size > 0 && hostEnds.has((actors[0] as ActorPlan).index);
}

function bootPlan({ name: _, process: __, actors, ...plan }: WorkerPlan): BootPlan {
  return { ...plan, actors: actors.map(({ index }) => index) };
}

/** Speaks for a worker that cannot be told to run a generation: the crash of that generation. */
function refusal({ plan: { index }, generation }: Cue, error: ErrorReport): LifeMessage {
  return { type: "crashed", actor: index, generation, error, underWork: [], lent: false };
}

/** What the worker is taken to have said where it posted something that is no message: it is unsound. */
function strange({ name }: WorkerPlan): UncaughtMessage {
  const message = `its worker "${name}" sent a message that is none of this package's`;
  return { type: "uncaught", error: { name: "TypeError", message, stack: "" } };
}

/** Said of what code in a worker posts by itself, if such records are wanted. Nobody can tell whose code it was. */
export function strayPost(
  { name, actors: [first] }: WorkerPlan,
  time: number,
  from: LogLevel,
): NewsMessage | undefined {
  if (LOG_LEVELS.indexOf("warn") < LOG_LEVELS.indexOf(from)) return undefined;
  return {
    type: "log",
    actor: (first as ActorPlan).index,
    time,
    level: "warn",
    text:
      `code in worker "${name}" calls postMessage, which nobody reads: send on a channel, or write to actor.log`,
  };
}

function explain(message: string): string {
  const hint = message.includes("--allow-read") ? " (workers are loaded from files)" : "";
  return `its worker could not start: ${message}${hint}`;
}
