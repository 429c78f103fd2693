/**
 * What a worker runs: loads the actors it is told to, runs their generations, and reports to the host.
 *
 * Handlers stand before any user code is imported, so nothing that an actor does reaches the host as a fatal error.
 *
 * @module
 */
import { type ActorDefinition, definitionIn } from "../actor/definition.ts";
import { systemWorld } from "../world.ts";
import { reportError } from "../errors.ts";
import { tellThrownAtAbort } from "../generation_over.ts";
import { holdLifeLock } from "../life_lock.ts";
import { ownThread } from "../own_thread.ts";
import { declareOwnWorker, definitionKey, type OwnWorker } from "../own_worker.ts";
import { Doorbell } from "../memory/doorbell.ts";
import { checkRegion } from "../memory/region.ts";
import type {
  BootMessage,
  DefinitionSource,
  ListeningMessage,
  WorkerMessage,
} from "../protocol/mod.ts";
import { Cast, type CastMessage, uncaughtNews } from "./cast.ts";
import { makeHarmless } from "./harmless_console.ts";
import { TroupeScheduler } from "./troupe_scheduler.ts";

/** The worker's global scope, as far as it is used here. */
interface WorkerScope extends EventTarget {
  postMessage(message: ListeningMessage): void;
}

const scope = globalThis as unknown as WorkerScope;
// Kept from here on: the code that is loaded later may put something else in its place.
const { memoryUsage } = Deno;

/** Tells the host. It goes by a port that no other code of this worker can reach. */
let post: (message: WorkerMessage) => void;
/** What it runs, once that is loaded. */
let cast: Cast | undefined;

scope.addEventListener("error", (event) => {
  event.preventDefault();
  const { error, message } = event as ErrorEvent;
  // Of an error in a worker that an actor has started by itself there is nothing but what it said.
  if (!tellThrownAtAbort(error)) uncaught(error ?? message);
});
scope.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  uncaught((event as PromiseRejectionEvent).reason);
});

scope.addEventListener("message", (event) => {
  const { data } = event as MessageEvent<BootMessage>;
  const { port } = data;
  post = port.postMessage.bind(port);
  port.onmessage = ({ data }: MessageEvent<CastMessage>) => cast?.receive(data);
  port.onmessageerror = () => {
    uncaught(new TypeError("Cannot read a message of the host: its data cannot be copied"));
  };
  boot(data);
}, { once: true });

/** Tells the host of what was thrown outside of any `run`. */
function uncaught(thrown: unknown): void {
  const news = uncaughtNews(thrown, () => cast?.turns() ?? [], systemWorld.now);
  if (news !== undefined) post(news);
}

async function boot({ plan, lock }: BootMessage): Promise<void> {
  await holdLifeLock(lock);
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
  const loads = await Promise.allSettled(plan.sources.map(load));
  own.isLoading = false;
  const faults = plan.actors.flatMap((actor, seat) => {
    const source = loads[plan.definitions[seat] as number];
    return source?.status === "rejected" ? [{ actor, error: reportError(source.reason) }] : [];
  });
  if (faults.length > 0) return post({ type: "notLoaded", faults });

  checkRegion(plan.region);
  const seats = plan.actors.length;
  const doorbell = new Doorbell(plan.region, plan.doorbell, seats);
  const scheduler = new TroupeScheduler(doorbell, seats, systemWorld, {
    mayNap: true,
  });
  const definitions = loads.map((load) => (load as PromiseFulfilledResult<ActorDefinition>).value);
  cast = new Cast(plan, definitions, {
    scheduler,
    world: systemWorld,
    post,
    heapBytes: () => memoryUsage().heapUsed,
    thread: ownThread(),
  });
  post({ type: "loaded" });
}

async function load(source: DefinitionSource): Promise<ActorDefinition> {
  return definitionIn(await import(source.module), source);
}

scope.postMessage({ type: "listening" });
