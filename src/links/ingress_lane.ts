import type { Condition, TxBundle } from "../actor/mod.ts";
import type { RawTx } from "../channel/raw/mod.ts";
import type { LaneAck } from "./frames/mod.ts";
import type { LinkActor } from "./link_actor.ts";

/** How long it keeps back what the partner need not know at once, in milliseconds: so much is told in one frame. */
const KEPT_BACK_MS = 5;

/** An ingress as its parts see it. */
export interface IngressActor extends Omit<LinkActor, "state"> {
  readonly ports: { readonly messages: TxBundle<Uint8Array, RawTx> };
  /** Beside the cells of every link, one for each lane, called as {@link nextCell} says. */
  readonly state: LinkActor["state"] & Record<`next${number}`, number>;
}

/** The cell that says which message of a lane is wanted next; the end of the lane counts as one. */
export function nextCell(lane: number): `next${number}` {
  return `next${lane}`;
}

/** A lane as an ingress has it. */
export class IngressLane {
  readonly #actor: IngressActor;
  readonly tx: RawTx;
  readonly number: number;
  readonly cell: `next${number}`;
  /** What the partner was told last. */
  told: LaneAck | undefined;
  /** Bytes of payload that have come on this connection. */
  bytes = 0;
  /** Up to which message the partner wants to hear at once what has become of them. */
  hurriedTo = 0;
  /** Since when something is kept back from the partner. */
  keptBackSince: number | undefined;

  constructor(actor: IngressActor, tx: RawTx, number: number) {
    this.#actor = actor;
    this.tx = tx;
    this.number = number;
    this.cell = nextCell(number);
  }

  /** Which message of it is wanted next. */
  get next(): number {
    return this.#actor.state[this.cell] as number;
  }

  set next(next: number) {
    this.#actor.state[this.cell] = next;
  }

  /** There is a partner, who knows nothing yet. */
  begin(): void {
    this.told = undefined;
    this.bytes = 0;
    this.hurriedTo = 0;
    this.keptBackSince = undefined;
  }

  /** How it stands. */
  get ack(): LaneAck {
    const { tx, number, next: received } = this;
    const { vacantUnits } = tx;
    return {
      lane: number,
      received,
      done: this.#doneOf(received),
      limit: tx.isClosed ? received : received + vacantUnits,
      bytes: tx.isClosed ? this.bytes : this.bytes + tx.vacantBytes,
    };
  }

  /** All messages of a lane below that may be forgotten by the sender. */
  #doneOf(received: number): number {
    const { tx, told } = this;
    if (this.#actor.args.acknowledge === "received") return received;
    const unsettled = tx.sent - tx.settled;
    // The end is one of the numbers, and no message.
    const done = unsettled === 0 ? received : received - (tx.isClosed ? 1 : 0) - unsettled;
    return Math.max(done, told?.done ?? 0, 0);
  }

  /** Whether the partner is to be told that now. What it need not know at once waits a moment for more. */
  isDue(ack: LaneAck): boolean {
    const { tx, told, hurriedTo } = this;
    if (told === undefined) return true;
    const isNews = ack.received > told.received || ack.done > told.done ||
      ack.limit > told.limit || ack.bytes > told.bytes;
    if (!isNews) return false;
    if (tx.isClosed || hurriedTo > told.done || this.#isMuchRoom(ack, told)) return true;
    const now = this.#actor.clock.now();
    this.keptBackSince ??= now;
    return now >= this.keptBackSince + KEPT_BACK_MS;
  }

  /** Whether there is as much more room as the partner knows of, and not just a little. */
  #isMuchRoom(ack: LaneAck, told: LaneAck): boolean {
    const { tx, bytes } = this;
    const { args: { payloadBytes } } = this.#actor;
    return ack.limit - told.limit >= Math.max(tx.capacity >> 2, told.limit - ack.received) ||
      ack.bytes - told.bytes >= Math.max(payloadBytes >> 2, told.bytes - bytes);
  }

  /** Whether the partner knows of little room only. */
  #isShort(told: LaneAck): boolean {
    const { args: { payloadBytes } } = this.#actor;
    return told.limit - this.next <= this.tx.capacity >> 1 ||
      told.bytes - this.bytes <= payloadBytes >> 1;
  }

  /** One of them holds when there is something to tell. @param isPartly whether some of what came finds no room */
  news(isPartly: boolean): Condition[] {
    const { tx, told, keptBackSince } = this;
    const actor = this.#actor;
    const conditions: Condition[] = [];
    if (actor.args.acknowledge === "settled" && tx.settled < tx.sent) {
      conditions.push(tx.settledTo(tx.settled + 1));
    }
    if (tx.isClosed || tx.isAbandoned || told === undefined) return conditions;
    if (isPartly) conditions.push(tx.vacant());
    const { capacity, vacantUnits } = tx;
    const isShort = vacantUnits < capacity && this.#isShort(told);
    if (keptBackSince !== undefined) {
      const left = keptBackSince + KEPT_BACK_MS - actor.clock.now();
      conditions.push(actor.timeout(Math.max(0, left)));
      // Much more room is told of at once.
      if (isShort) {
        conditions.push(tx.vacant(Math.min(capacity, vacantUnits + (capacity >> 2) + 1)));
      }
    } else if (isShort) conditions.push(tx.vacant(vacantUnits + 1));
    return conditions;
  }
}
