import type { Actor, Delivery, Rx } from "../../actor/mod.ts";
import { pauseMs } from "../../backoff.ts";
import { textOf } from "../../errors.ts";
import { type DeadLetterFile, messageContent } from "../dead_letter_file.ts";
import { MisconfiguredError, type Outgoing, type PutOutcome } from "../wire.ts";
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
  /** What is wrong with the form of an item, if something is. */
  readonly itemFault: (item: unknown) => string | undefined;
  /** What the service is called in the reason of a dead letter. */
  readonly service: string;
  /** Where dead letters are kept, beyond the process. */
  readonly letterFile: DeadLetterFile | undefined;
}

/**
 * Puts a batch of what is there, as many as `max`, and takes what is done for good: from the front, so a later batch waits for all of
 * this one.
 */
export async function putBatch<M, I>(hands: PuttingHands<M, I>, max: number): Promise<void> {
  const { messages, desk, link } = hands;
  const entries = entriesOf(messages.peekBatch(max), hands);
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
  { encode, itemFault, service }: PuttingHands<M, I>,
): ItemInHand<I>[] {
  const entries: ItemInHand<I>[] = [];
  const origins = new Set<string>();
  for (const delivery of batch) {
    const { origin } = delivery;
    if (origins.has(origin)) break;
    origins.add(origin);
    let item: I;
    try {
      item = encode(delivery);
    } catch (thrown) {
      const dead = `it cannot be encoded: ${textOf(thrown)}`;
      entries.push({ outgoing: undefined, outcome: { dead } });
      continue;
    }
    const fault = itemFault(item);
    if (fault !== undefined) {
      throw new MisconfiguredError(
        `Cannot put what is made of ${origin} into ${service}: ${fault}; give the sink an encode that returns that`,
      );
    }
    entries.push({ outgoing: { origin, item }, outcome: undefined });
  }
  return entries;
}

/** Takes those at the front of which is known what became of them, in one turn. */
async function take<M, I>(
  { actor, messages, service, letterFile }: PuttingHands<M, I>,
  entries: ItemInHand<I>[],
): Promise<void> {
  const dead: { readonly origin: string; readonly message: M; readonly reason: string }[] = [];
  for (let outcome; (outcome = entries[0]?.outcome) !== undefined; entries.shift()) {
    const { origin, message } = messages.takeNext();
    if (outcome === "done") continue;
    dead.push({ origin, message, reason: `${origin}: ${service} refuses it: ${outcome.dead}` });
  }
  // Once the turn has committed, they count as done.
  letterFile?.append(
    dead.map(({ origin, message, reason }) => ({
      origin,
      reason,
      content: messageContent(message),
    })),
  );
  for (const { origin, message, reason } of dead) {
    await actor.deadLetter({ origin, message }, reason);
  }
}
