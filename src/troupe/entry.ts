/**
 * What a worker runs: loads the actors it is told to, runs their generations, and reports to the host.
 *
 * Handlers stand before any user code is imported, so nothing that an actor does reaches the host as a fatal error.
 *
 * @module
 */
import { type ActorDefinition, definitionIn } from "../actor/definition.ts";
import { forGood } from "../actor/for_good.ts";
import { runGeneration } from "../actor/generation.ts";
import { type ActorLog, createLog } from "../actor/log.ts";
import type { Performance } from "../actor/performance.ts";
import type { Surroundings } from "../actor/surroundings.ts";
import { systemClock } from "../clock.ts";
import { reportError } from "../errors.ts";
import { holdLifeLock } from "../life_lock.ts";
import { Doorbell } from "../memory/doorbell.ts";
import { checkRegion } from "../memory/region.ts";
import type {
  BootMessage,
  DefinitionSource,
  HostMessage,
  LetterKeptMessage,
  PerformMessage,
  ReplayMessage,
  RetireMessage,
  WorkerMessage,
} from "../protocol/messages.ts";
import { TroupeScheduler } from "./troupe_scheduler.ts";

/** The worker's global scope, as far as it is used here. */
interface WorkerScope extends EventTarget {
  postMessage(message: WorkerMessage): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.addEventListener("error", (event) => {
  event.preventDefault();
  post({ type: "uncaught", error: reportError((event as ErrorEvent).error) });
});
scope.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  post({ type: "uncaught", error: reportError((event as PromiseRejectionEvent).reason) });
});

function post(message: WorkerMessage): void {
  scope.postMessage(message);
}

let perform: ((message: PerformMessage) => void) | undefined;
let retire: ((message: RetireMessage) => void) | undefined;
let pong: (() => void) | undefined;
let replay: ((message: ReplayMessage) => void) | undefined;
let letterKept: ((message: LetterKeptMessage) => void) | undefined;

// A listener, not `onmessage`: that one an actor's code may want for itself.
scope.addEventListener("message", (event) => {
  const { data } = event as MessageEvent<HostMessage>;
  if (data.type === "boot") boot(data);
  else if (data.type === "ping") pong?.();
  else if (data.type === "replay") replay?.(data);
  else if (data.type === "letterKept") letterKept?.(data);
  else if (data.type === "perform") perform?.(data);
  else retire?.(data);
});

async function boot({ plan, lock, logLevel }: BootMessage): Promise<void> {
  await holdLifeLock(lock);
  post({ type: "alive" });
  const loads = await Promise.allSettled(plan.sources.map(load));
  const faults = plan.actors.flatMap((actor, seat) => {
    const source = loads[plan.definitions[seat] as number];
    return source?.status === "rejected" ? [{ actor, error: reportError(source.reason) }] : [];
  });
  if (faults.length > 0) return post({ type: "notLoaded", faults });

  checkRegion(plan.region);
  const seats = plan.actors.length;
  const doorbell = new Doorbell(plan.region, plan.doorbell, seats);
  const scheduler = new TroupeScheduler(doorbell, seats, systemClock);
  const surroundings: Surroundings = {
    region: plan.region,
    doorbell: plan.doorbell,
    ballot: plan.ballot,
    scheduler,
    clock: systemClock,
    createLog: (actor) => actorLog(actor, logLevel),
    post,
  };

  /** The performance on each seat. */
  const cast: (Performance | undefined)[] = [];
  perform = ({ plan: actor, generation, suspects }) => {
    const { seat, permanent } = actor;
    const load = loads[plan.definitions[seat] as number];
    const { value } = load as PromiseFulfilledResult<ActorDefinition>;
    const definition = permanent ? forGood(value) : value;
    cast[seat] = runGeneration(definition, actor, generation, suspects, surroundings);
  };
  replay = ({ seat, end, id, message }) => cast[seat]?.replay(end, id, message);
  letterKept = ({ seat, generation }) => {
    const current = cast[seat];
    if (current?.regeneration === generation) current.letterKept();
  };
  pong = () => {
    post({ type: "pong", worker: plan.index, heapBytes: Deno.memoryUsage().heapUsed });
  };
  retire = ({ seat, generation }) => {
    const current = cast[seat];
    if (current?.regeneration === generation) current.retire();
    post({ type: "retired", actor: plan.actors[seat] as number, generation });
  };
  post({ type: "loaded" });
}

async function load({ module, exportName }: DefinitionSource): Promise<ActorDefinition> {
  return definitionIn(await import(module), exportName, module);
}

function actorLog(index: number, level: BootMessage["logLevel"]): ActorLog {
  return createLog(level, () => systemClock.now(), (of, text, data) => {
    const record = { type: "log", actor: index, time: systemClock.now(), level: of, text } as const;
    post(data === undefined ? record : { ...record, data });
  });
}

post({ type: "listening" });
