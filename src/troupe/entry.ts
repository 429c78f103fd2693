/**
 * What a worker of the host's process runs.
 *
 * Handlers stand before any user code is imported, so nothing that an actor does reaches the host as a fatal error.
 *
 * @module
 */
import { reportError } from "../errors.ts";
import { holdLifeLock } from "../life_lock.ts";
import type { BootMessage, ListeningMessage } from "../protocol/mod.ts";
import type { CastMessage } from "./cast.ts";
import { Playhouse } from "./playhouse.ts";

/** The worker's global scope, as far as it is used here. */
interface WorkerScope extends EventTarget {
  postMessage(message: ListeningMessage): void;
}

const scope = globalThis as unknown as WorkerScope;
const playhouse = new Playhouse();

scope.addEventListener("message", (event) => {
  const { data } = event as MessageEvent<BootMessage>;
  boot(data);
}, { once: true });

async function boot({ plan, lock, port, bells }: BootMessage): Promise<void> {
  port.onmessage = ({ data }: MessageEvent<CastMessage>) => playhouse.receive(data);
  port.onmessageerror = () => {
    playhouse.uncaught(
      new TypeError("Cannot read a message of the host: its data cannot be copied"),
    );
  };
  await holdLifeLock(lock);
  const post = port.postMessage.bind(port);
  if (bells !== undefined) {
    try {
      // Loaded only where it is used: by threads that have channels with actors of other processes.
      const { BellPipes } = await import("../process/bells.ts");
      new BellPipes(plan.region, bells);
    } catch (thrown) {
      const error = reportError(thrown);
      return post({ type: "notLoaded", faults: plan.actors.map((actor) => ({ actor, error })) });
    }
  }
  await playhouse.boot({
    plan,
    post,
    load: (module) => import(module),
    // Rings of other processes come by the event loop.
    mayNap: bells === undefined,
  });
}

scope.postMessage({ type: "listening" });
