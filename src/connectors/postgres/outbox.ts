import type { Pulled, SourceOpening, SourceWire, SourceWireKind } from "../wire.ts";
import { PostgresBell } from "./bell.ts";
import { IdRanges } from "./id_ranges.ts";
import { attempt } from "./refusal.ts";
import { OUTBOX_ARGS, type OutboxArgs, outboxFaults } from "./outbox_args.ts";
import { loadClient, PostgresSession, type SessionRow } from "./session.ts";
import { type OutboxQueries, outboxQueries } from "./outbox_queries.ts";

/**
 * Reads an outbox: a table that a program writes messages to in the transaction that they tell of, so that there is a message exactly if
 * the transaction has committed. Rows come by their id, and each is deleted or marked when its message is settled. Nothing is passed over:
 * a row that a slow transaction shows later than others with larger ids is taken when it shows. One source reads a table at a time; others
 * wait for it to go.
 *
 * ```ts
 * import { json } from "@steady-state/deno/actor";
 * import { defineSource } from "@steady-state/deno/connectors";
 * import { outboxSource } from "@steady-state/deno/connectors/postgres";
 * import { assertEquals } from "@std/assert";
 *
 * // CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload jsonb NOT NULL)
 * export const orders = defineSource(import.meta, "orders", {
 *   wire: outboxSource,
 *   kind: json<{ customer: string; cents: number }>(),
 *   args: {
 *     url: "postgres://billing@127.0.0.1:5432/shop",
 *     passwordEnv: "BILLING_PASSWORD",
 *     table: "outbox",
 *   },
 * });
 * assertEquals(orders.args.settled, "delete");
 * ```
 *
 * @throws {MisconfiguredError} in the actor, if the login is refused, or the table is not there or does not fit
 */
export const outboxSource: SourceWireKind<OutboxArgs, bigint> = {
  name: "postgres outbox",
  args: OUTBOX_ARGS,
  redelivers: true,
  faults: outboxFaults,
  create: async (args) => new OutboxSource(args, await loadClient()),
};

/** How often an idle session is used, so that the server keeps it, in milliseconds. */
const BEAT_MS = 2000;
/** How long the server keeps a session that is not used: the table is another source's then. */
const LEASE_MS = 10_000;
/** How many ranges of rows that are under way a look steps over, at most. Where there are more, it passes over those in the others one by one. */
const MOST_SKIPPED = 16;
/** Up to how many rows a look at what is left counts. */
const MOST_COUNTED = 100_000;

const ENCODER = new TextEncoder();

class OutboxSource implements SourceWire<bigint> {
  readonly #args: OutboxArgs;
  readonly #client: Awaited<ReturnType<typeof loadClient>>;
  readonly #bell = new PostgresBell();
  /** The ids of rows that were pulled and are in the table yet. */
  readonly #held = new IdRanges();
  /** Rows that the server was asked for, and that nobody has had. */
  #asked: { readonly at: number; readonly answer: Promise<SessionRow[]> } | undefined;
  #opening!: SourceOpening;
  #session!: PostgresSession;
  #queries!: OutboxQueries;

  constructor(args: OutboxArgs, client: Awaited<ReturnType<typeof loadClient>>) {
    this.#args = args;
    this.#client = client;
  }

  async open(opening: SourceOpening): Promise<void> {
    this.#opening = opening;
    const session = new PostgresSession(this.#args, opening);
    this.#session = session;
    session.onEvent = () => this.#bell.ring();
    await session.open(this.#client, this.#args, {
      idle_session_timeout: LEASE_MS,
      // Rows come by the index of their ids, whatever the server believes of a table that is now empty and now full.
      enable_seqscan: "off",
      enable_bitmapscan: "off",
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

  async pull(max: number, signal: AbortSignal): Promise<readonly Pulled<bigint>[]> {
    const { world } = this.#opening;
    while (!signal.aborted) {
      const now = world.now();
      // What was asked for before this pull, it hears, unless that was long ago.
      const isOld = this.#asked !== undefined && now - this.#asked.at < this.#args.pollMs;
      if (!isOld) this.#ask(max);
      const rows = await unlessAborted(this.#asked!.answer, signal);
      if (rows === undefined) break;
      this.#asked = undefined;
      if (rows.length > 0) {
        // A row that is read and not pulled is where it was.
        const pulled = rows.slice(0, max).map((row) => this.#pulled(row));
        // The next ones come while these are sent.
        this.#ask(max);
        return pulled;
      }
      if (!isOld) await this.#bell.wait(world, this.#args.pollMs, signal);
      this.#session.check();
    }
    return [];
  }

  #ask(max: number): void {
    const { fetch, where } = this.#queries;
    const answer = this.#session.run(fetch, [
      `${this.#held}`,
      String(max),
      this.#held.longest(MOST_SKIPPED),
    ]);
    this.#asked = { at: this.#opening.world.now(), answer: attempt(`read ${where}`, answer) };
    // It is thrown where it is waited for, if it is.
    this.#asked.answer.catch(() => {});
  }

  #pulled(row: SessionRow): Pulled<bigint> {
    const id = row["id"] as string;
    const position = BigInt(id);
    this.#held.add(position);
    const { table } = this.#queries;
    const payload = row["payload"] as Uint8Array | string | null;
    const subject = row["subject"] as string | null | undefined;
    const key = row["key"] as string | null | undefined;
    const headers = row["headers"] as string | null | undefined;
    return {
      origin: `${table}/${id}`,
      partition: table,
      position,
      raw: {
        bytes: typeof payload === "string" ? ENCODER.encode(payload) : payload ?? new Uint8Array(0),
        ...(typeof subject === "string" ? { subject } : {}),
        ...(typeof key === "string" ? { key } : {}),
        ...(typeof headers === "string" ? { headers: textsOf(headers) } : {}),
      },
    };
  }

  async settle(messages: readonly Pulled<bigint>[]): Promise<void> {
    const ids = IdRanges.of(messages.map(({ position }) => position));
    const { settle, where } = this.#queries;
    await attempt(`settle rows of ${where}`, this.#session.run(settle, [`${ids}`]));
    this.#held.remove(ids);
  }

  async lag(): Promise<number | undefined> {
    const { count, where } = this.#queries;
    const counting = this.#session.run(count, [String(MOST_COUNTED)]);
    const [answer] = await attempt(`count the rows of ${where}`, counting);
    return Math.max(0, Number(answer?.["count"]) - this.#held.size);
  }

  async close(): Promise<void> {
    await this.#session?.close();
  }
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
