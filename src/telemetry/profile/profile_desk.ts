import {
  type CpuProfile,
  profileThread,
  ProfileUnavailable,
  profilingObstacle,
} from "../../execution/profiler.ts";
import type { TelemetrySource } from "../../protocol/topology.ts";
import { actorLabel } from "../actor_label.ts";
import { json, numberOf, refuse } from "../answers.ts";
import type { Ask } from "../answers.ts";

/** For how long a profile may be taken, in seconds. */
const MIN_SECONDS = 1;
const MAX_SECONDS = 30;
const DEFAULT_SECONDS = 5;

/** A profile as it is answered: V8's own format, with what else was learned. */
export interface ProfileView extends CpuProfile {
  /** The actor that was asked for: `a3`. */
  readonly id: string;
  /** Labels of all actors of its worker: a profile is of a worker, and members of a troupe share one. */
  readonly actors: readonly string[];
  /** Bytes in use on the worker's heap; `null` if it did not say. */
  readonly heapBytes: number | null;
  /** Whether it took less time than was asked for, because the inspector was needed to end a thread. */
  readonly cutShort: boolean;
}

/** Takes profiles of the workers of actors, one at a time. */
export class ProfileDesk {
  readonly #source: TelemetrySource;
  #busyUntil = 0;
  #isBusy = false;

  constructor(source: TelemetrySource) {
    this.#source = source;
  }

  /** Why no profile can be taken in this process, and what to do; `null` if one can. */
  get obstacle(): string | null {
    const obstacle = profilingObstacle();
    return obstacle === null ? null : `Cannot take a profile: ${obstacle}`;
  }

  /** Answers a request for the profile of an actor. */
  async answer(ask: Ask): Promise<Response> {
    const [, digits] = /^a(\d{1,9})$/.exec(ask.param("id")) ?? [];
    const actor = Number(digits);
    if (digits === undefined || actor >= this.#source.topology.actors.length) {
      return refuse(404, "Cannot profile: there is no actor of that id, it is a0, a1, …");
    }
    const seconds = numberOf(ask, "seconds", MIN_SECONDS, MAX_SECONDS) ?? DEFAULT_SECONDS;
    if (seconds instanceof Response) return seconds;
    if (this.obstacle !== null) return refuse(501, this.obstacle);
    const worker = this.#source.workerOf(actor);
    if (worker === null) return refuse(409, "Cannot profile: the actor does not run");
    if (this.#isBusy) {
      const wait = Math.max(1, Math.ceil((this.#busyUntil - performance.now()) / 1000));
      const reason = "Cannot profile: a profile is being taken, try again when it is done";
      return refuse(429, reason, { "Retry-After": String(wait) });
    }
    this.#isBusy = true;
    this.#busyUntil = performance.now() + seconds * 1000;
    try {
      return await this.#take(actor, worker, seconds, ask.request.signal);
    } finally {
      this.#isBusy = false;
    }
  }

  async #take(
    actor: number,
    worker: string,
    seconds: number,
    signal: AbortSignal,
  ): Promise<Response> {
    const { topology } = this.#source;
    const mates = topology.actors.filter(({ index }) => this.#source.workerOf(index) === worker);
    try {
      const { profile, heapBytes, cutShort } = await profileThread(worker, seconds * 1000, signal);
      const view: ProfileView = {
        ...profile,
        id: `a${actor}`,
        actors: mates.map(actorLabel),
        heapBytes,
        cutShort,
      };
      return json(view);
    } catch (error) {
      if (!(error instanceof ProfileUnavailable)) throw error;
      return refuse(503, `Cannot profile: ${error.message}`, { "Retry-After": "1" });
    }
  }
}
