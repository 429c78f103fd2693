import type { Actor, Delivery, Rx, StateOf } from "../../actor/mod.ts";
import { pauseMs } from "../../backoff.ts";
import { textOf } from "../../errors.ts";
import { type DeadLetterFile, messageContent } from "../dead_letter_file.ts";
import { MisconfiguredError, type Outgoing, type PutOutcome } from "../wire.ts";
import type { SinkDesk } from "./desk.ts";
import type { SinkState } from "./sink_state.ts";
import type { PutAttempt, SinkLink } from "./link.ts";

/** Pauses before what was refused for now is put again: each time a random part of that. */
const PACE = { firstMs: 100, maxMs: 30_000, jitter: "full" } as const;

/** A message of a batch. */
interface ItemInHand<I> extends Outgoing<I> {
  /** What became of it, once that is known for good. Where it could not be encoded, there is no item. */
  outcome: Exclude<PutOutcome, "again"> | undefined;
}

/** What a batch is put with. */
export interface PuttingHands<M, I> {
  readonly actor: Pick<Actor, "commit" | "deadLetter"> & { readonly state: StateOf<SinkState> };
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
 * Puts what is there, as many as `batch` at a time, and takes what is done for good, from the front: so a later batch waits for all of the
 * one before. But it is encoded while the service has that, and is under way when that is taken.
 *
 * @param withinMs if it is not 0, a batch that is not full is not for here: it waits for more
 */
export async function putBatches<M, I>(
  hands: PuttingHands<M, I>,
  { batch, withinMs }: { readonly batch: number; readonly withinMs: number },
): Promise<void> {
  const { actor, desk, link, messages } = hands;
  let done: ItemInHand<I>[] = [];
  for (let entries = gather(hands, [], 0, batch); entries.length > 0;) {
    const open = openOf(entries);
    const begun = open.length > 0 ? link.begin(open) : undefined;
    // What is to be done meanwhile keeps the thread: the service is to have the batch before that.
    const isMore = done.length > 0 || messages.availUnits > entries.length;
    if (begun !== undefined && isMore) await desk.breathe();
    if (done.length > 0) {
      await take(hands, done);
      actor.commit();
    }
    const ahead = gather(hands, [], entries.length, batch);
    await putBatch(hands, entries, open, begun);
    done = entries;
    entries = gather(hands, ahead, done.length, batch);
    if (entries.length < batch && withinMs > 0) entries = [];
  }
  await take(hands, done);
}

/**
 * Puts a batch until it is known of each of its messages what became of it. It takes some only if others are refused for now.
 *
 * @param open those of which that is not known
 */
async function putBatch<M, I>(
  hands: PuttingHands<M, I>,
  entries: ItemInHand<I>[],
  open: readonly ItemInHand<I>[],
  begun: PutAttempt | undefined,
): Promise<void> {
  const { desk, link } = hands;
  for (let refusals = 0, attempt = begun; open.length > 0; attempt = undefined) {
    const outcomes = await link.put(open, attempt);
    for (const [i, entry] of open.entries()) {
      const outcome = outcomes[i] as PutOutcome;
      if (outcome !== "again") entry.outcome = outcome;
    }
    const left = openOf(open);
    if (left.length === 0) return;
    // A service that takes a part of the batch each time is not one that takes nothing: its pauses begin anew.
    refusals = left.length < open.length ? 1 : refusals + 1;
    open = left;
    await take(hands, entries);
    desk.noteRefused(open.length);
    desk.show(`refused for now: ${open.length}`);
    await desk.pause(pauseMs(refusals, PACE, desk.world.random));
    desk.show("connected");
  }
}

/** Those of which nobody knows yet what became of them. */
function openOf<I>(entries: readonly ItemInHand<I>[]): ItemInHand<I>[] {
  return entries.filter(({ outcome }) => outcome === undefined);
}

/**
 * Fills a batch up to `max` with what stands behind it and the `before` messages before it. A batch has one message of an origin: what comes
 * of the first is known before the next is put.
 */
function gather<M, I>(
  { messages, encode, itemFault, service }: PuttingHands<M, I>,
  entries: ItemInHand<I>[],
  before: number,
  max: number,
): ItemInHand<I>[] {
  if (entries.length >= max) return entries;
  const origins = new Set(entries.map(({ origin }) => origin));
  while (entries.length < max) {
    const delivery = messages.tryPeek(before + entries.length);
    if (delivery === undefined || origins.has(delivery.origin)) break;
    const { origin } = delivery;
    origins.add(origin);
    let item: I;
    try {
      item = encode(delivery);
    } catch (thrown) {
      const dead = `it cannot be encoded: ${textOf(thrown)}`;
      entries.push({ origin, item: undefined as I, outcome: { dead } });
      continue;
    }
    const fault = itemFault(item);
    if (fault !== undefined) {
      // Nobody comes after this generation, so what stands before it is put first.
      if (before + entries.length > 0) break;
      throw new MisconfiguredError(
        `Cannot put what is made of ${origin} into ${service}: ${fault}; give the sink an encode that returns that`,
      );
    }
    entries.push({ origin, item, outcome: undefined });
  }
  return entries;
}

/** Takes those at the front of which is known what became of them, in one turn. */
async function take<M, I>(
  { actor, messages, service, letterFile }: PuttingHands<M, I>,
  entries: ItemInHand<I>[],
): Promise<void> {
  const dead: { readonly origin: string; readonly message: M; readonly reason: string }[] = [];
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
    dead.push({ origin, message, reason: `${origin}: ${service} refuses it: ${outcome!.dead}` });
  }
  messages.advance(done);
  entries.splice(0, known);
  actor.state.put += known - dead.length;
  actor.state.dead += dead.length;
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
