import type { Condition, RxBundle } from "../actor/mod.ts";
import type { RawRx } from "../channel/raw/mod.ts";
import {
  type ByeReason,
  dataHeader,
  endFrame,
  type Frame,
  FrameError,
  type LaneAck,
  startFrame,
} from "./frames/mod.ts";
import { EgressLane } from "./egress_lane.ts";
import type { Hello } from "./handshake/mod.ts";
import type { LinkLine } from "./line.ts";
import { lengthBytes } from "./lengths.ts";
import type { LinkActor } from "./link_actor.ts";
import type { LinkPart } from "./link_run.ts";

/** How many messages, and how many bytes of them, go in one frame at most. */
const FRAME_MESSAGES = 65_536;
const FRAME_BYTES = 1_048_576;
/** How long the sender waits for the last acknowledgement, that of the end, without a partner: longer than it takes to end one that hangs. */
const LAST_WORD_MS = 120_000;

/** An egress as its parts see it. */
export interface EgressActor extends LinkActor {
  readonly ports: { readonly messages: RxBundle<Uint8Array, RawRx> };
}

/** Sends what is in a channel. The ring keeps it until the partner has acknowledged it: a new connection, or a new generation, begins there. */
export class EgressPart implements LinkPart {
  readonly role = "egress";
  readonly vetoLabel = "everything is acknowledged";
  readonly #actor: EgressActor;
  readonly #lanes: readonly EgressLane[];
  readonly #stopping: Condition;
  #turn = 0;
  /** Whether the partner has said where it goes on. */
  #isAsked = false;
  #wantsStart = false;
  #isStopping = false;
  /** Whether the last partner has left in good order. */
  #hasLeft = false;
  #roundTripMs = () => 0;

  constructor(actor: EgressActor) {
    this.#actor = actor;
    this.#stopping = actor.stopping();
    const { args: { shape }, ports: { messages }, state } = actor;
    this.#lanes = messages.lanes.map((rx, lane) => new EgressLane(rx.shapedAs(shape), lane));
    // The life of the ring: a state lives as long as its ring does, and no longer.
    if (state.epoch === "") state.epoch = crypto.randomUUID();
    actor.commit();
  }

  get girth(): number {
    return this.#lanes.length;
  }

  objection(theirs: Hello, isLinked: boolean): string | undefined {
    const { state: { partner }, args } = this.#actor;
    // The newer connection of the same pod takes the place of an older one.
    if (!isLinked || theirs.podId === this.#partnerId) return undefined;
    return `aqueduct "${args.aqueduct}" of pod ${args.pod} is taken by pod ${partner} already`;
  }

  #partnerId: string | undefined;

  begin(line: LinkLine): void {
    this.#partnerId = line.partner.podId;
    this.#isAsked = false;
    this.#hasLeft = false;
    this.#wantsStart = true;
    this.#roundTripMs = () => line.roundTripMs;
    for (const lane of this.#lanes) {
      lane.isEndSent = false;
      lane.bytes = lane.bytesLimit = 0;
    }
  }

  end(): void {}

  take(frame: Frame): boolean {
    switch (frame.type) {
      case "ack":
        for (const ack of frame.acks) this.#acknowledged(ack);
        if (!this.#isAsked) {
          if (frame.acks.length !== this.girth) {
            throw new FrameError("it has not said of every lane where it goes on");
          }
          this.#isAsked = true;
        }
        return true;
      case "bye":
        this.#hasLeft = true;
        return true;
      case "pong":
        return true;
      default:
        throw new FrameError(`it has sent a frame "${frame.type}" to who sends`);
    }
  }

  #acknowledged({ lane: number, received, done, limit, bytes }: LaneAck): void {
    const lane = this.#lanes[number];
    if (lane === undefined) throw new FrameError(`it has acknowledged lane ${number}`);
    // What was sent before the close must be counted.
    const isOver = lane.rx.isClosed;
    const { first, end } = lane;
    // The end counts as a message.
    const last = isOver ? end + 1 : end;
    if (!this.#isAsked) {
      if (received < first || received > last) {
        throw new FrameError(
          `it goes on with message ${received} of lane ${number}, and there are ${first} to ${last}`,
        );
      }
      lane.next = Math.min(received, end);
      lane.isEndSent = received > end;
    } else if (received > lane.next + (lane.isEndSent ? 1 : 0)) {
      throw new FrameError(`it has acknowledged message ${received}, which was not sent`);
    }
    if (done > received) throw new FrameError(`it is done with ${done} of ${received} messages`);
    lane.limit = limit;
    lane.bytesLimit = bytes;
    lane.heardNext = lane.next;
    lane.heardBytes = lane.bytes;
    const taken = Math.min(done, end) - first;
    if (taken > 0) lane.rx.advance(taken);
    if (isOver && done > end) lane.isEnded = true;
    lane.received = Math.max(lane.received, Math.min(received, end));
  }

  resume(): boolean {
    return true;
  }

  more(): readonly Uint8Array[] | undefined {
    if (this.#wantsStart) {
      this.#wantsStart = false;
      return [startFrame(this.#lanes.map(({ first }) => first))];
    }
    if (!this.#isAsked) return undefined;
    const { girth } = this;
    for (let i = 0; i < girth; i++) {
      const lane = this.#lanes[this.#turn] as EgressLane;
      this.#turn = this.#turn + 1 === girth ? 0 : this.#turn + 1;
      const parts = this.#moreOf(lane);
      if (parts !== undefined) return parts;
    }
    return undefined;
  }

  #moreOf(lane: EgressLane): readonly Uint8Array[] | undefined {
    const { rx, ahead } = lane;
    const { shape } = this.#actor.args;
    const there = rx.availUnits - ahead;
    if (there > 0) {
      const room = Math.min(there, lane.limit - lane.next, FRAME_MESSAGES);
      if (room <= 0) return undefined;
      const credit = lane.bytesLimit - lane.bytes;
      let body = rx.peekParts(room, Math.min(credit, FRAME_BYTES), ahead);
      // A message that is longer than a frame should be goes in one of its own.
      if (body.count === 0) body = rx.peekParts(1, credit + lengthBytes(shape, 1), ahead);
      const { count, byteLength, parts } = body;
      if (count === 0) return undefined;
      const clock = this.#actor.clock.now();
      const first = lane.next;
      lane.next += count;
      lane.bytes += byteLength - lengthBytes(shape, count);
      const { number, isShort: hurry } = lane;
      return [dataHeader({ lane: number, count, first, clock, hurry }), ...parts];
    }
    if (!rx.isClosed || rx.availUnits > ahead || lane.isEndSent) return undefined;
    if (this.#isCut(lane)) return undefined;
    lane.isEndSent = true;
    return [endFrame(lane.number, lane.next)];
  }

  news(line: LinkLine): readonly Condition[] {
    const news: Condition[] = [];
    if (!this.#isAsked || line.isSending) return news;
    for (const lane of this.#lanes) {
      const { rx, ahead } = lane;
      // What is there and finds no room waits for an acknowledgement.
      if (!lane.isEndSent && rx.availUnits <= ahead) news.push(rx.newsBeyond(ahead));
    }
    return news;
  }

  get isDone(): boolean {
    // A partner that has left in good order, and has all that it was sent, waits for no end; nor does one that there never was.
    const isUnheard = this.#hasLeft || (this.#isStopping && this.#actor.state.partner === "");
    const isEnd = (lane: EgressLane) =>
      lane.isEnded || (lane.rx.isClosedAndEmpty && (isUnheard || this.#isCut(lane)));
    return this.#lanes.every(isEnd);
  }

  get farewell(): ByeReason {
    return this.#lanes.every(({ isEnded }) => isEnded) ? "done" : "leaving";
  }

  stop(): void {
    this.#isStopping = true;
  }

  /**
   * Whether it was a stop of this pod that has closed a lane: then whoever feeds it next goes on with it. A stop is told of before it closes
   * anything, and what was closed before is noted before that. Where the taker is of this same pod it stops
   * with it, once all has come.
   */
  #isCut(lane: EgressLane): boolean {
    return lane.isCut ??= this.#stopping.met() && !lane.rx.hadEnded && !this.#isOwnPod;
  }

  get #isOwnPod(): boolean {
    const { args: { pod, podId }, state: { partner } } = this.#actor;
    // An earlier generation has left no more than the name.
    return this.#partnerId === undefined ? partner === pod : this.#partnerId === podId;
  }

  leftOver(): string | undefined {
    const { left } = this;
    if (left === 0) return undefined;
    const { partner } = this.#actor.state;
    return `${left} messages are not acknowledged${
      partner === "" ? ", and nobody has asked for them" : ` by pod ${partner}`
    }`;
  }

  readonly parting = undefined;

  /** Messages that are not acknowledged. */
  get left(): number {
    return this.#sum(({ rx }) => rx.availUnits);
  }

  get standing(): string {
    return `${this.#sum(({ ahead }) => Math.max(0, ahead))} in flight`;
  }

  #sum(of: (lane: EgressLane) => number): number {
    return this.#lanes.reduce((sum, lane) => sum + of(lane), 0);
  }

  figure(): void {
    const { state } = this.#actor;
    state.sent = Math.max(state.sent, this.#sum(({ next, first }) => Math.max(next, first)));
    state.received = Math.max(state.received, this.#sum(({ received }) => received));
    state.settled = this.#sum(({ first }) => first);
    state.roundTripMs = this.#roundTripMs();
  }

  get lastWordMs(): number | undefined {
    return this.#lanes.every(({ rx }) => rx.isClosedAndEmpty) ? LAST_WORD_MS : undefined;
  }
}
