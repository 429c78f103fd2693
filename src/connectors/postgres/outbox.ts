import type { Pulled, SourceOpening, SourceWire, SourceWireKind } from "../wire.ts";
import { Bell } from "./bell.ts";
import { failure } from "./refusal.ts";
import { attempt } from "./row_statements.ts";
import { countFaults, type PostgresServerArgs, SERVER_ARGS, serverFaults } from "./server_args.ts";
import { loadClient, Session, type SessionRow } from "./session.ts";
import { type OutboxQueries, outboxQueries } from "./outbox_queries.ts";

/** Which table is read, and how. */
export interface OutboxArgs extends PostgresServerArgs {
  /** The table, `outbox` or `shop.outbox`, as SQL writes it. */
  readonly table: string;
  /** The column that names a row and gives the order: a `smallint`, `int` or `bigint`, the primary key. */
  readonly idColumn: string;
  /** The column with the message: `bytea` as it is; all else as the text that the server makes of it, in UTF-8. */
  readonly payloadColumn: string;
  /** The column for a message's subject, or `""`. */
  readonly subjectColumn: string;
  /** The column for a message's key, or `""`. */
  readonly keyColumn: string;
  /** The column for a message's headers, `json` or `jsonb` with an object of texts; or `""`. */
  readonly headersColumn: string;
  /** What becomes of a row that is settled: `delete`, or `mark`. */
  readonly settled: string;
  /** For `mark`: the column that gets the time, null until then. */
  readonly markColumn: string;
  /** The channel of `NOTIFY` that tells of new rows, or `""`. */
  readonly notifyChannel: string;
  /** How often the table is looked at, whoever notifies, in milliseconds. */
  readonly pollMs: number;
}

const ARGS: OutboxArgs = {
  ...SERVER_ARGS,
  table: "",
  idColumn: "id",
  payloadColumn: "payload",
  subjectColumn: "",
  keyColumn: "",
  headersColumn: "",
  settled: "delete",
  markColumn: "settled_at",
  notifyChannel: "",
  pollMs: 1000,
};

function faults(args: OutboxArgs): string[] {
  const faults = serverFaults(args);
  for (const name of ["table", "idColumn", "payloadColumn"] as const) {
    if (args[name] === "") faults.push(`${name} is "": name it`);
  }
  if (args.settled !== "delete" && args.settled !== "mark") {
    faults.push(`settled is "${args.settled}": it is "delete" or "mark"`);
  }
  if (args.settled === "mark" && args.markColumn === "") {
    faults.push('settled is "mark", and markColumn is "": name the column that gets the time');
  }
  faults.push(...countFaults("pollMs", args.pollMs, 10, 3_600_000));
  return faults;
}

/**
 * Reads an outbox: a table that a program writes messages to in the transaction that they tell of, so that there is a message exactly if
 * the transaction has committed. Rows come by their id, and each is deleted or marked when its message is settled. Nothing is passed over:
 * a row that a slow transaction shows later than others with larger ids is taken when it shows. One source reads a table at a time; others
 * wait for it to go.
 *
 * @example
 * ```ts
 * import { json } from "@steady-state/deno/actor";
 * import { defineSource } from "@steady-state/deno/connectors";
 * import { outboxSource } from "@steady-state/deno/connectors/postgres";
 *
 * // CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload jsonb NOT NULL)
 * export const orders = defineSource(import.meta, "orders", {
 *   wire: outboxSource,
 *   kind: json<{ customer: string; cents: number }>(),
 * });
 * ```
 */
export const outboxSource: SourceWireKind<OutboxArgs, string> = {
  name: "postgres outbox",
  args: ARGS,
  redelivers: true,
  faults,
  create: async (args) => new OutboxSource(args, await loadClient()),
};

/** How often an idle session is used, so that the server keeps it, in milliseconds. */
const BEAT_MS = 2000;
/** How long the server keeps a session that is not used: the table is another source's then. */
const LEASE_MS = 10_000;
/** Up to how many rows a look at what is left counts. */
const MOST_COUNTED = 100_000;

const ENCODER = new TextEncoder();

class OutboxSource implements SourceWire<string> {
  readonly #args: OutboxArgs;
  readonly #client: Awaited<ReturnType<typeof loadClient>>;
  readonly #bell = new Bell();
  /** The ids of rows that were pulled and are in the table yet. */
  readonly #held = new Set<string>();
  /** Rows that the server was asked for, and that nobody has had. */
  #asked: Promise<SessionRow[]> | undefined;
  #opening!: SourceOpening;
  #session!: Session;
  #queries!: OutboxQueries;

  constructor(args: OutboxArgs, client: Awaited<ReturnType<typeof loadClient>>) {
    this.#args = args;
    this.#client = client;
  }

  async open(opening: SourceOpening): Promise<void> {
    this.#opening = opening;
    const session = new Session(this.#args, opening);
    this.#session = session;
    session.onEvent = () => this.#bell.ring();
    await session.open(this.#client, this.#args, {
      idle_session_timeout: LEASE_MS,
      // With what is held given as a parameter, a plan for any parameter would look at each row for each that is held.
      plan_cache_mode: "force_custom_plan",
    });
    void session.keepAlive(BEAT_MS);
    this.#queries = await outboxQueries(session, this.#args);
    const { claim, listen, where } = this.#queries;
    const [answer] = await attempt(`claim ${where}`, session.run(claim));
    if (answer?.["is_mine"] !== true) {
      throw new Error(`Cannot read ${where}: another source reads it, and is waited for`);
    }
    if (listen !== undefined) await attempt(`listen for ${where}`, session.run(listen));
  }

  async pull(max: number, signal: AbortSignal): Promise<readonly Pulled<string>[]> {
    const { world } = this.#opening;
    const { fetch, where } = this.#queries;
    while (!signal.aborted) {
      // What a pull has asked for that was aborted since, the next one hears.
      this.#asked ??= attempt(
        `read ${where}`,
        this.#session.run(fetch, [rangesOf(this.#held), String(max)]),
      );
      const rows = await unlessAborted(this.#asked, signal);
      if (rows === undefined) break;
      this.#asked = undefined;
      // A row that is read and not pulled is where it was.
      if (rows.length > 0) return rows.slice(0, max).map((row) => this.#pulled(row));
      await this.#bell.wait(world, this.#args.pollMs, signal);
      this.#session.check();
    }
    return [];
  }

  #pulled(row: SessionRow): Pulled<string> {
    const id = row["id"] as string;
    this.#held.add(id);
    const { table } = this.#queries;
    const payload = row["payload"] as Uint8Array | string | null;
    const subject = row["subject"] as string | null | undefined;
    const key = row["key"] as string | null | undefined;
    const headers = row["headers"] as string | null | undefined;
    return {
      origin: `${table}/${id}`,
      partition: table,
      position: id,
      raw: {
        bytes: typeof payload === "string"
          ? ENCODER.encode(payload)
          : new Uint8Array(payload ?? []),
        ...(typeof subject === "string" ? { subject } : {}),
        ...(typeof key === "string" ? { key } : {}),
        ...(typeof headers === "string" ? { headers: textsOf(headers) } : {}),
      },
    };
  }

  async settle(messages: readonly Pulled<string>[]): Promise<void> {
    const ids = messages.map(({ position }) => position);
    const { settle, where } = this.#queries;
    await attempt(`settle rows of ${where}`, this.#session.run(settle, [`{${ids.join()}}`]));
    for (const id of ids) this.#held.delete(id);
  }

  async lag(): Promise<number | undefined> {
    const { count } = this.#queries;
    try {
      const [answer] = await this.#session.run(count, [String(MOST_COUNTED)]);
      return Math.max(0, Number(answer?.["count"]) - this.#held.size);
    } catch (error) {
      throw failure(`count the rows of ${this.#queries.where}`, error);
    }
  }

  async close(): Promise<void> {
    await this.#session?.close();
  }
}

/** Ids as ranges, in the server's notation; those one after another make one range. */
function rangesOf(ids: Iterable<string>): string {
  const ranges: [first: bigint, last: bigint][] = [];
  for (const id of ids) {
    const number = BigInt(id);
    const range = ranges.at(-1);
    if (range !== undefined && range[1] + 1n === number) range[1] = number;
    else ranges.push([number, number]);
  }
  return `{${ranges.map(([first, last]) => `[${first},${last}]`).join()}}`;
}

/** What is answered, or `undefined` once `signal` is aborted; then the answer is nobody's. */
async function unlessAborted<T>(
  answer: Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  let stop = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Headers out of a JSON object; what is no text becomes its JSON. */
function textsOf(json: string): Record<string, string> {
  const value: unknown = JSON.parse(json);
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map((
      [name, content],
    ) => [name, typeof content === "string" ? content : JSON.stringify(content)]),
  );
}
