import type { Msg } from "npm:@nats-io/nats-core@3.4.0";
import { any, type Condition, type TxBundle } from "../../actor/mod.ts";
import type { RawTx } from "../../channel/raw/mod.ts";
import { giveBack, type PullRequests } from "../../nats/pull_requests.ts";
import type { StateOf } from "../../state/mod.ts";
import { Doing } from "../doing.ts";
import { jetstreamPlace } from "./address.ts";
import { LogAttempts } from "./attempts.ts";
import { handedOver } from "./frame.ts";
import { frameOf } from "./lane_reader.ts";
import type { LogStream } from "./log_stream.ts";
import { AckedPurge } from "./purge_acked.ts";
import type { FrameUnderWay, LogWorkerState } from "./states.ts";
import { addressOf, type JetstreamActor } from "./terms.ts";
import { LogRefusedError } from "./trouble.ts";
import { WorkerAcks } from "./worker_acks.ts";
import { type HeldFrame, LogWorkerLane } from "./worker_lane.ts";
import { openSharing, type Sharing } from "./worker_opening.ts";

/** How many frames one request asks for, so that other pods have some, too. */
const FRAMES = 8;
/** How many frames of a pod may be under way. */
const MOST_UNDER_WAY = 64;

/** An end that shares its messages with other pods, as its parts see it. */
export interface LogWorkerActor extends Omit<JetstreamActor, "state"> {
  readonly ports: { readonly messages: TxBundle<Uint8Array, RawTx> };
  readonly state: StateOf<LogWorkerState>;
}

/** The loop of a taking end that shares the messages with other pods: each frame goes to one of them, and is the broker's until all of it is settled. */
export class LogWorkerRun {
  readonly #actor: LogWorkerActor;
  readonly #lanes: readonly LogWorkerLane[];
  readonly #attempts: LogAttempts<Sharing>;
  /** What an attempt has to know; it is made outside of the turns. */
  #underWay: readonly FrameUnderWay[];
  readonly #acks: WorkerAcks;
  readonly #purge: AckedPurge;
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
    const girth = this.#lanes.length;
    this.#attempts = new LogAttempts(
      actor as unknown as JetstreamActor,
      (session, world) => openSharing(session, this.#underWay, { actor, girth, world }),
    );
    this.#acks = new WorkerAcks(actor);
    this.#purge = new AckedPurge(actor, girth);
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
        this.#purge.look(this.#attempts.current?.log);
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
    this.#acks.begin(sharing.log.session);
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
    this.#acks.end();
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
    const place = this.#acks.placeOf(message);
    if (this.#isUnderWay(sequence)) {
      // It came again, for the broker has not heard of it in time, or has forgotten that it was here.
      state.underWay = state.underWay.map((one) =>
        one.sequence === sequence ? { ...one, ...place } : one
      );
      return;
    }
    const { count, body, isEnd } = frameOf(message, { log, hash, sequence, pending });
    // That a channel was closed is nothing to who takes what others do not: it ends when it is told to.
    if (isEnd || count === 0) message.respond("+ACK");
    else if (this.#stoppingAt !== undefined) giveBack(message);
    else lane.held.push({ sequence, ...place, count, body, message });
  }

  #deliver(): void {
    const { state } = this.#actor;
    for (const lane of this.#lanes) {
      while (lane.held.length > 0) {
        const { sequence, ack, server, count, body } = lane.held[0] as HeldFrame;
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
          const sentTo = lane.tx.sent;
          state.underWay = earlier === undefined
            ? [...state.underWay, {
              lane: lane.number,
              sequence,
              ack,
              server,
              count,
              done,
              sentTo,
            }]
            // It may have come again meanwhile, and have another place to be told of.
            : state.underWay.map((one) => one === earlier ? { ...one, done, sentTo } : one);
        }
        if (done < count) break;
        lane.held.shift();
      }
      if (this.#stoppingAt !== undefined && lane.held.length === 0) lane.tx.close();
    }
  }

  #acknowledge(): void {
    try {
      if (this.#acks.look(this.#settled, this.#stoppingAt === undefined)) this.#purge.due();
    } catch (thrown) {
      this.#lose(thrown);
      return;
    }
    this.#acks.work(this.#lanes.flatMap(({ held }) => held));
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
      const left = MOST_UNDER_WAY - this.#acks.count;
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
    const { stopTimeoutMs } = actor.args;
    const conditions: Condition[] = [this.#attempts.news()];
    if (this.#attempts.current !== undefined) {
      for (const { pulling, held, tx } of this.#lanes) {
        if (pulling !== undefined) conditions.push(actor.settled(pulling.over));
        if (held.length > 0) conditions.push(tx.vacant(1));
      }
      conditions.push(...this.#acks.news(this.#settled), ...this.#purge.news());
    }
    for (const { tx } of this.#lanes) {
      if (tx.settled < tx.sent) conditions.push(tx.settledTo(tx.settled + 1));
    }
    if (this.#stoppingAt === undefined) conditions.push(actor.stopping());
    else conditions.push(actor.timeout(Math.max(0, this.#stoppingAt + stopTimeoutMs - now)));
    return conditions;
  }
}
