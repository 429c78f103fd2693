import { numberFaults } from "../arg_checks.ts";
import { formFault, isContent, isPlainObject, type ItemForm } from "../item_form.ts";
import type { Outgoing, PutOutcome, SinkWire, SinkWireKind, WireOpening } from "../wire.ts";
import { redisError, RedisLink, serverFaults } from "./redis_link.ts";
import { type CommandPart, type RedisReply, RedisReplyError, textOf } from "./replies.ts";

/** What {@link redisSink} is told by. */
export type RedisSinkArgs = {
  /** Where Redis is: `redis://HOST:PORT/DATABASE`, or `rediss://` for TLS. */
  readonly server: string;
  /** Who logs in; `""` is the default user of Redis. */
  readonly user: string;
  /** The environment variable that has the password; `""` for none. */
  readonly passwordEnv: string;
  /** A file with the certificates of who may have signed the server's, beside those that Deno trusts; `""` for none. */
  readonly caFile: string;
  /** The key of the stream. It is made by the first entry. */
  readonly stream: string;
  /** The field that has the message, unless an item is a {@link RedisEntry}. */
  readonly field: string;
  /** The field that has the origin of the message; `""` for none. */
  readonly originField: string;
  /** How many entries the stream keeps, about; 0 keeps all. The oldest are deleted, whether or not somebody has read them. */
  readonly maxLength: number;
  /** For how many milliseconds the origin of each entry is remembered, so that it is not added twice; 0 remembers none. */
  readonly rememberMs: number;
  /** How many replicas must have an entry before it counts as done. */
  readonly replicas: number;
};

/** An entry with several fields, by name. */
export interface RedisEntry {
  /** The fields, one at least and 1000 at most, text or any bytes. */
  readonly fields: Readonly<Record<string, string | Uint8Array>>;
}

/** What {@link redisSink} puts: a message for the one field, or an entry with fields of its own. */
export type RedisItem = string | Uint8Array | RedisEntry;

/** How many bytes of items go in one command, unless one item has more: nobody else is served meanwhile. */
const MOST_BYTES = 1_000_000;
/** How many fields an entry may have: Redis's scripts have room for so many. */
const MOST_FIELDS = 1000;
/** How many origins go in one command of the script: what a command of a script can have is bounded. */
const CHUNK = 1000;
/** How long replicas have for what they lack. */
const REPLICA_MS = 1000;

/**
 * Adds entries whose origin is not among those remembered, and remembers it: in one step, so that an entry is there if and only if its
 * origin is. Redis's own clock tells which may be forgotten.
 */
const ADD = `
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local remember, maxLength = tonumber(ARGV[1]), ARGV[2]
local entries, at = {}, 3
while at <= #ARGV do
  local count = tonumber(ARGV[at + 1])
  entries[#entries + 1] = { ARGV[at], at + 2, at + 1 + count }
  at = at + 2 + count
end
-- Those who are asked after, and those who are noted, go in one command: most of what an entry costs are commands.
local known = {}
for from = 1, remember > 0 and #entries or 0, ${CHUNK} do
  local origins = {}
  for i = from, math.min(#entries, from + ${CHUNK - 1}) do origins[#origins + 1] = entries[i][1] end
  local scores = redis.call('ZMSCORE', KEYS[2], unpack(origins))
  for i, origin in ipairs(origins) do
    known[origin] = scores[i] and tonumber(scores[i]) >= now - remember
  end
end
local outcomes, fresh = {}, {}
for i, entry in ipairs(entries) do
  local origin, outcome = entry[1], 'done'
  if not known[origin] then
    local added
    if maxLength == '0' then
      added = redis.pcall('XADD', KEYS[1], '*', unpack(ARGV, entry[2], entry[3]))
    else
      added = redis.pcall('XADD', KEYS[1], 'MAXLEN', '~', maxLength, '*', unpack(ARGV, entry[2], entry[3]))
    end
    if type(added) == 'table' and added.err then
      outcome = added.err
    elseif remember > 0 then
      known[origin] = true
      fresh[#fresh + 1] = now
      fresh[#fresh + 1] = origin
    end
  end
  outcomes[i] = outcome
end
for from = 1, #fresh, ${2 * CHUNK} do
  redis.call('ZADD', KEYS[2], unpack(fresh, from, math.min(#fresh, from + ${2 * CHUNK - 1})))
end
-- Last, for a script that has written is not refused any more by a Redis that has no memory.
if remember > 0 then redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. (now - remember)) end
return outcomes`;

/**
 * Adds entries to a stream of Redis, each once: the origins of the last day are remembered in the sorted set `STREAM:origins`, beside the
 * stream, in the same step. An entry without fields is a dead letter; a Redis without memory is tried again; a login that is refused, or a
 * key that is no stream, crash the actor.
 *
 * Needs `--allow-net=HOST:PORT`, and `--allow-env` for the password.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { redisSink } from "@steady-state/deno/connectors/redis";
 *
 * const args = { ...redisSink.args, server: "redis://127.0.0.1", stream: "bills" };
 * assertEquals(redisSink.faults(args), []);
 * assertEquals(redisSink.args.rememberMs, 86_400_000);
 * ```
 */
export const redisSink: SinkWireKind<RedisItem, RedisSinkArgs> = {
  name: "redis",
  args: {
    server: "",
    user: "",
    passwordEnv: "",
    caFile: "",
    stream: "",
    field: "message",
    originField: "origin",
    maxLength: 0,
    rememberMs: 86_400_000,
    replicas: 0,
  },
  faults(args) {
    const faults = serverFaults(args);
    if (args.stream === "") faults.push("its stream is missing, give the key of one");
    if (args.field === "") {
      faults.push("its field is missing, give the name of the one with the message");
    }
    return [
      ...faults,
      ...["maxLength", "rememberMs", "replicas"].flatMap((name) =>
        numberFaults(args, name, 0, Number.MAX_SAFE_INTEGER)
      ),
    ];
  },
  itemFault: (item) => formFault(REDIS_ITEM, item),
  create: (args) => Promise.resolve(new RedisSink(args)),
};

const REDIS_ITEM: ItemForm = {
  takes: "a text, bytes, or an object whose fields are an object of texts and bytes",
  text: true,
  bytes: true,
  object: ({ fields }) => isPlainObject(fields) && Object.values(fields).every(isContent),
};

/** An item as the script takes it. */
interface Addition {
  readonly parts: readonly CommandPart[];
  readonly bytes: number;
}

class RedisSink implements SinkWire<RedisItem> {
  readonly #args: RedisSinkArgs;
  #redis: RedisLink | undefined;

  constructor(args: RedisSinkArgs) {
    this.#args = args;
  }

  async open(opening: WireOpening): Promise<void> {
    const { stream } = this.#args;
    this.#redis = await RedisLink.open(this.#args, opening);
    // Tells a key of another type, and commands that are not allowed.
    await this.#redis.ask(`open stream ${stream}`, ["XLEN", stream]);
    await this.#run([]);
  }

  async put(batch: readonly Outgoing<RedisItem>[]): Promise<readonly PutOutcome[]> {
    const outcomes: PutOutcome[] = [];
    let additions: Addition[] = [];
    let bytes = 0;
    for (const outgoing of batch) {
      const addition = this.#addition(outgoing);
      if ("dead" in addition) {
        // Whatever stands before it goes first, so that outcomes are in order.
        outcomes.push(...await this.#add(additions), addition);
        additions = [];
        bytes = 0;
        continue;
      }
      if (bytes > 0 && bytes + addition.bytes > MOST_BYTES) {
        outcomes.push(...await this.#add(additions));
        additions = [];
        bytes = 0;
      }
      additions.push(addition);
      bytes += addition.bytes;
    }
    outcomes.push(...await this.#add(additions));
    return outcomes;
  }

  #addition({ origin, item }: Outgoing<RedisItem>): Addition | { dead: string } {
    const { field, originField } = this.#args;
    const fields = Object.entries<string | Uint8Array>(
      isEntry(item) ? item.fields : { [field]: item },
    );
    if (fields.length === 0) return { dead: "an entry of Redis has at least one field" };
    if (originField !== "" && !fields.some(([name]) => name === originField)) {
      fields.push([originField, origin]);
    }
    if (fields.length > MOST_FIELDS) {
      return { dead: `the entry has ${fields.length} fields, ${MOST_FIELDS} is the most` };
    }
    const parts = fields.flatMap<CommandPart>((field) => field);
    return {
      parts: [origin, parts.length, ...parts],
      bytes: fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0),
    };
  }

  async #add(additions: readonly Addition[]): Promise<PutOutcome[]> {
    if (additions.length === 0) return [];
    const { replicas } = this.#args;
    try {
      const answers = await this.#run(additions);
      if (replicas > 0 && !await this.#haveReplicas(replicas)) {
        // What was added is remembered, so it is not added again.
        return additions.map(() => "again");
      }
      return answers.map((answer) => this.#outcome(textOf(answer)));
    } catch (error) {
      if (!isFull(error)) throw error;
      return additions.map(() => "again");
    }
  }

  async #run(additions: readonly Addition[]): Promise<RedisReply[]> {
    const { stream, rememberMs, maxLength } = this.#args;
    const parts = additions.flatMap(({ parts }) => parts);
    const command = [2, stream, `${stream}:origins`, rememberMs, maxLength, ...parts];
    const answers = await this.#redis!.ask(`add to stream ${stream}`, ["EVAL", ADD, ...command]);
    return answers as RedisReply[];
  }

  async #haveReplicas(replicas: number): Promise<boolean> {
    const have = await this.#redis!.ask(
      "wait for replicas",
      ["WAIT", replicas, REPLICA_MS],
      REPLICA_MS,
    );
    return Number(have) >= replicas;
  }

  #outcome(answer: string): PutOutcome {
    if (answer === "done") return "done";
    if (/^(ERR )?(OOM|LOADING|READONLY|MISCONF|MASTERDOWN|CLUSTERDOWN|BUSY)/.test(answer)) {
      return "again";
    }
    const { stream, server } = this.#args;
    throw redisError(new RedisReplyError(answer), `add to stream ${stream}`, server);
  }

  async close(): Promise<void> {
    await this.#redis?.close();
  }
}

function isEntry(item: RedisItem): item is RedisEntry {
  return typeof item !== "string" && !(item instanceof Uint8Array);
}

/** Whether Redis has no memory left, which may change. */
function isFull(error: unknown): boolean {
  const answer = error instanceof Error ? error.cause : undefined;
  return answer instanceof RedisReplyError && answer.message.startsWith("OOM");
}
