import type { Condition } from "../../actor/mod.ts";
import { Doing } from "../doing.ts";
import type { LogIngressLane } from "./ingress_lane.ts";
import type { LogStream } from "./log_stream.ts";
import type { JetstreamActor } from "./terms.ts";
import { asked, LogRefusedError } from "./trouble.ts";

/** How often what is settled is removed from the log at most, in milliseconds. */
const PURGE_MS = 100;
/** After what was refused, it is tried again so much later. */
const REFUSED_MS = 5000;
/** What a kind's name begins with whose messages say where they come from. */
const DELIVERY = "delivery(";

/** Who removes what is settled. */
type SettledPurgeActor = Pick<JetstreamActor, "args" | "clock" | "log" | "settled" | "timeout">;

/**
 * Has a log keep no more of what one pod takes than is not settled, and what senders of deliveries look through. Where the broker keeps
 * the place, that is what it has kept. Where it is the graph, that is what of its state is on the disk: what a process begins with has come
 * from there, and later the host tells.
 */
export class SettledPurge {
  readonly #actor: SettledPurgeActor;
  readonly #lanes: readonly LogIngressLane[];
  /** For each lane the number up to which the state is on the disk that this process has begun with; empty once that is gone from the log. */
  #saved: readonly number[];
  #purging: Doing<void> | undefined;
  #notBefore = 0;
  #refused = "";

  constructor(
    actor: SettledPurgeActor,
    lanes: readonly LogIngressLane[],
    saved: readonly number[],
  ) {
    this.#actor = actor;
    this.#lanes = lanes;
    this.#saved = saved;
  }

  get #mayPurge(): boolean {
    return !this.#actor.args.address.keep;
  }

  /** There is a new connection. */
  begin(log: LogStream): void {
    this.#purging = undefined;
    this.#notBefore = 0;
    if (!this.#mayPurge) return;
    const saved = this.#saved;
    this.#saved = [];
    this.#purging = new Doing(this.#purgeOld(log, saved));
  }

  /** Of claims, only the last one counts. */
  async #purgeOld(log: LogStream, saved: readonly number[]): Promise<void> {
    const { session, manager, address: { stream, subject } } = log;
    const claims = { filter: `${subject}.writer`, keep: 1 };
    const doing = `remove old claims from stream "${stream}"`;
    await asked(session, doing, manager.streams.purge(stream, claims));
    for (const [lane, number] of saved.entries()) await this.#purgeTo(log, lane, number);
  }

  async #purgeTo(log: LogStream, lane: number, number: number): Promise<void> {
    const wanted = number - this.#rest;
    const last = await log.lastOf(log.lane(lane));
    if (wanted <= 0 || last === null) return;
    const { begin } = await log.seek(lane, wanted);
    // The last frame says where the lane ends.
    await log.purge(log.lane(lane), Math.min(begin, last.seq));
  }

  /** Who sends deliveries looks through the end of the log for those that come again. */
  get #rest(): number {
    const { kind, address: { window } } = this.#actor.args;
    return kind.startsWith(DELIVERY) ? window : 0;
  }

  /**
   * Removes what there is to remove.
   *
   * @param numbers for each lane the first that is needed yet
   * @throws what the connection has failed with
   */
  look(log: LogStream, numbers: readonly number[]): void {
    if (this.#purging?.isOver) this.#ended();
    const now = this.#actor.clock.now();
    if (!this.#mayPurge) {
      for (const lane of this.#lanes) lane.forgetMarks();
      return;
    }
    if (this.#purging !== undefined || now < this.#notBefore) return;
    this.#notBefore = now + PURGE_MS;
    const purges = this.#lanes.flatMap((lane) => {
      const before = lane.settledBefore((numbers[lane.number] ?? 0) - this.#rest);
      return before === undefined ? [] : [() => log.purge(log.lane(lane.number), before)];
    });
    if (purges.length === 0) return;
    this.#purging = new Doing(Promise.all(purges.map((purge) => purge())).then(() => {}));
  }

  /** That the server does not remove anything is no reason to take nothing. */
  #ended(): void {
    const purging = this.#purging as Doing<void>;
    this.#purging = undefined;
    try {
      purging.result();
      this.#refused = "";
    } catch (thrown) {
      const { name, message } = thrown as Error;
      if (name !== LogRefusedError.name) throw thrown;
      this.#notBefore = this.#actor.clock.now() + REFUSED_MS;
      if (this.#refused !== message) this.#actor.log.warn(`${message}; it is tried again`);
      this.#refused = message;
    }
  }

  /** Holds when something was removed, or there is something to remove. @param numbers as for {@link SettledPurge.look} */
  news(numbers: readonly number[]): readonly Condition[] {
    const actor = this.#actor;
    if (this.#purging !== undefined) return [actor.settled(this.#purging.over)];
    if (!this.#mayPurge) return [];
    const isDue = this.#lanes.some((lane) =>
      lane.hasSettledBefore((numbers[lane.number] ?? 0) - this.#rest)
    );
    // A sending pod may wait for nothing else than that it goes.
    return isDue ? [actor.timeout(Math.max(0, this.#notBefore - actor.clock.now()))] : [];
  }

  /** Resolves when nothing is under way. */
  async over(): Promise<void> {
    await this.#purging?.over;
  }
}
