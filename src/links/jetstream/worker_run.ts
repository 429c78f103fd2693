import type { Msg } from "npm:@nats-io/nats-core@3.4.0";
import { any, type Condition, type TxBundle } from "../../actor/mod.ts";
import type { RawTx } from "../../channel/raw/mod.ts";
import type { WireWorld } from "../../client/wire_world.ts";
import { consumerOf } from "../../nats/consumer.ts";
import { giveBack, PullRequests } from "../../nats/pull_requests.ts";
import type { NatsSession } from "../../nats/session.ts";
import type { StateOf } from "../../state/mod.ts";
import { Doing } from "../doing.ts";
import { jetstreamPlace } from "./address.ts";
import { LogAttempts } from "./attempts.ts";
import { handedOver } from "./frame.ts";
import { misfitOf } from "./identity.ts";
import { purgeAcked } from "./purge_acked.ts";
import { frameOf } from "./lane_reader.ts";
import { LogStream } from "./log_stream.ts";
import { writerOf } from "./log_writer.ts";
import { addressOf, type JetstreamActor, userOf } from "./terms.ts";
import { LogRefusedError, SOON } from "./trouble.ts";
import type { FrameUnderWay, LogWorkerState } from "./states.ts";

/** How many frames one request asks for, so that other pods have some, too. */
const FRAMES = 8;
/** How many frames of a pod may be under way. */
const MOST_UNDER_WAY = 64;
/** How often the broker is told of what is settled at most, in milliseconds. */
const ACK_MS = 20;

/** How often what is acknowledged is removed from the log at most, in milliseconds. */
const PURGE_MS = 1000;
/** What a kind's name begins with whose messages say where they come from. */
const DELIVERY = "delivery(";

const ACK = new TextEncoder().encode("+ACK");
const WORKING = new TextEncoder().encode("+WPI");

/** An end that shares its messages with other pods, as its parts see it. */
export interface LogWorkerActor extends Omit<JetstreamActor, "state"> {
  readonly ports: { readonly messages: TxBundle<Uint8Array, RawTx> };
  readonly state: StateOf<LogWorkerState>;
}

/** A frame that was handed over and is not all in the channel. */
interface Held {
  readonly sequence: number;
  readonly ack: string;
  readonly count: number;
  readonly body: Uint8Array;
  /** The message that it came by; `undefined` if an earlier generation had it. */
  readonly message: Msg | undefined;
}

/** What a connection is open for. */
interface Sharing {
  readonly log: LogStream;
  readonly requests: readonly PullRequests[];
  /** What an earlier generation has left in the middle, by lane. */
  readonly begun: readonly (Held | undefined)[];
  readonly partner: string;
  close(): void;
}

/** A lane, and what of it is here and not in the channel. */
class LogWorkerLane {
  readonly tx: RawTx;
  readonly number: number;
  readonly held: Held[] = [];
  pulling: Doing<readonly Msg[]> | undefined;
  over = new AbortController();

  constructor(tx: RawTx, number: number) {
    this.tx = tx;
    this.number = number;
  }

  drop(): void {
    this.over.abort(new DOMException("The link takes no more", "AbortError"));
    this.over = new AbortController();
    this.pulling = undefined;
    this.held.length = 0;
  }
}

/** The loop of a taking end that shares the messages with other pods: each frame goes to one of them, and is the broker's until all of it is settled. */
export class LogWorkerRun {
  readonly #actor: LogWorkerActor;
  readonly #lanes: readonly LogWorkerLane[];
  readonly #attempts: LogAttempts<Sharing>;
  /** What an attempt has to know; it is made outside of the turns. */
  #underWay: readonly FrameUnderWay[];
  #acking: { readonly doing: Doing<unknown>; readonly sequences: Set<number> } | undefined;
  #ackedAt = 0;
  #workingAt = 0;
  #purging: Doing<unknown> | undefined;
  #purgedAt = 0;
  #hasAcked = false;
  #stoppingAt: number | undefined;
  #status = "";

  constructor(actor: LogWorkerActor) {
    this.#actor = actor;
    const { args, ports: { messages }, state } = actor;
    this.#lanes = messages.lanes.map((tx, lane) =>
      new LogWorkerLane(tx.shapedAs(args.shape), lane)
    );
    if (state.life !== args.podId) {
      state.life = args.podId;
      state.underWay = [];
    }
    actor.commit();
    this.#underWay = [...state.underWay];
    this.#attempts = new LogAttempts(
      actor as unknown as JetstreamActor,
      (session, world) => this.#open(session, world),
    );
  }

  async #open(session: NatsSession, world: WireWorld): Promise<Sharing> {
    const { args, log: actorLog } = this.#actor;
    const girth = this.#lanes.length;
    const address = addressOf(args);
    const log = await LogStream.open(session, address, true);
    const { stream, reader, create, ackWaitMs } = address;
    const writer = await writerOf(log);
    const misfit = writer === undefined ? undefined : misfitOf(userOf(args, girth), writer);
    if (misfit !== undefined) {
      throw new LogRefusedError(`Stream "${stream}" is not for this pod: ${misfit}`);
    }
    const requests: PullRequests[] = [];
    const begun: (Held | undefined)[] = [];
    for (let lane = 0; lane < girth; lane++) {
      const durable = `${reader}_${lane}`;
      const wanted = {
        stream,
        durable,
        create,
        filter: log.lane(lane),
        deliver: "all",
        ackWaitMs,
      };
      await consumerOf(log.manager, session, wanted, {
        signal: new AbortController().signal,
        world,
        log: (line) => actorLog.info(line),
      });
      requests.push(new PullRequests(session, { stream, durable }, world));
      begun.push(await this.#begun(log, lane));
    }
    return { log, requests, begun, partner: writer?.pod ?? "", close: () => {} };
  }

  /** The frame of a lane that is in the channel in part. */
  async #begun(log: LogStream, lane: number): Promise<Held | undefined> {
    const entry = this.#underWay.find((one) => one.lane === lane && one.done < one.count);
    if (entry === undefined) return undefined;
    const { sequence, ack, count } = entry;
    const message = await log.manager.streams.getMessage(log.address.stream, { seq: sequence });
    if (message === null) {
      throw new LogRefusedError(
        `Message ${sequence} of stream "${log.address.stream}" is gone, of which ${entry.done} of ${count} are in the channel: start this pod again to go on without the rest`,
      );
    }
    return { sequence, ack, count, body: message.data, message: undefined };
  }

  async run(): Promise<void> {
    const { signal } = this.#actor;
    const abort = () => void this.#attempts.end();
    signal.addEventListener("abort", abort);
    try {
      while (this.#goesOn()) {
        this.#look();
        this.#takePulled();
        this.#deliver();
        this.#acknowledge();
        this.#figure();
        this.#actor.commit();
        this.#underWay = [...this.#actor.state.underWay];
        this.#purge();
        this.#pull();
        this.#tell();
        if (!this.#isDone) await this.#actor.wait(any(...this.#conditions()));
      }
      this.#actor.state.isLinked = false;
      this.#actor.setStatus(`${this.#what}, ended`);
    } finally {
      signal.removeEventListener("abort", abort);
      for (const lane of this.#lanes) lane.drop();
      await this.#attempts.end();
    }
  }

  get #isDone(): boolean {
    return this.#actor.state.underWay.length === 0 && this.#lanes.every(({ tx }) => tx.isClosed);
  }

  #goesOn(): boolean {
    const { clock, log, args: { stopTimeoutMs }, state } = this.#actor;
    const isRunning = this.#actor.isRunning((vote) => {
      if (this.#stoppingAt === undefined) {
        this.#stoppingAt = clock.now();
        this.#release();
      }
      return vote("all that was taken is settled", this.#isDone);
    });
    if (!isRunning || this.#isDone) return false;
    if (this.#stoppingAt === undefined || clock.now() - this.#stoppingAt < stopTimeoutMs) {
      return true;
    }
    log.warn(
      `${state.underWay.length} messages of the log are not settled after ${stopTimeoutMs} ms: the link ends, and another pod has them`,
    );
    return false;
  }

  /** Gives back what is not in the channel. What is in it in part goes on. */
  #release(): void {
    for (const lane of this.#lanes) {
      lane.over.abort(new DOMException("The link takes no more", "AbortError"));
      const rest = lane.held.filter(({ sequence }) => !this.#isUnderWay(sequence));
      for (const { message } of rest) if (message !== undefined) giveBack(message);
      lane.held.splice(0, lane.held.length, ...lane.held.filter((one) => !rest.includes(one)));
    }
  }

  #isUnderWay(sequence: number): boolean {
    return this.#actor.state.underWay.some((one) => one.sequence === sequence);
  }

  #look(): void {
    const sharing = this.#attempts.look();
    if (sharing === undefined) return;
    const { state, log } = this.#actor;
    this.#acking = undefined;
    for (const lane of this.#lanes) {
      lane.drop();
      const begun = sharing.begun[lane.number];
      if (begun !== undefined) lane.held.push(begun);
    }
    state.partner = sharing.partner;
    log.info(`shares stream ${sharing.log.address.stream}`, { reader: sharing.log.address.reader });
  }

  #lose(thrown: unknown): void {
    for (const lane of this.#lanes) lane.drop();
    this.#attempts.lose(thrown);
  }

  #takePulled(): void {
    const { log } = this.#attempts.current ?? {};
    for (const lane of this.#lanes) {
      if (!lane.pulling?.isOver || log === undefined) continue;
      const { pulling } = lane;
      lane.pulling = undefined;
      try {
        for (const message of pulling.result()) this.#hold(lane, message, log);
      } catch (thrown) {
        this.#lose(thrown);
        return;
      }
    }
  }

  #hold(lane: LogWorkerLane, message: Msg, log: LogStream): void {
    const { sequence, pending } = handedOver(message);
    const { state, args: { hash } } = this.#actor;
    const ack = message.reply as string;
    if (this.#isUnderWay(sequence)) {
      // It came again, for the broker has not heard of it in time.
      state.underWay = state.underWay.map((one) =>
        one.sequence === sequence ? { ...one, ack } : one
      );
      return;
    }
    const { count, body, isEnd } = frameOf(message, { log, hash, sequence, pending });
    // That a channel was closed is nothing to who takes what others do not: it ends when it is told to.
    if (isEnd || count === 0) message.respond(ACK);
    else if (this.#stoppingAt !== undefined) giveBack(message);
    else lane.held.push({ sequence, ack, count, body, message });
  }

  #deliver(): void {
    const { state } = this.#actor;
    for (const lane of this.#lanes) {
      while (lane.held.length > 0) {
        const { sequence, ack, count, body } = lane.held[0] as Held;
        const earlier = state.underWay.find((one) => one.sequence === sequence);
        const begin = earlier?.done ?? 0;
        let sent: number;
        try {
          sent = lane.tx.sendBody(count, body, begin);
        } catch (thrown) {
          this.#lose(
            new LogRefusedError(
              `Message ${sequence} of stream "${this.#attempts.current?.log.address.stream}" cannot be taken: ${
                (thrown as Error).message
              }`,
            ),
          );
          return;
        }
        const done = begin + sent;
        if (sent > 0) {
          const entry = { lane: lane.number, sequence, ack, count, done, sentTo: lane.tx.sent };
          state.underWay = earlier === undefined
            ? [...state.underWay, entry]
            : state.underWay.map((one) => one === earlier ? entry : one);
        }
        if (done < count) break;
        lane.held.shift();
      }
      if (this.#stoppingAt !== undefined && lane.held.length === 0) lane.tx.close();
    }
  }

  /** Tells the broker of what is settled, and that it is to wait for the rest. */
  #acknowledge(): void {
    const { state, clock, args: { address: { ackWaitMs } } } = this.#actor;
    const sharing = this.#attempts.current;
    if (sharing === undefined) return;
    const { session } = sharing.log;
    if (this.#acking?.doing.isOver) {
      const { doing, sequences } = this.#acking;
      this.#acking = undefined;
      try {
        doing.result();
      } catch (thrown) {
        this.#lose(thrown);
        return;
      }
      state.underWay = state.underWay.filter(({ sequence }) => !sequences.has(sequence));
      this.#hasAcked = true;
    }
    const now = clock.now();
    if (now - this.#workingAt > ackWaitMs / 3) {
      this.#workingAt = now;
      for (const { ack } of state.underWay) session.nc.publish(ack, WORKING);
      for (const { message } of this.#lanes.flatMap(({ held }) => held)) message?.respond(WORKING);
    }
    if (this.#acking !== undefined || now - this.#ackedAt < ACK_MS) return;
    const settled = this.#settled;
    if (settled.length === 0) return;
    this.#ackedAt = now;
    const last = settled.at(-1) as FrameUnderWay;
    for (const { ack } of settled) if (ack !== last.ack) session.nc.publish(ack, ACK);
    // One connection brings them to one server, in order.
    this.#acking = {
      doing: new Doing(session.ask(session.nc.request(last.ack, ACK, SOON))),
      sequences: new Set(settled.map(({ sequence }) => sequence)),
    };
  }

  #purge(): void {
    const sharing = this.#attempts.current;
    const { clock, args: { kind, address: { keep, window, reader } } } = this.#actor;
    if (this.#purging?.isOver) this.#purging = undefined; // If it has failed, the next one is as good.
    const now = clock.now();
    if (sharing === undefined || keep || !this.#hasAcked || this.#purging !== undefined) return;
    if (now - this.#purgedAt < PURGE_MS) return;
    this.#purgedAt = now;
    this.#hasAcked = false;
    const rest = kind.startsWith(DELIVERY) ? window : 0;
    this.#purging = new Doing(Promise.all(
      this.#lanes.map(({ number }) =>
        purgeAcked(sharing.log, { lane: number, durable: `${reader}_${number}`, window: rest })
      ),
    ));
  }

  get #settled(): FrameUnderWay[] {
    return this.#actor.state.underWay.filter(({ lane, sentTo, done, count }) =>
      done === count && (this.#lanes[lane] as LogWorkerLane).tx.settled >= sentTo
    );
  }

  #pull(): void {
    const sharing = this.#attempts.current;
    if (sharing === undefined || this.#stoppingAt !== undefined) return;
    for (const lane of this.#lanes) {
      if (lane.pulling !== undefined || lane.held.length > 0) continue;
      const left = MOST_UNDER_WAY - this.#actor.state.underWay.length;
      if (left <= 0) return;
      const requests = sharing.requests[lane.number] as PullRequests;
      lane.pulling = new Doing(requests.messages(Math.min(left, FRAMES), lane.over.signal));
    }
  }

  #figure(): void {
    const { state } = this.#actor;
    state.sent = state.received = this.#lanes.reduce((sum, { tx }) => sum + tx.sent, 0);
    state.settled = this.#lanes.reduce((sum, { tx }) => sum + tx.settled, 0);
  }

  get #what(): string {
    const { args } = this.#actor;
    return `ingress ${args.aqueduct} shared from ${jetstreamPlace(addressOf(args))}`;
  }

  #tell(): void {
    const inFlight = this.#lanes.reduce((sum, { tx }) => sum + tx.sent - tx.settled, 0);
    const status = `${this.#what}, ${
      this.#attempts.current === undefined ? this.#attempts.standing : `${inFlight} in flight`
    }`;
    if (status === this.#status) return;
    this.#status = status;
    this.#actor.setStatus(status);
  }

  #conditions(): Condition[] {
    const actor = this.#actor;
    const now = actor.clock.now();
    const { address: { ackWaitMs }, stopTimeoutMs } = actor.args;
    const conditions: Condition[] = [this.#attempts.news()];
    if (this.#attempts.current !== undefined) {
      for (const { pulling, held, tx } of this.#lanes) {
        if (pulling !== undefined) conditions.push(actor.settled(pulling.over));
        if (held.length > 0) conditions.push(tx.vacant(1));
      }
      if (this.#acking !== undefined) conditions.push(actor.settled(this.#acking.doing.over));
      if (this.#hasAcked) {
        conditions.push(actor.timeout(Math.max(0, this.#purgedAt + PURGE_MS - now)));
      }
      if (this.#acking === undefined && this.#settled.length > 0) {
        conditions.push(actor.timeout(Math.max(0, this.#ackedAt + ACK_MS - now)));
      }
      conditions.push(actor.timeout(ackWaitMs / 3));
    }
    for (const { tx } of this.#lanes) {
      if (tx.settled < tx.sent) conditions.push(tx.settledTo(tx.settled + 1));
    }
    if (this.#stoppingAt === undefined) conditions.push(actor.stopping());
    else conditions.push(actor.timeout(Math.max(0, this.#stoppingAt + stopTimeoutMs - now)));
    return conditions;
  }
}
