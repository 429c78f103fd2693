import { Buffer } from "node:buffer";
import { MisconfiguredError } from "../wire.ts";
import type { Pulled, SourceOpening, SourceWire, SourceWireKind, WireWorld } from "../wire.ts";
import { COMMAND_MS, connect, disconnect, type Redis, redisError } from "./connection.ts";
import { serverFaults } from "./connection.ts";
import { type Entry, entryMessage, readEntries } from "./entries.ts";

/** What {@link redisSource} is told by. */
export type RedisSourceArgs = {
  /** Where Redis is: `redis://HOST:PORT/DATABASE`, or `rediss://` for TLS. */
  readonly server: string;
  /** Who logs in; `""` is the default user of Redis. */
  readonly user: string;
  /** The environment variable that has the password; `""` for none. */
  readonly passwordEnv: string;
  /** The key of the stream. */
  readonly stream: string;
  /** The consumer group. Its members share the entries of the stream. */
  readonly group: string;
  /** What this member of the group is called: the same after a restart, and nobody else's, for instance the name of the machine. */
  readonly consumer: string;
  /** Whether the stream and the group are made if they are not there. Otherwise that is a {@link MisconfiguredError}. */
  readonly create: boolean;
  /** Where a group that is made begins: `"0"` at the first entry, `"$"` behind the last one, or behind an id. */
  readonly from: string;
  /** The field that has the message; the others are its headers. `""` takes a whole entry as a JSON object, and so does an entry without the field. */
  readonly field: string;
  /** After how many milliseconds without a sign of life the entries of another member are taken over, at least 1000. */
  readonly claimAfterMs: number;
  /** Whether entries are deleted from the stream when they are settled: only where this is its one group. */
  readonly removeSettled: boolean;
};

/** How long Redis holds a read back for, if there is nothing. */
const BLOCK_MS = 1000;
/** How long an aborted pull waits for what Redis may have handed over already. */
const ABORT_MS = 80;
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

/**
 * Reads a stream of Redis as a member of a consumer group. Entries are acknowledged when they are settled; a member that is gone leaves its
 * entries to itself when it is back, and to the others after `claimAfterMs`.
 *
 * The origin of a message is `stream/id`. Needs `--allow-net=HOST:PORT`, and `--allow-env` for the password.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { redisSource } from "@steady-state/deno/connectors/redis";
 *
 * const args = { ...redisSource.args, server: "redis://127.0.0.1", stream: "orders", group: "billing" };
 * assertEquals(redisSource.faults(args), [
 *   "consumer is empty: give this member of the group a name of its own, the same after a restart",
 * ]);
 * ```
 */
export const redisSource: SourceWireKind<RedisSourceArgs, string> = {
  name: "redis",
  args: {
    server: "",
    user: "",
    passwordEnv: "",
    stream: "",
    group: "",
    consumer: "",
    create: false,
    from: "0",
    field: "message",
    claimAfterMs: 30_000,
    removeSettled: false,
  },
  redelivers: true,
  faults(args) {
    const faults = serverFaults(args);
    if (args.stream === "") faults.push("stream is empty: give the key of the stream");
    if (args.group === "") faults.push("group is empty: give the name of the consumer group");
    if (args.consumer === "") {
      faults.push(
        "consumer is empty: give this member of the group a name of its own, the same after a restart",
      );
    }
    if (!/^(\$|\d+(-\d+)?)$/.test(args.from)) {
      faults.push(`from is ${JSON.stringify(args.from)}: give "0", "$", or the id of an entry`);
    }
    if (!Number.isSafeInteger(args.claimAfterMs) || args.claimAfterMs < 1000) {
      faults.push(`claimAfterMs is ${args.claimAfterMs}: give milliseconds, 1000 or more`);
    }
    return faults;
  },
  create: (args) => Promise.resolve(new RedisSource(args)),
};

class RedisSource implements SourceWire<string> {
  readonly #args: RedisSourceArgs;
  #world!: WireWorld;
  #log!: (line: string) => void;
  /** For what Redis answers at once. */
  #redis: Redis | undefined;
  /** For the reads that Redis holds back. */
  #reader: Redis | undefined;
  #readerId = 0;
  /** The ids that Redis counts as this consumer's, and that have been read in this life of it. */
  readonly #underWay = new Set<string>();
  /** A read that is under way. It outlives a pull that was aborted: the next pull has what it brings. */
  #reading: Promise<void> | undefined;
  #read: Entry[] = [];
  /** Up to where the entries are read again that are this consumer's from before; `undefined` when there are no more. */
  #ownFrom: string | undefined = "0";
  /** Where to go on looking for entries of the dead, and when. */
  #deadFrom = "0-0";
  #deadAt = 0;
  readonly #closing = new AbortController();
  #keeping: Promise<void> | undefined;
  #broken: unknown;

  constructor(args: RedisSourceArgs) {
    this.#args = args;
  }

  async open(opening: SourceOpening): Promise<void> {
    this.#world = opening.world;
    this.#log = opening.log;
    this.#redis = await connect(this.#args, opening);
    this.#reader = await connect(this.#args, opening, BLOCK_MS + COMMAND_MS);
    this.#readerId = await this.#asked(this.#reader.client("ID"), "ask for the connection's id");
    await this.#openGroup(this.#redis);
    this.#keeping = this.#keep();
  }

  async #openGroup(redis: Redis): Promise<void> {
    const { stream, group, create, from, server } = this.#args;
    const named = `group ${group} of stream ${stream}`;
    try {
      if (create) await redis.xgroup("CREATE", stream, group, from, "MKSTREAM");
      else await redis.xpending(stream, group);
    } catch (error) {
      const message = String((error as Error).message);
      if (message.startsWith("BUSYGROUP")) return;
      if (message.startsWith("NOGROUP")) {
        throw new MisconfiguredError(
          `Cannot read ${named} at ${server}, there is none: create it with XGROUP CREATE, or set create`,
          { cause: error },
        );
      }
      throw redisError(error, `${create ? "create" : "find"} ${named}`, server);
    }
  }

  async pull(max: number, signal: AbortSignal): Promise<readonly Pulled<string>[]> {
    if (this.#broken !== undefined) throw this.#broken;
    if (signal.aborted || max < 1) return this.#handOver(max);
    if (this.#read.length === 0) {
      this.#reading ??= this.#readSome(max).finally(() => this.#reading = undefined);
      await this.#orAborted(this.#reading, signal);
    }
    return this.#handOver(max);
  }

  /** Waits for a read; when aborted, has Redis end it, and waits but for a moment. */
  async #orAborted(reading: Promise<void>, signal: AbortSignal): Promise<void> {
    let abort: (() => void) | undefined;
    const aborted = new Promise<"aborted">((resolve) => {
      abort = () => resolve("aborted");
      signal.addEventListener("abort", abort);
    });
    try {
      if (await Promise.race([reading, aborted]) === "aborted") await this.#endRead(reading);
    } finally {
      signal.removeEventListener("abort", abort!);
    }
  }

  /** Has Redis answer a read that it holds back, with what it has handed over, and waits for the answer. */
  async #endRead(reading: Promise<void>): Promise<void> {
    const over = new AbortController();
    const late = this.#world.pause(ABORT_MS, over.signal);
    // Whoever pulls or closes next hears of an error.
    const read = reading.then(() => {}, () => {});
    const unblocked = this.#unblock(over.signal);
    await Promise.race([read, late]);
    over.abort();
    await Promise.race([unblocked, this.#world.pause(0)]);
  }

  /** Asks Redis again and again to end the read: it may ask before the read has arrived. */
  async #unblock(over: AbortSignal): Promise<void> {
    try {
      while (!over.aborted) {
        await this.#redis!.client("UNBLOCK", this.#readerId);
        await this.#world.pause(10, over);
      }
    } catch {
      // The read ends by itself.
    }
  }

  #handOver(max: number): readonly Pulled<string>[] {
    const { stream, field } = this.#args;
    return this.#read.splice(0, Math.max(0, max)).map((entry) => ({
      origin: `${stream}/${entry.id}`,
      partition: stream,
      position: entry.id,
      raw: entryMessage(entry, stream, field),
    }));
  }

  /** Reads what was this consumer's before, or else what was a dead one's, or else what is new. */
  async #readSome(max: number): Promise<void> {
    const count = String(max);
    if (this.#ownFrom !== undefined && await this.#readOwn(count)) return;
    if (this.#world.now() >= this.#deadAt && await this.#readDead(count)) return;
    const { stream, group, consumer } = this.#args;
    const answer = await this.#asked(
      this.#reader!.callBuffer("XREADGROUP", [
        ...["GROUP", group, consumer, "COUNT", count],
        ...["BLOCK", String(BLOCK_MS), "STREAMS", stream, ">"],
      ]),
      `read stream ${stream}`,
    );
    await this.#take(readEntries(answer));
  }

  async #readOwn(count: string): Promise<boolean> {
    const { stream, group, consumer } = this.#args;
    const answer = await this.#asked(
      this.#redis!.callBuffer("XREADGROUP", [
        ...["GROUP", group, consumer, "COUNT", count, "STREAMS", stream, this.#ownFrom!],
      ]),
      `read stream ${stream}`,
    );
    const entries = readEntries(answer);
    this.#ownFrom = entries.at(-1)?.id;
    return await this.#take(entries);
  }

  async #readDead(count: string): Promise<boolean> {
    const { stream, group, consumer, claimAfterMs } = this.#args;
    const answer = await this.#asked(
      this.#redis!.callBuffer("XAUTOCLAIM", [
        ...[stream, group, consumer, String(claimAfterMs), this.#deadFrom, "COUNT", count],
      ]),
      `take over entries of stream ${stream}`,
    ) as [Buffer, unknown];
    this.#deadFrom = answer[0].toString();
    if (this.#deadFrom === "0-0") {
      this.#deadAt = this.#world.now() + Math.min(claimAfterMs / 2, 5000);
    }
    return await this.#take(readEntries([[stream, answer[1]]]));
  }

  /** Takes entries in that are not under way here already; those that were deleted from the stream are nobody's any more. */
  async #take(entries: readonly Entry[]): Promise<boolean> {
    const { stream, group } = this.#args;
    const gone = entries.filter((entry) => entry.fields === undefined).map(({ id }) => id);
    const fresh = entries.filter(({ id, fields }) => fields && !this.#underWay.has(id));
    for (const entry of fresh) this.#underWay.add(entry.id);
    this.#read.push(...fresh);
    if (gone.length > 0) {
      this.#log(
        `${gone.length} entries of stream ${stream} were deleted before they were settled, from ${
          gone[0]
        } on`,
      );
      await this.#asked(this.#redis!.xack(stream, group, ...gone), "acknowledge what was deleted");
    }
    return fresh.length > 0;
  }

  async settle(messages: readonly Pulled<string>[]): Promise<void> {
    const { stream, group, removeSettled } = this.#args;
    for (const ids of chunks(messages.map(({ position }) => position))) {
      const doing = `acknowledge entries of stream ${stream}`;
      if (removeSettled) {
        const both = this.#redis!.multi().xack(stream, group, ...ids).xdel(stream, ...ids);
        for (const [error] of await this.#asked(both.exec(), doing) ?? []) {
          if (error) throw redisError(error, doing, this.#args.server);
        }
      } else {
        await this.#asked(this.#redis!.xack(stream, group, ...ids), doing);
      }
      for (const id of ids) this.#underWay.delete(id);
    }
  }

  /** Lets the other members have them at their next look, and this one when it comes back. */
  async release(messages: readonly Pulled<string>[]): Promise<void> {
    const ids = messages.map(({ position }) => position);
    for (const id of ids) this.#underWay.delete(id);
    await this.#touch(ids, 24 * 3_600_000);
  }

  async lag(): Promise<number | undefined> {
    const { stream, group } = this.#args;
    const groups = await this.#asked(
      this.#redis!.xinfo("GROUPS", stream),
      `ask for the groups of stream ${stream}`,
    ) as unknown[][];
    const own = groups.find((told) => told[told.indexOf("name") + 1] === group);
    const lag = own?.[own.indexOf("lag") + 1];
    return typeof lag === "number" ? lag : undefined;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    try {
      await this.#keeping;
      if (this.#reading !== undefined) await this.#endRead(this.#reading);
      if (this.#redis?.status === "ready") {
        await this.#touch(this.#read.map(({ id }) => id), 24 * 3_600_000);
      }
    } catch {
      // Its time will come all the same, after claimAfterMs.
    }
    await Promise.all(
      [this.#reader, this.#redis].map((redis) => redis && disconnect(redis)),
    );
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
        this.#log(`${strange} entries of stream ${stream} were taken over by another consumer`);
      }
    } catch (error) {
      this.#broken = error;
    }
  }

  /** Sets how long ago entries have been seen to; resolves with how many are no longer this consumer's. */
  async #touch(ids: readonly string[], idleMs: number): Promise<number> {
    const { stream, group, consumer } = this.#args;
    let count = 0;
    for (const some of chunks(ids)) {
      const strange = await this.#asked(
        this.#redis!.eval(TOUCH, 1, stream, group, consumer, idleMs, ...some),
        `keep entries of stream ${stream}`,
      ) as string[];
      // One that was settled meanwhile is not told.
      count += strange.filter((id) => this.#underWay.delete(id)).length;
    }
    return count;
  }

  async #asked<T>(answer: Promise<T>, doing: string): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw redisError(error, doing, this.#args.server);
    }
  }
}

function* chunks(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += CHUNK) yield ids.slice(at, at + CHUNK);
}
