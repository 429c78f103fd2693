import { type ActorDefinition, definitionIn } from "../actor/definition.ts";
import { type ErrorReport, reportError } from "../errors.ts";
import { tellThrownAtAbort } from "../generation_over.ts";
import { Doorbell } from "../memory/doorbell.ts";
import { checkRegion } from "../memory/region.ts";
import { ownThread } from "../own_thread.ts";
import { declareOwnWorker, definitionKey, type OwnWorker } from "../own_worker.ts";
import type { BootPlan, DefinitionSource, WorkerMessage } from "../protocol/mod.ts";
import { systemWorld } from "../world.ts";
import { Cast, type CastMessage, uncaughtNews } from "./cast.ts";
import { makeHarmless } from "./harmless_console.ts";
import { TroupeScheduler } from "./troupe_scheduler.ts";

// Kept from here on: the code that is loaded later may put something else in its place.
const { memoryUsage } = Deno;

/** Why none of its actors came up, if a module closes its worker: nobody can tell which of them does. */
const CLOSED: ErrorReport = {
  name: "Error",
  message: "self.close() was called while its modules were loading",
  stack: "",
};

/** The global scope of a thread or a process, as far as it is used here. */
interface Closing {
  close(): void;
}

/** How a worker is, that is a thread or a process. */
export interface PlayhouseSetting {
  readonly plan: BootPlan;
  /** Tells the host, by a way that no other code here can reach. */
  readonly post: (message: WorkerMessage) => void;
  /** Loads a module. */
  readonly load: (module: string) => Promise<Record<string, unknown>>;
  /** Whether its thread may sleep without its event loop. */
  readonly mayNap: boolean;
}

/** What a worker runs: it loads the actors that it is told to, runs their generations, and reports to the host. */
export class Playhouse {
  #setting: PlayhouseSetting | undefined;
  /** What it runs, once that is loaded. */
  #cast: Cast | undefined;

  /** Nothing that an actor does reaches anybody as a fatal error. To be called before any code of users is loaded. */
  constructor() {
    addEventListener("error", (event) => {
      event.preventDefault();
      const { error, message } = event;
      if (!tellThrownAtAbort(error)) this.uncaught(error ?? message);
    });
    addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      this.uncaught(event.reason);
    });
  }

  /** Does as the host says. */
  receive(message: CastMessage): void {
    this.#cast?.receive(message);
  }

  /** Tells the host of what was thrown outside of any `run`. */
  uncaught(thrown: unknown): void {
    const news = uncaughtNews(thrown, () => this.#cast?.turns() ?? [], systemWorld.now);
    if (news !== undefined) this.#setting?.post(news);
  }

  /** Loads the actors. The host can see by now if the worker ends. */
  async boot(setting: PlayhouseSetting): Promise<void> {
    this.#setting = setting;
    const { plan, post, mayNap } = setting;
    post({ type: "alive" });
    makeHarmless(console, (text) => {
      const [actor = 0] = plan.actors;
      post({ type: "log", actor, time: systemWorld.now(), level: "error", text });
    });
    const own: OwnWorker = {
      graph: plan.graph,
      definitions: plan.sources.map(definitionKey),
      isLoading: true,
    };
    declareOwnWorker(own);
    const load = async (source: DefinitionSource) =>
      definitionIn(await setting.load(source.module), source);
    const [loads, isClosed] = await watchClose(() => Promise.allSettled(plan.sources.map(load)));
    own.isLoading = false;
    if (isClosed) {
      return post({
        type: "notLoaded",
        faults: plan.actors.map((actor) => ({ actor, error: CLOSED })),
      });
    }
    const faults = plan.actors.flatMap((actor, seat) => {
      const source = loads[plan.definitions[seat] as number];
      return source?.status === "rejected" ? [{ actor, error: reportError(source.reason) }] : [];
    });
    if (faults.length > 0) return post({ type: "notLoaded", faults });

    checkRegion(plan.region);
    const seats = plan.actors.length;
    const doorbell = new Doorbell(plan.region, plan.doorbell, seats);
    const scheduler = new TroupeScheduler(doorbell, seats, systemWorld, { mayNap });
    this.#cast = new Cast(
      plan,
      loads.map((load) => (load as PromiseFulfilledResult<ActorDefinition>).value),
      {
        scheduler,
        world: systemWorld,
        post,
        heapBytes: () => memoryUsage().heapUsed,
        thread: ownThread(),
      },
    );
    post({ type: "loaded" });
  }
}

/**
 * Does `work`, and says besides whether code has called `self.close()` meanwhile. In a process, whoever calls it goes on until the event
 * loop has its turn: without this, what was loaded would begin, die, and be loaded again.
 */
async function watchClose<T>(work: () => Promise<T>): Promise<readonly [T, boolean]> {
  const scope = globalThis as unknown as Closing;
  const { close } = scope;
  let isClosed = false;
  function noting(): void {
    isClosed = true;
    close.call(scope);
  }
  scope.close = noting;
  const result = await work();
  // Code may have put something of its own in its place.
  if (scope.close === noting) scope.close = close;
  return [result, isClosed];
}
