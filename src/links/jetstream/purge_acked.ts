import type { ConsumerInfo } from "npm:@nats-io/jetstream@3.4.0";
import type { Condition } from "../../actor/mod.ts";
import { minorOf, type NatsSession } from "../../nats/session.ts";
import { Doing } from "../doing.ts";
import type { LogStream } from "./log_stream.ts";
import type { JetstreamActor } from "./terms.ts";
import { durableOf } from "./worker_opening.ts";

/** How often what is acknowledged is removed from the log at most, in milliseconds. */
const PURGE_MS = 1000;
/** The first minor version of server 2 whose floor is one: older ones move it over what is not acknowledged, when they are told twice of a message. */
const FLOOR_MINOR = 11;
/** What a kind's name begins with whose messages say where they come from. */
const DELIVERY = "delivery(";

/** Who removes what is acknowledged. */
type AckedPurgeActor = Pick<JetstreamActor, "args" | "clock" | "settled" | "timeout">;

/** Has a log keep no more of what several pods share than is not acknowledged, and what senders of deliveries look through. */
export class AckedPurge {
  readonly #actor: AckedPurgeActor;
  readonly #girth: number;
  #purging: Doing<unknown> | undefined;
  #purgedAt = 0;
  #isDue = false;

  constructor(actor: AckedPurgeActor, girth: number) {
    this.#actor = actor;
    this.#girth = girth;
  }

  /** Something was acknowledged. */
  due(): void {
    this.#isDue = !this.#actor.args.address.keep;
  }

  /** Removes what there is to remove. @param log where; `undefined` while there is no connection */
  look(log: LogStream | undefined): void {
    const { clock, args: { kind, address: { window } } } = this.#actor;
    if (this.#purging?.isOver) this.#purging = undefined; // If it has failed, the next one is as good.
    const now = clock.now();
    if (log === undefined || !this.#isDue || this.#purging !== undefined) return;
    if (now - this.#purgedAt < PURGE_MS) return;
    this.#purgedAt = now;
    this.#isDue = false;
    const rest = kind.startsWith(DELIVERY) ? window : 0;
    const purges = Array.from(
      { length: this.#girth },
      (_, lane) => purgeAcked(log, { lane, durable: durableOf(log.address, lane), window: rest }),
    );
    this.#purging = new Doing(Promise.all(purges));
  }

  /** Holds when there is something to remove. */
  news(): readonly Condition[] {
    const actor = this.#actor;
    if (!this.#isDue) return [];
    if (this.#purging !== undefined) return [actor.settled(this.#purging.over)];
    return [actor.timeout(Math.max(0, this.#purgedAt + PURGE_MS - actor.clock.now()))];
  }
}

/**
 * Removes from a lane of a log what all pods that share it have acknowledged, but for the last of it and so many messages before.
 *
 * @param durable the consumer by which they share it
 */
async function purgeAcked(
  log: LogStream,
  { lane, durable, window }: {
    readonly lane: number;
    readonly durable: string;
    readonly window: number;
  },
): Promise<void> {
  const { manager, session, address: { stream } } = log;
  const floor = acknowledgedTo(await session.ask(manager.consumers.info(stream, durable)), session);
  const subject = log.lane(lane);
  const last = await log.lastOf(subject);
  if (floor === 0 || last === null) return;
  // The floor may be behind all of the lane, for it counts messages of other subjects, too; its last frame says where the lane ends.
  const before = Math.min(floor, last.seq);
  if (window === 0) return await log.purge(subject, before);
  const frame = await log.frameFrom(subject, before);
  if (frame === undefined || frame.first < window) return;
  const { begin } = await log.seek(lane, frame.first - window);
  await log.purge(subject, Math.min(begin, before));
}

/** Up to which message of the stream all are acknowledged that the consumer hands over; 0 if that is not known. */
function acknowledgedTo(
  { ack_floor: floor, delivered, num_ack_pending: open }: ConsumerInfo,
  session: NatsSession,
): number {
  if (open === 0) return delivered.stream_seq;
  return minorOf(session) < FLOOR_MINOR ? 0 : floor.stream_seq;
}
