import { profileThread, ProfileUnavailable, profilingObstacle } from "../../execution/profiler.ts";
import type { TelemetrySource } from "../../protocol/mod.ts";
import { actorLabel } from "../sample/mod.ts";
import type { ProfileView } from "./api_schema.ts";
import { type Ask, json, numberOf, refuse } from "../http/mod.ts";

/** For how long a profile may be taken, in seconds. */
const MIN_SECONDS = 1;
const MAX_SECONDS = 30;
const DEFAULT_SECONDS = 5;

const IN_PROCESS =
  "Cannot profile: the actor is in a process of its own, which the inspector of this one does not reach";

/**
 * Takes profiles of the workers of actors, one at a time, with a pause after each as long as it took: while one is taken, a
 * worker that is restarted comes back about a second later (0.9 to 1.1 s were measured). Whoever asks and goes away does not end
 * it: the runtime tells of that only with a warning in the program's log.
 */
export class ProfileDesk {
  readonly #source: TelemetrySource;
  readonly #closing = new AbortController();
  #isBusy = false;
  /** When the next one may be taken. */
  #freeAt = 0;

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
    if (this.#isInProcess(actor)) return refuse(501, IN_PROCESS);
    if (this.obstacle !== null) return refuse(501, this.obstacle);
    const worker = this.#source.workerOf(actor);
    if (worker === null) return refuse(409, "Cannot profile: the actor does not run");
    const begin = performance.now();
    if (this.#isBusy || begin < this.#freeAt) return this.#refuse(begin);
    this.#isBusy = true;
    this.#freeAt = begin + 2000 * seconds;
    try {
      return await this.#take(actor, worker, seconds);
    } finally {
      const end = performance.now();
      this.#freeAt = end + (end - begin);
      this.#isBusy = false;
    }
  }

  #isInProcess(actor: number): boolean {
    const { actors, processes = [] } = this.#source.topology;
    const { troupe = null } = actors[actor] ?? {};
    return troupe !== null && processes.includes(troupe);
  }

  /** Ends the profile that is being taken; there will be no other. */
  close(): void {
    this.#closing.abort();
  }

  #refuse(now: number): Response {
    const wait = Math.max(1, Math.ceil((this.#freeAt - now) / 1000));
    const reason = this.#isBusy
      ? `Cannot profile: a profile is being taken, try again in ${wait} s`
      : `Cannot profile: each is followed by a pause as long as it took, try again in ${wait} s`;
    return refuse(429, reason, { "Retry-After": String(wait) });
  }

  async #take(actor: number, worker: string, seconds: number): Promise<Response> {
    const { topology } = this.#source;
    const mates = topology.actors.filter(({ index }) => this.#source.workerOf(index) === worker);
    try {
      const { profile, heapBytes, cutShort } = await profileThread(
        worker,
        seconds * 1000,
        this.#closing.signal,
      );
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
