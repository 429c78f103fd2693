import type { Msg } from "npm:@nats-io/nats-core@3.4.0";
import type { Condition } from "../../actor/mod.ts";
import type { NatsSession } from "../../nats/session.ts";
import type { StateOf } from "../../state/mod.ts";
import { Doing } from "../doing.ts";
import type { FrameUnderWay, LogWorkerState } from "./states.ts";
import type { JetstreamActor } from "./terms.ts";
import { SOON } from "./trouble.ts";

/** How often the broker is told of what is settled at most, in milliseconds. */
const ACK_MS = 20;
/** In so many parts of the time that the broker waits it is told to go on waiting. */
const WORKING_PARTS = 3;
/** For how many times that time it is remembered what an earlier connection had, in case it comes again. */
const REMEMBERED = 2;

const ACK = new TextEncoder().encode("+ACK");
const WORKING = new TextEncoder().encode("+WPI");

/** Where the broker is told of a message, and of which server's word that is. */
export type AckPlace = Pick<FrameUnderWay, "ack" | "server">;

/** What is told a broker that hands messages out to several pods. */
export interface AckingActor
  extends Pick<JetstreamActor, "args" | "clock" | "settled" | "timeout"> {
  readonly state: StateOf<LogWorkerState>;
}

/**
 * Tells the broker of frames that are settled, and has it wait for those that are not yet.
 *
 * What a server has handed over is acknowledged to that server alone. One that was killed may have forgotten that it had handed something
 * over: servers before 2.10 take the acknowledgement of such a message for one of all before it, which then come to nobody; later ones say
 * nothing. So of what an earlier server has handed over nothing is said: it comes again, to this pod, which knows what it has had, or to
 * another one, which does it once more.
 */
export class WorkerAcks {
  readonly #actor: AckingActor;
  #session: NatsSession | undefined;
  #server = "";
  #acking: { readonly doing: Doing<unknown>; readonly sequences: Set<number> } | undefined;
  #ackedAt = 0;
  #workingAt = 0;
  #forgetAt = 0;

  constructor(actor: AckingActor) {
    this.#actor = actor;
  }

  /** There is a new connection. */
  begin(session: NatsSession): void {
    const { clock, args: { address: { ackWaitMs } } } = this.#actor;
    this.#session = session;
    this.#server = serverOf(session);
    this.#acking = undefined;
    this.#forgetAt = clock.now() + REMEMBERED * ackWaitMs;
  }

  /** There is none any more. */
  end(): void {
    this.#session = undefined;
    this.#acking = undefined;
  }

  /** Where the broker is told of a message that it has handed over. */
  placeOf({ reply }: Msg): AckPlace {
    return { ack: reply as string, server: this.#server };
  }

  /** How many frames the broker waits to hear of. */
  get count(): number {
    return this.#actor.state.underWay.filter((one) => this.#isKnown(one)).length;
  }

  #isKnown({ server }: AckPlace): boolean {
    return server === this.#server;
  }

  /**
   * Sees what the broker has heard, and tells it of what is settled since. Returns whether it has heard of something.
   *
   * @param settled the frames that are settled
   * @param mayCome whether what is not acknowledged may come again to this pod
   * @throws what the connection has failed with
   */
  look(settled: readonly FrameUnderWay[], mayCome: boolean): boolean {
    const { state, clock } = this.#actor;
    if (this.#session === undefined) return false;
    const hasHeard = this.#acking?.doing.isOver === true;
    if (hasHeard) {
      const { doing, sequences } = this.#acking!;
      this.#acking = undefined;
      doing.result();
      state.underWay = state.underWay.filter(({ sequence }) => !sequences.has(sequence));
    }
    const now = clock.now();
    const known = settled.filter((one) => this.#isKnown(one));
    if (known.length < settled.length && (!mayCome || now >= this.#forgetAt)) {
      const left = new Set(settled.filter((one) => !this.#isKnown(one)));
      state.underWay = state.underWay.filter((one) => !left.has(one));
    }
    if (this.#acking === undefined && now - this.#ackedAt >= ACK_MS) this.#acknowledge(known, now);
    return hasHeard;
  }

  #acknowledge(settled: readonly FrameUnderWay[], now: number): void {
    const last = settled.at(-1);
    if (last === undefined) return;
    const session = this.#session as NatsSession;
    // That it has ended is found out by who has opened it.
    if (session.nc.isClosed()) return;
    this.#ackedAt = now;
    for (const { ack } of settled) if (ack !== last.ack) session.nc.publish(ack, ACK);
    // One connection brings them to one server, in order.
    this.#acking = {
      doing: new Doing(session.ask(session.nc.request(last.ack, ACK, SOON))),
      sequences: new Set(settled.map(({ sequence }) => sequence)),
    };
  }

  /** Has the broker wait longer for all that is here. @param held what is not in the channel */
  work(held: readonly AckPlace[]): void {
    const { state, clock, args: { address: { ackWaitMs } } } = this.#actor;
    const now = clock.now();
    const { nc } = this.#session ?? {};
    if (nc === undefined || nc.isClosed()) return;
    if (now - this.#workingAt <= ackWaitMs / WORKING_PARTS) return;
    this.#workingAt = now;
    for (const one of new Set([...state.underWay, ...held].filter((one) => this.#isKnown(one)))) {
      nc.publish(one.ack, WORKING);
    }
  }

  /** Holds when there is something to tell. @param settled the frames that are settled */
  news(settled: readonly FrameUnderWay[]): readonly Condition[] {
    const actor = this.#actor;
    const { address: { ackWaitMs } } = actor.args;
    const conditions = [actor.timeout(ackWaitMs / WORKING_PARTS)];
    if (this.#acking !== undefined) conditions.push(actor.settled(this.#acking.doing.over));
    else if (settled.some((one) => this.#isKnown(one))) {
      conditions.push(actor.timeout(Math.max(0, this.#ackedAt + ACK_MS - actor.clock.now())));
    }
    return conditions;
  }
}

/**
 * Whose word it is that something was handed over: that of one life of a server. In a cluster it may be another server than the one that
 * is connected with, so there it is that of the connection.
 */
function serverOf({ nc: { info } }: NatsSession): string {
  if (info === undefined) return "";
  const { server_id: server, client_id: client, cluster } = info;
  return cluster === undefined ? server : `${server} ${client}`;
}
