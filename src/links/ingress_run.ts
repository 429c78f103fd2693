import type { Condition } from "../actor/mod.ts";
import { ackFrame, type ByeReason, type DataFrame, type Frame, FrameError } from "./frames/mod.ts";
import type { Hello } from "./handshake/mod.ts";
import { type IngressActor, IngressLane } from "./ingress_lane.ts";
import type { LinkLine } from "./line.ts";
import { lengthBytes } from "./lengths.ts";
import type { LinkPart } from "./link_run.ts";

/** How long it stays after the end without its sender, who may not have heard that all has come: longer than it takes to end one that hangs. */
const LAST_WORD_MS = 120_000;

/** Messages that have come, and what is still to be done with them. */
interface PartlySent {
  readonly frame: DataFrame;
  readonly lane: IngressLane;
  /** How many of them are done with. */
  done: number;
}

/** Sends into a channel what comes. The number of the next message is kept in the turn that sends the one before: each comes once. */
export class IngressPart implements LinkPart {
  readonly role = "ingress";
  readonly vetoLabel = "the sender has ended, and everything is acknowledged";
  readonly #actor: IngressActor;
  readonly #lanes: readonly IngressLane[];
  #rest: PartlySent | undefined;
  /** Whether the partner has said from where on it can send. */
  #isStarted = false;
  #isStopping = false;
  /** Whether the partner has said that all is over. */
  #isReleased = false;
  #line: LinkLine | undefined;
  #partnerId: string | undefined;

  constructor(actor: IngressActor) {
    this.#actor = actor;
    const { args: { shape }, ports: { messages } } = actor;
    this.#lanes = messages.lanes.map((tx, lane) =>
      new IngressLane(actor, tx.shapedAs(shape), lane)
    );
  }

  get girth(): number {
    return this.#lanes.length;
  }

  objection(theirs: Hello, isLinked: boolean): string | undefined {
    const { args: { aqueduct, pod }, state: { epoch, partner } } = this.#actor;
    if (this.#isStopping && theirs.podId !== this.#partnerId) {
      return `pod ${pod} is stopping, and takes nothing more from aqueduct "${aqueduct}"`;
    }
    if (!isLinked || theirs.epoch === epoch) return undefined;
    return `aqueduct "${aqueduct}" of pod ${pod} is fed by pod ${partner} already`;
  }

  begin(line: LinkLine): void {
    this.#line = line;
    this.#partnerId = line.partner.podId;
    this.#isStarted = false;
    this.#rest = undefined;
    for (const lane of this.#lanes) lane.begin();
  }

  end(): void {
    this.#line = undefined;
    this.#rest = undefined;
    this.#isStarted = false;
  }

  take(frame: Frame): boolean {
    if (frame.type === "pong") return true;
    if (frame.type === "bye") {
      this.#isReleased = frame.reason === "done";
      return true;
    }
    if (frame.type === "start") {
      this.#start(frame.firsts);
      return true;
    }
    if (!this.#isStarted) throw new FrameError("it has not said from where on it sends");
    switch (frame.type) {
      case "data":
        return this.#takeData(frame);
      case "end":
        this.#takeEnd(frame);
        return true;
      default:
        throw new FrameError(`it has sent a frame "${frame.type}" to who takes`);
    }
  }

  #start(firsts: readonly number[]): void {
    if (firsts.length !== this.girth) {
      throw new FrameError(`it has ${firsts.length} lanes, and said ${this.girth}`);
    }
    const { state } = this.#actor;
    const { epoch } = (this.#line as LinkLine).partner;
    const isNew = state.epoch !== epoch;
    for (const lane of this.#lanes) {
      const first = firsts[lane.number] as number;
      if (isNew) {
        // A lane that has ended has ended for good.
        lane.next = first;
      } else if (first > lane.next) {
        throw new FrameError(
          `it goes on with message ${first} of lane ${lane.number}, and message ${lane.next} has not come`,
        );
      }
    }
    state.epoch = epoch;
    this.#isStarted = true;
  }

  #takeData(frame: DataFrame): boolean {
    const lane = this.#lanes[frame.lane];
    if (lane === undefined) throw new FrameError(`it has sent on lane ${frame.lane}`);
    const next = lane.next;
    const { first, count } = frame;
    if (first !== next) {
      throw new FrameError(
        `it has sent message ${first} of lane ${frame.lane}, and ${next} is the next`,
      );
    }
    if (lane.told !== undefined && first + count > lane.told.limit) {
      throw new FrameError("it has sent more than it was told there is room for");
    }
    if (frame.hurry) lane.hurriedTo = first + count;
    lane.bytes += frame.body.byteLength - lengthBytes(this.#actor.args.shape, count);
    const { state, clock } = this.#actor;
    const lag = clock.now() - frame.clock;
    if (Number.isFinite(lag)) {
      state.lagSumMs += lag;
      state.lagCount++;
    }
    this.#rest = { frame, lane, done: 0 };
    return this.resume();
  }

  resume(): boolean {
    const rest = this.#rest;
    if (rest === undefined) return true;
    const { lane, frame: { count, body } } = rest;
    if (rest.done < count) {
      // What is told of as room is there, but for records where room goes round the end of the ring.
      const sent = lane.tx.isClosed ? 0 : lane.tx.sendBody(count, body, rest.done);
      rest.done += sent;
      lane.next += sent;
      if (rest.done < count) return false;
    }
    this.#rest = undefined;
    return true;
  }

  #takeEnd({ lane: number, at }: { readonly lane: number; readonly at: number }): void {
    const lane = this.#lanes[number];
    if (lane === undefined) throw new FrameError(`it has ended lane ${number}`);
    const next = lane.next;
    if (at !== next) {
      throw new FrameError(`it ends lane ${number} at message ${at}, and ${next} is the next`);
    }
    lane.tx.close();
    lane.next = next + 1;
  }

  more(): readonly Uint8Array[] | undefined {
    if (!this.#isStarted) return undefined;
    const isFirst = this.#lanes.some(({ told }) => told === undefined);
    const acks = this.#lanes.flatMap((lane) => {
      const { ack } = lane;
      return isFirst || lane.isDue(ack) ? [ack] : [];
    });
    if (acks.length === 0) return undefined;
    // What is acknowledged is in the channel.
    this.#actor.commit();
    for (const ack of acks) {
      const lane = this.#lanes[ack.lane] as IngressLane;
      lane.told = ack;
      lane.keptBackSince = undefined;
    }
    return [ackFrame(acks)];
  }

  news(line: LinkLine): readonly Condition[] {
    if (!this.#isStarted || line.isSending) return [];
    return this.#lanes.flatMap((lane) => lane.news(this.#rest !== undefined));
  }

  get #isEnded(): boolean {
    return this.#lanes.every(({ tx }) => tx.isClosed);
  }

  /** Whether the partner knows all that there is to know. */
  get #isAcknowledged(): boolean {
    return this.#lanes.every((lane) => {
      const { told } = lane;
      return told !== undefined && told.done >= lane.next;
    });
  }

  get isDone(): boolean {
    if (this.#isAbandoned) return true;
    if (!this.#isEnded) return false;
    if (this.#isReleased) return true;
    return this.#isStopping && (this.#line === undefined || this.#isAcknowledged);
  }

  /** Who took is gone, and has left some, or more may come: that will never be taken, nor settled. */
  get #isAbandoned(): boolean {
    return this.#lanes.every(({ tx }) => tx.isAbandoned && !(tx.isClosed && tx.isEmpty));
  }

  get parting(): string | undefined {
    const { args: { aqueduct }, state: { partner } } = this.#actor;
    if (!this.#isAbandoned || this.#isStopping) return undefined;
    return `nobody takes from aqueduct "${aqueduct}" here any more: its link ends` +
      (partner === ""
        ? ""
        : `, and what is not acknowledged stays in pod ${partner} until somebody takes it`);
  }

  get farewell(): ByeReason {
    return this.#isReleased ? "done" : "leaving";
  }

  stop(): void {
    // Where the sender is of this same pod, what it has left is still to come.
    if (this.#isOwnPod) return;
    this.#isStopping = true;
    for (const { tx } of this.#lanes) tx.close();
  }

  get #isOwnPod(): boolean {
    const { args: { pod, podId }, state: { partner } } = this.#actor;
    // An earlier generation has left no more than the name.
    return this.#partnerId === undefined ? partner === pod : this.#partnerId === podId;
  }

  leftOver(): string | undefined {
    if (this.#actor.args.acknowledge === "received") return undefined;
    const unsettled = this.#lanes.reduce((sum, { tx }) => sum + (tx.sent - tx.settled), 0);
    if (unsettled === 0) return undefined;
    return `${unsettled} messages are not settled`;
  }

  get standing(): string {
    return `${this.#actor.state.received} received`;
  }

  figure(): void {
    const { state } = this.#actor;
    state.received = this.#lanes.reduce((sum, { tx }) => sum + tx.sent, 0);
    // What came is in the channel, whose numbers go on where those of the partner begin anew.
    const acknowledged = (lane: IngressLane) =>
      lane.told === undefined ? 0 : lane.tx.sent - (lane.next - lane.told.done);
    state.settled = Math.max(
      state.settled,
      this.#lanes.reduce((sum, lane) => sum + acknowledged(lane), 0),
    );
    state.roundTripMs = this.#line?.roundTripMs ?? 0;
  }

  get lastWordMs(): number | undefined {
    return this.#isEnded ? LAST_WORD_MS : undefined;
  }
}
