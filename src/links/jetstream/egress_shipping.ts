import type { JetstreamActor } from "./terms.ts";
import { Doing } from "../doing.ts";
import type { LogEgressLane, Shipment } from "./egress_lane.ts";
import type { Claimed } from "./egress_opening.ts";
import { FRAME_MESSAGES } from "./frame.ts";
import type { LogWriter } from "./log_writer.ts";
import type { Repeats } from "./repeats.ts";
import { LogRefusedError } from "./trouble.ts";

/** How many bytes of messages go in one message of the log at most. */
const FRAME_BYTES = 131_072;
/** How many messages of the log, and how many bytes, may be on their way. */
const MOST_FRAMES = 128;
const MOST_BYTES = 8 << 20;

/** A shipment that was written, or that needs not be. */
export interface Shipped extends Shipment {
  /** What the log says of it; `undefined` if it is asked nothing. */
  readonly doing: Doing<void> | undefined;
  readonly sentAt: number;
}

/** What is on its way into the log, in its order, and how more of what is in the channel comes to be. */
export class Shipping {
  readonly #actor: Pick<JetstreamActor, "clock" | "stopping">;
  readonly #lanes: readonly LogEgressLane[];
  readonly #shipped: Shipped[] = [];
  #bytes = 0;
  #turn = 0;

  constructor(
    actor: Pick<JetstreamActor, "clock" | "stopping">,
    lanes: readonly LogEgressLane[],
  ) {
    this.#actor = actor;
    this.#lanes = lanes;
  }

  /** What is next to be taken. */
  get first(): Shipped | undefined {
    return this.#shipped[0];
  }

  /** Those of which the log has not said anything yet. */
  get open(): readonly Shipped[] {
    return this.#shipped.filter(({ doing }) => doing !== undefined && !doing.isOver);
  }

  /** How many the log was asked to take. */
  get asked(): number {
    return this.#shipped.filter(({ doing }) => doing !== undefined).length;
  }

  /** The first one is done for good. */
  shift(): void {
    this.#bytes -= this.#shipped.shift()?.bytes ?? 0;
  }

  /** All that was on its way is to go again. */
  forget(repeats: Repeats | undefined): void {
    for (const shipping of this.#shipped.splice(0).reverse()) {
      shipping.lane.takeBack(shipping);
      if (shipping.count === 0) shipping.lane.isEndSaid = false;
    }
    repeats?.takeBack();
    this.#bytes = 0;
  }

  /**
   * Writes what may go.
   *
   * @throws {LogRefusedError} if a message is longer than the log takes
   */
  write(claimed: Claimed): void {
    // What was refused is not known of all yet.
    if (this.isRefused) return;
    const girth = this.#lanes.length;
    for (let idle = 0; idle < girth && this.mayWrite;) {
      const lane = this.#lanes[this.#turn] as LogEgressLane;
      this.#turn = this.#turn + 1 === girth ? 0 : this.#turn + 1;
      idle = this.#writeOf(lane, claimed) ? 0 : idle + 1;
    }
  }

  /** Whether the first of it was refused, and so all behind it is. */
  get isRefused(): boolean {
    const { doing } = this.first ?? {};
    if (!doing?.isOver) return false;
    try {
      doing.result();
      return false;
    } catch {
      return true;
    }
  }

  /** Whether more may be on its way. */
  get mayWrite(): boolean {
    return this.#shipped.length < MOST_FRAMES && this.#bytes < MOST_BYTES;
  }

  /** Writes the next messages of a lane. Returns whether there was something to do. */
  #writeOf(lane: LogEgressLane, { writer, repeats }: Claimed): boolean {
    const { rx, waiting } = lane;
    if (waiting === 0) return this.#writeEnd(lane, writer);
    const most = lane.known > 0 ? Math.min(lane.known, FRAME_MESSAGES) : FRAME_MESSAGES;
    let shown = rx.peekParts(most, Math.min(FRAME_BYTES, writer.maxBody), lane.ahead);
    // A message that is longer goes alone.
    if (shown.count === 0) shown = rx.peekParts(1, Infinity, lane.ahead);
    const { count, byteLength, parts } = shown;
    if (repeats === undefined && lane.known > 0) {
      lane.known -= count;
      return this.#pass(lane, { count, logged: count });
    }
    const body = joined(parts, byteLength);
    const found = repeats?.look(lane.number, body, count) ?? { count, isRepeated: false };
    if (found.isRepeated) return this.#pass(lane, { count: found.count, logged: 0 });
    if (lane.known > 0) {
      lane.known -= found.count;
      return this.#pass(lane, { count: found.count, logged: found.count });
    }
    if (found.count < count) {
      // What comes behind has come again.
      const part = rx.peekParts(found.count, writer.maxBody, lane.ahead);
      this.#writeBody(lane, writer, {
        count: part.count,
        body: joined(part.parts, part.byteLength),
      });
      return true;
    }
    if (byteLength > writer.maxBody) {
      throw tooLong(lane.next, byteLength, writer);
    }
    this.#writeBody(lane, writer, { count, body });
    return true;
  }

  /** Writes nothing of some messages. */
  #pass(lane: LogEgressLane, { count, logged }: Pick<Shipment, "count" | "logged">): true {
    lane.ahead += count;
    this.#ship({ lane, count, logged, bytes: 0 }, undefined);
    return true;
  }

  #writeBody(
    lane: LogEgressLane,
    writer: LogWriter,
    { count, body }: { readonly count: number; readonly body: Uint8Array },
  ): void {
    const sentAt = this.#actor.clock.now();
    const head = { first: lane.next, count, sentAt, isEnd: false };
    const doing = new Doing(writer.write(lane.number, head, body));
    lane.next += count;
    lane.ahead += count;
    lane.isEndSaid = false;
    this.#ship({ lane, count, logged: count, bytes: body.length }, doing);
  }

  /** Says that a channel was closed, by its own accord: what a pod does that is told to stop is no end. */
  #writeEnd(lane: LogEgressLane, writer: LogWriter): boolean {
    // A stop is told of before it closes anything, and is no end.
    if (lane.isEndSaid || !lane.rx.isClosed) return false;
    if (!lane.hasEnded(this.#actor.stopping().met())) return false;
    if (lane.waiting > 0 || lane.known > 0) return false;
    lane.isEndSaid = true;
    const sentAt = this.#actor.clock.now();
    const head = { first: lane.next, count: 0, sentAt, isEnd: true };
    const doing = new Doing(writer.write(lane.number, head, new Uint8Array()));
    this.#ship({ lane, count: 0, logged: 0, bytes: 0 }, doing);
    return true;
  }

  #ship(shipment: Shipment, doing: Doing<void> | undefined): void {
    this.#shipped.push({ ...shipment, doing, sentAt: this.#actor.clock.now() });
    this.#bytes += shipment.bytes;
  }
}

/** A body of its own memory: its parts are in memory that is shared, and used again. */
function joined(parts: readonly Uint8Array[], byteLength: number): Uint8Array {
  const body = new Uint8Array(byteLength);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

function tooLong(number: number, bytes: number, { log, maxBody }: LogWriter): LogRefusedError {
  return new LogRefusedError(
    `Message ${number} has ${bytes} bytes, and stream "${log.address.stream}" takes ${maxBody}: give the server a larger max_payload, and the stream a larger max_msg_size; what came before is written`,
  );
}
