import {
  MisconfiguredError,
  type Pulled,
  type SourceOpening,
  type SourceWire,
  type WireWorld,
} from "../wire.ts";
import { leaveName, takeName } from "./consumer_names.ts";
import { entryMessage, readEntries, readStream, type StreamEntry } from "./entries.ts";
import { RedisLink } from "./redis_link.ts";
import { type CommandPart, type RedisReply, RedisReplyError, textOf } from "./replies.ts";
import type { RedisSourceArgs } from "./source_args.ts";

/** How long Redis holds a read back, if there is nothing, in milliseconds. */
const BLOCK_MS = 1000;
/** How long an aborted pull waits for what Redis may have handed over already. */
const ABORT_MS = 80;
/** How long what is given back has not been seen to, as Redis is told: anybody may have it. */
const LONG_AGO_MS = 24 * 3_600_000;
/** How many entries are named in one command. */
const CHUNK = 500;

/**
 * Sets how long ago entries have last been seen to, if they are still this consumer's, and says which are not. Redis itself would
 * give them back to whoever asks last.
 */
const TOUCH = `
local strange = {}
for i = 4, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
  if #pending == 0 then
    strange[#strange + 1] = ARGV[i]
  else
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'IDLE', ARGV[3], 'JUSTID')
  end
end
return strange`;

/** Reads a stream as a member of its group. Its position of an entry is the entry's id. */
export class GroupReader implements SourceWire<string> {
  readonly #args: RedisSourceArgs;
  readonly #consumer: string;
  readonly #field: Uint8Array;
  #world!: WireWorld;
  #log!: (line: string) => void;
  /** For what Redis answers at once. */
  #redis: RedisLink | undefined;
  /** For the reads that Redis holds back, and what Redis calls it. */
  #reader: RedisLink | undefined;
  #readerId = 0;
  /** The ids that Redis counts as this consumer's, and that have been read here. */
  readonly #underWay = new Set<string>();
  /** A read that is under way. It outlives a pull that was aborted: the next pull has what it brings. */
  #reading: Promise<void> | undefined;
  readonly #read: StreamEntry[] = [];
  /** Behind which entry those are read again that are this consumer's from before; `undefined` when there are no more. */
  #ownBehind: string | undefined = "0";
  /** Where to go on looking for entries of the dead, and when. */
  #deadFrom = "0-0";
  #deadAt = 0;
  readonly #closing = new AbortController();
  #keeping: Promise<void> | undefined;
  #broken: unknown;

  constructor(args: RedisSourceArgs) {
    this.#args = args;
    this.#field = new TextEncoder().encode(args.field);
    this.#consumer = args.consumer === "" ? takeName(this.#group) : args.consumer;
  }

  async open(opening: SourceOpening): Promise<void> {
    this.#world = opening.world;
    this.#log = opening.log;
    this.#redis = await RedisLink.open(this.#args, opening);
    await this.#openGroup(this.#redis);
    this.#reader = await RedisLink.open(this.#args, opening);
    this.#readerId = Number(await this.#reader.ask("name the connection", ["CLIENT", "ID"]));
    this.#keeping = this.#keep();
  }

  get #group(): string {
    const { server, stream, group } = this.#args;
    return `group ${group} of stream ${stream} at ${server}`;
  }

  async #openGroup(redis: RedisLink): Promise<void> {
    const { stream, group, create, from } = this.#args;
    try {
      await redis.ask(
        `${create ? "create" : "find"} group ${group} of stream ${stream}`,
        create
          ? ["XGROUP", "CREATE", stream, group, from, "MKSTREAM"]
          : ["XPENDING", stream, group],
      );
    } catch (error) {
      const said = error instanceof Error && error.cause instanceof RedisReplyError
        ? error.cause.message
        : "";
      if (said.startsWith("BUSYGROUP")) return;
      if (!said.startsWith("NOGROUP")) throw error;
      throw new MisconfiguredError(
        `Cannot find ${this.#group}: create it with XGROUP CREATE, or set create`,
        { cause: error },
      );
    }
  }

  async pull(max: number, signal: AbortSignal): Promise<readonly Pulled<string>[]> {
    if (this.#broken !== undefined) throw this.#broken;
    if (this.#read.length === 0 && !signal.aborted) {
      this.#reading ??= this.#readSome(max).finally(() => this.#reading = undefined);
      await this.#orAborted(this.#reading, signal);
    }
    const { stream } = this.#args;
    return this.#read.splice(0, max).map((entry) => ({
      origin: `${stream}/${entry.id}`,
      partition: stream,
      position: entry.id,
      raw: entryMessage(entry, stream, this.#field),
    }));
  }

  /** Waits for a read; when aborted, has Redis end it, and waits but for a moment. */
  async #orAborted(reading: Promise<void>, signal: AbortSignal): Promise<void> {
    const { promise: aborted, resolve } = Promise.withResolvers<"aborted">();
    const abort = () => resolve("aborted");
    signal.addEventListener("abort", abort);
    try {
      if (await Promise.race([reading, aborted]) === "aborted") await this.#endRead(reading);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  /** Has Redis answer a read that it holds back, with what it has handed over, and waits for the answer. */
  async #endRead(reading: Promise<void>): Promise<void> {
    const over = new AbortController();
    const late = this.#world.pause(ABORT_MS, over.signal);
    // Of an error the next pull hears: its read fails, too.
    const read = reading.then(() => {}, () => {});
    this.#unblock(over.signal);
    await Promise.race([read, late]);
    over.abort();
  }

  /** Asks Redis again and again to end the read: it may ask before the read has arrived. */
  async #unblock(over: AbortSignal): Promise<void> {
    try {
      while (!over.aborted) {
        await this.#redis!.ask("end a read", ["CLIENT", "UNBLOCK", this.#readerId]);
        await this.#world.pause(10, over);
      }
    } catch {
      // The read ends by itself.
    }
  }

  /** Reads what was this consumer's before, or else what was a dead one's, or else what is new. */
  async #readSome(max: number): Promise<void> {
    const { stream, group } = this.#args;
    while (this.#ownBehind !== undefined) if (await this.#readOwn(max)) return;
    while (this.#world.now() >= this.#deadAt) if (await this.#readDead(max)) return;
    const reply = await this.#reader!.ask(
      `read stream ${stream}`,
      [
        ...["XREADGROUP", "GROUP", group, this.#consumer, "COUNT", max],
        ...["BLOCK", BLOCK_MS, "STREAMS", stream, ">"],
      ],
      BLOCK_MS,
    );
    await this.#take(readStream(reply));
  }

  async #readOwn(max: number): Promise<boolean> {
    const { stream, group } = this.#args;
    const reply = await this.#ask(`read stream ${stream}`, [
      ...["XREADGROUP", "GROUP", group, this.#consumer, "COUNT", max],
      ...["STREAMS", stream, this.#ownBehind!],
    ]);
    const entries = readStream(reply);
    this.#ownBehind = entries.at(-1)?.id;
    return await this.#take(entries);
  }

  async #readDead(max: number): Promise<boolean> {
    const { stream, group, claimAfterMs } = this.#args;
    const reply = await this.#ask(`take over entries of stream ${stream}`, [
      ...["XAUTOCLAIM", stream, group, this.#consumer, claimAfterMs, this.#deadFrom],
      ...["COUNT", max],
    ]);
    const [next, entries] = reply as RedisReply[];
    this.#deadFrom = textOf(next);
    if (this.#deadFrom === "0-0") {
      this.#deadAt = this.#world.now() + Math.min(claimAfterMs / 2, 5000);
    }
    return await this.#take(readEntries(entries));
  }

  /** Takes entries in that are not under way here already; those that were deleted from the stream are nobody's any more. */
  async #take(entries: readonly StreamEntry[]): Promise<boolean> {
    const { stream, group } = this.#args;
    const gone = entries.filter(({ fields }) => fields === undefined).map(({ id }) => id);
    const fresh = entries.filter(({ id, fields }) => fields && !this.#underWay.has(id));
    for (const { id } of fresh) this.#underWay.add(id);
    this.#read.push(...fresh);
    if (gone.length > 0) {
      this.#log(
        `${gone.length} entries of stream ${stream}, from ${
          gone[0]
        } on, were deleted before they were settled`,
      );
      await this.#ask("acknowledge what was deleted", ["XACK", stream, group, ...gone]);
    }
    return fresh.length > 0;
  }

  async settle(messages: readonly Pulled<string>[]): Promise<void> {
    const { stream, group, removeSettled } = this.#args;
    const doing = `acknowledge entries of stream ${stream}`;
    for (const ids of chunks(messages.map(({ position }) => position))) {
      for (const id of ids) this.#underWay.delete(id);
      const acknowledge = this.#ask(doing, ["XACK", stream, group, ...ids]);
      // Sent together, and done in this order: one that dies between the two leaves entries that nobody reads.
      const remove = removeSettled ? this.#ask(doing, ["XDEL", stream, ...ids]) : undefined;
      await Promise.all([acknowledge, remove]);
    }
  }

  /** Lets the other members have them at their next look, and this one when it comes back. */
  async release(messages: readonly Pulled<string>[]): Promise<void> {
    await this.#touch(messages.map(({ position }) => position), LONG_AGO_MS);
    for (const { position } of messages) this.#underWay.delete(position);
  }

  async lag(): Promise<number | undefined> {
    const { stream, group } = this.#args;
    const groups = await this.#ask(`measure stream ${stream}`, ["XINFO", "GROUPS", stream]);
    for (const told of groups as RedisReply[][]) {
      const of = (name: string) => told[told.findIndex((word) => textOf(word) === name) + 1];
      if (textOf(of("name")) !== group) continue;
      const lag = of("lag");
      return typeof lag === "number" ? lag : undefined;
    }
    return undefined;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#keeping;
    try {
      if (this.#reading !== undefined) await this.#endRead(this.#reading);
      // What was read for a pull that did not come.
      if (this.#read.length > 0) await this.#touch(this.#read.map(({ id }) => id), LONG_AGO_MS);
    } catch {
      // The others have it after claimAfterMs.
    }
    await Promise.all([this.#reader?.close(), this.#redis?.close()]);
    await this.#reading?.catch(() => {});
    if (this.#args.consumer === "") leaveName(this.#group, this.#consumer);
  }

  /** Shows Redis that what is under way is being seen to, so that no other member takes it over. */
  async #keep(): Promise<void> {
    const { signal } = this.#closing;
    const { claimAfterMs, stream } = this.#args;
    try {
      while (true) {
        await this.#world.pause(claimAfterMs / 4, signal);
        if (signal.aborted) return;
        const strange = await this.#touch([...this.#underWay], 0);
        if (strange === 0) continue;
        this.#log(`${strange} entries of stream ${stream} were taken over by another member`);
      }
    } catch (error) {
      this.#broken = error;
    }
  }

  /** Sets how long ago entries have been seen to; resolves with how many are no longer this consumer's. */
  async #touch(ids: readonly string[], idleMs: number): Promise<number> {
    const { stream, group } = this.#args;
    let count = 0;
    for (const some of chunks(ids)) {
      const strange = await this.#ask(
        `keep entries of stream ${stream}`,
        ["EVAL", TOUCH, 1, stream, group, this.#consumer, idleMs, ...some],
      );
      // One that was settled meanwhile is not under way any more, and not told.
      count += (strange as RedisReply[]).filter((id) => this.#underWay.delete(textOf(id))).length;
    }
    return count;
  }

  #ask(doing: string, command: readonly CommandPart[]): Promise<RedisReply> {
    return this.#redis!.ask(doing, command);
  }
}

function* chunks(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += CHUNK) yield ids.slice(at, at + CHUNK);
}
