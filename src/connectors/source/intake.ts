import type { KeptDelivery } from "../../actor/mod.ts";
import { textOf } from "../../errors.ts";
import { type DeadLetterFile, type FiledLetter, rawContent } from "../dead_letter_file.ts";
import type { Pulled } from "../wire.ts";
import type { InHand } from "./in_hand.ts";
import type { Incoming } from "./incoming.ts";
import { type Ledger, MAX_ORIGIN } from "./ledger.ts";
import type { SourceActor } from "./source_state.ts";

/** What became of a message that was to be sent. */
type SendOutcome = "sent" | "no room" | { readonly fault: string };

/**
 * What was pulled and is not in the channel yet. A message and its place in the ledger are of one turn: so whoever goes on after a death
 * knows of each message of the channel where it comes from.
 */
export class Intake<M> {
  readonly #actor: SourceActor<M>;
  readonly #ledger: Ledger;
  readonly #letterFile: DeadLetterFile | undefined;
  /** Those of the turn under way. */
  #letters: FiledLetter[] = [];
  #queue: Incoming<M>[] = [];
  #at = 0;
  /** Those that came when the channel was closed, or nobody was there to take them. */
  readonly refused: Pulled[] = [];
  /** Whether the next one finds no room in the channel. */
  waitsForRoom = false;

  constructor(actor: SourceActor<M>, ledger: Ledger, letterFile: DeadLetterFile | undefined) {
    this.#actor = actor;
    this.#ledger = ledger;
    this.#letterFile = letterFile;
  }

  /** How many there are. */
  get length(): number {
    return this.#queue.length - this.#at;
  }

  /** Adds what was pulled and decoded, to an empty intake. */
  fill(batch: Incoming<M>[]): void {
    this.#queue = batch;
    this.#at = 0;
  }

  /** What is left. */
  rest(): Pulled[] {
    return this.#queue.slice(this.#at).map(({ pulled }) => pulled);
  }

  /** Sends as much as there is room for. What cannot be sent at all becomes a dead letter. */
  async send(hand: InHand): Promise<void> {
    this.waitsForRoom = false;
    if (this.#countReplayed(hand)) await this.#sendAll(hand);
    // Once the turn has committed, the service is told of them.
    this.#letterFile?.append(this.#letters);
    this.#letters = [];
    this.#ledger.write();
  }

  /** People may have put messages into the channel, by a replay: they have numbers there, and so get places. Returns whether all have. */
  #countReplayed(hand: InHand): boolean {
    for (const { messages } = this.#actor.ports; this.#ledger.sent < messages.sent;) {
      const entry = { origin: `replayed as number ${this.#ledger.sent}`, isDead: false };
      if (!this.#ledger.hasRoom(entry, hand.next)) return false;
      this.#ledger.add(entry);
    }
    return true;
  }

  async #sendAll(hand: InHand): Promise<void> {
    for (; this.#at < this.#queue.length; this.#at++) {
      const incoming = this.#queue[this.#at] as Incoming<M>;
      if (hand.isGone(incoming.pulled)) continue;
      if (this.#isKnown(incoming, hand)) continue;
      // Nearly all are sent at once: to await each would cost as much as to send it.
      const dealt = this.#deal(incoming, hand);
      if (!(typeof dealt === "boolean" ? dealt : await dealt)) return;
    }
  }

  /** Whether it was dealt with before, when it was handed over for the first time. Then there is only the service to be told. */
  #isKnown({ pulled, origin }: Incoming<M>, hand: InHand): boolean {
    const place = this.#ledger.placeOf(origin);
    if (place === undefined) return false;
    this.#actor.state.redelivered++;
    hand.keep(place, pulled);
    return true;
  }

  /** Deals with a new one. Returns whether there was room for it. */
  #deal(incoming: Incoming<M>, hand: InHand): boolean | Promise<boolean> {
    const { pulled, origin } = incoming;
    const { messages } = this.#actor.ports;
    checkOrigin(origin);
    // Nothing goes any more, and the service hands it over again, to whoever comes next.
    if (messages.isClosed || messages.isAbandoned) {
      hand.told([pulled]);
      this.refused.push(pulled);
      return true;
    }
    if (!this.#ledger.hasRoom(incoming, hand.next)) return false;
    const outcome = incoming.fault === undefined
      ? this.#trySend(incoming)
      : { fault: `Cannot decode message ${origin}: ${incoming.fault}` };
    if (outcome === "no room") {
      this.waitsForRoom = true;
      return false;
    }
    if (outcome !== "sent") return this.#bury(pulled, outcome.fault, hand);
    hand.keep(this.#ledger.add(incoming), pulled);
    return true;
  }

  /** Deals with one that cannot be sent at all. Returns whether there was room for it. */
  async #bury(pulled: Pulled, fault: string, hand: InHand): Promise<boolean> {
    const entry = { origin: pulled.origin, isDead: true };
    if (!this.#ledger.hasRoom(entry, hand.next)) return false;
    await this.#giveUp(pulled, fault);
    hand.keep(this.#ledger.add(entry), pulled);
    return true;
  }

  #trySend(incoming: Incoming<M>): SendOutcome {
    try {
      // It is a delivery, too: to make one for each would cost about as much as to send it.
      return this.#actor.ports.messages.trySend(incoming as KeptDelivery<M>) ? "sent" : "no room";
    } catch (error) {
      if (this.#actor.signal.aborted) throw error;
      return { fault: `Cannot take message ${incoming.origin}: ${messageOf(error)}` };
    }
  }

  async #giveUp({ origin, raw }: Pulled, reason: string): Promise<void> {
    await this.#actor.deadLetter({ origin, ...raw }, reason);
    if (this.#letterFile) this.#letters.push({ origin, reason, content: rawContent(raw) });
    this.#actor.state.dead++;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : textOf(error);
}

function checkOrigin(origin: unknown): void {
  if (typeof origin === "string" && origin !== "" && origin.length <= MAX_ORIGIN) return;
  throw new TypeError(
    `Cannot take a message of which the wire says that its origin is ${
      textOf(origin)
    }: it must be a text of 1 to ${MAX_ORIGIN} characters`,
  );
}
