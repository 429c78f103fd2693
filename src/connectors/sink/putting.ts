import type { Actor, Delivery, Rx } from "../../actor/mod.ts";
import { pauseMs } from "../../backoff.ts";
import { textOf } from "../../errors.ts";
import type { Outgoing, PutOutcome } from "../wire.ts";
import type { SinkDesk } from "./desk.ts";
import type { SinkLink } from "./link.ts";

/** Pauses before what was refused for now is put again: each time a random part of that. */
const PACE = { firstMs: 100, maxMs: 30_000, jitter: "full" } as const;

/** A message of a batch. */
interface ItemInHand<I> {
  readonly outgoing: Outgoing<I> | undefined;
  /** What became of it, once that is known for good. */
  outcome: Exclude<PutOutcome, "again"> | undefined;
}

/** What a batch is put with. */
export interface PuttingHands<M, I> {
  readonly actor: Pick<Actor, "deadLetter">;
  readonly messages: Rx<Delivery<M>>;
  readonly desk: SinkDesk;
  readonly link: SinkLink<I>;
  readonly encode: (delivery: Delivery<M>) => I;
  /** What the service is called in the reason of a dead letter. */
  readonly service: string;
}

/**
 * Puts a batch of what is there, as many as `max`, and takes what is done for good: from the front, so a later batch waits for all of
 * this one.
 */
export async function putBatch<M, I>(hands: PuttingHands<M, I>, max: number): Promise<void> {
  const { messages, desk, link } = hands;
  const entries = entriesOf(messages.peekBatch(max), hands.encode);
  for (let refusals = 0;;) {
    const left = entries.filter(({ outcome }) => outcome === undefined);
    if (left.length > 0) {
      const outcomes = await link.put(left.map(({ outgoing }) => outgoing as Outgoing<I>));
      for (const [i, entry] of left.entries()) {
        const outcome = outcomes[i] as PutOutcome;
        if (outcome !== "again") entry.outcome = outcome;
      }
    }
    await take(hands, entries);
    if (entries.length === 0) return;
    const open = entries.filter(({ outcome }) => outcome === undefined).length;
    desk.show(`refused for now: ${open}`);
    await desk.pause(pauseMs(++refusals, PACE, desk.world.random));
    desk.show("connected");
  }
}

/** A batch has one message of an origin: what comes of the first is known before the next is put. */
function entriesOf<M, I>(
  batch: readonly Delivery<M>[],
  encode: (delivery: Delivery<M>) => I,
): ItemInHand<I>[] {
  const entries: ItemInHand<I>[] = [];
  const origins = new Set<string>();
  for (const delivery of batch) {
    const { origin } = delivery;
    if (origins.has(origin)) break;
    origins.add(origin);
    try {
      entries.push({ outgoing: { origin, item: encode(delivery) }, outcome: undefined });
    } catch (thrown) {
      const dead = `it cannot be encoded: ${textOf(thrown)}`;
      entries.push({ outgoing: undefined, outcome: { dead } });
    }
  }
  return entries;
}

/** Takes those at the front of which is known what became of them, in one turn. */
async function take<M, I>(
  { actor, messages, service }: PuttingHands<M, I>,
  entries: ItemInHand<I>[],
): Promise<void> {
  let known = 0;
  let done = 0;
  for (; entries[known]?.outcome !== undefined; known++) {
    const { outcome } = entries[known] as ItemInHand<I>;
    if (outcome === "done") {
      done++;
      continue;
    }
    // They were looked at when they were encoded.
    messages.advance(done);
    done = 0;
    const { origin, message } = messages.takeNext();
    await actor.deadLetter(
      { origin, message },
      `${origin}: ${service} refuses it: ${outcome!.dead}`,
    );
  }
  messages.advance(done);
  entries.splice(0, known);
}
