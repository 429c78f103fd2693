import {
  changesSource,
  outboxSource,
  postgresSink,
  type RowChange,
} from "../../../src/connectors/postgres/mod.ts";
import type { SourceWire, SourceWireKind } from "../../../src/connectors/wire.ts";
import type { Bed, Faults, FreshSink, FreshSource, Published } from "../contract/beds.ts";
import { PASSWORD_ENV, POSTGRES_MISSING, PostgresServer } from "../servers/postgres.ts";
import {
  type BadNetwork,
  noToxiproxy,
  startToxiproxy,
  type Toxiproxy,
} from "../servers/toxiproxy.ts";

const WRONG_ENV = "STEADY_TEST_POSTGRES_WRONG";
const WRONG_PASSWORD = "the-wrong-password";

/** What is up while a bed is in use: one bed at a time. */
interface Ground {
  readonly server: PostgresServer;
  readonly toxiproxy: Toxiproxy | undefined;
  readonly network: BadNetwork | undefined;
}

let ground: Ground | undefined;
let made = 0;

function up(): Ground {
  if (ground === undefined) throw new Error("Cannot look at PostgreSQL: it is not started");
  return ground;
}

async function start(): Promise<AsyncDisposable> {
  const server = await PostgresServer.start();
  const toxiproxy = noToxiproxy === undefined ? await startToxiproxy() : undefined;
  ground = { server, toxiproxy, network: await toxiproxy?.proxy(server.port) };
  return {
    async [Symbol.asyncDispose]() {
      ground = undefined;
      await toxiproxy?.[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const faults: Faults = {
  async restart() {
    await up().server.shutDown();
    await up().server.restart();
  },
  async kill() {
    await up().server.kill();
    await up().server.restart();
  },
  cut: async () => await up().network?.cut(),
  blackHole: async () => await up().network?.blackHole(),
  latency: async (ms) => await up().network?.latency(ms),
  heal: async () => await up().network?.heal(),
};

const common = {
  server: POSTGRES_MISSING === undefined ? PostgresServer.version() : "PostgreSQL",
  missing: POSTGRES_MISSING,
  start,
  faults,
  wrongCredentials(args: Readonly<Record<string, unknown>>) {
    Deno.env.set(WRONG_ENV, WRONG_PASSWORD);
    return { args: { ...args, passwordEnv: WRONG_ENV }, secret: WRONG_PASSWORD };
  },
} as const;

const WITHOUT_NETWORK = noToxiproxy === undefined
  ? {}
  : { "cut": noToxiproxy, "black hole": noToxiproxy, "latency": noToxiproxy };

function argsOf(proxied: boolean | undefined) {
  const { server, network } = up();
  return {
    url: server.url(proxied === true ? network?.port : undefined),
    passwordEnv: PASSWORD_ENV,
  };
}

/** Runs statements by the server's own means. */
async function run(...statements: readonly string[]): Promise<void> {
  await using client = up().server.client();
  for (const statement of statements) await client.sql.unsafe(statement);
}

async function insert(table: string, messages: readonly Published[]): Promise<void> {
  await using client = up().server.client();
  for (const { bytes } of messages) {
    await client.sql`INSERT INTO ${client.sql(table)} (payload) VALUES (${bytes})`;
  }
}

const SERIAL = "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload bytea";

/** A table that is read as an outbox, whose rows are deleted or marked. */
function outbox(settled: "delete" | "mark"): Bed {
  return {
    ...common,
    wire: `postgres outbox (${settled})`,
    end: "source",
    kind: outboxSource,
    lanes: 1,
    cannot: {
      ...WITHOUT_NETWORK,
      "members": "one source reads a table at a time, so that its order is kept",
    },
    process: {
      module: new URL("../../../src/connectors/postgres/mod.ts", import.meta.url).href,
      exportName: "outboxSource",
    },
    unknownTopic: (args) => ({ ...args, table: "nowhere" }),
    async fresh(options): Promise<FreshSource> {
      const table = `outbox_${++made}`;
      await run(`CREATE TABLE ${table} (${SERIAL}, settled_at timestamptz)`);
      return {
        args: { ...argsOf(options?.proxied), table, settled, pollMs: 50 },
        publish: (messages) => insert(table, messages),
      };
    },
  };
}

/** A change says more than what was published: here only the payload of what was inserted is looked at. */
function payloadOf(json: Uint8Array): Uint8Array {
  const { row }: RowChange<{ payload: string }> = JSON.parse(new TextDecoder().decode(json));
  return Uint8Array.fromHex(row!.payload.slice(2));
}

/** {@link changesSource}, with the payload of the row as the content of the message. */
export const insertedPayloads: SourceWireKind = {
  ...changesSource as unknown as SourceWireKind,
  async create(args) {
    const wire: SourceWire = await (changesSource as unknown as SourceWireKind).create(args);
    return {
      open: (opening) => wire.open(opening),
      pull: async (max, signal) =>
        (await wire.pull(max, signal))?.map((pulled) => ({
          ...pulled,
          raw: { ...pulled.raw, bytes: payloadOf(pulled.raw.bytes) },
        })),
      settle: (messages) => wire.settle(messages),
      close: () => wire.close(),
    };
  },
};

const changes: Bed = {
  ...common,
  wire: "postgres changes",
  end: "source",
  kind: insertedPayloads,
  lanes: 1,
  cannot: {
    ...WITHOUT_NETWORK,
    "members": "one source reads a slot at a time: the server sees to it",
  },
  process: { module: import.meta.url, exportName: "insertedPayloads" },
  unknownTopic: (args) => ({ ...args, slot: "nowhere" }),
  async fresh(options): Promise<FreshSource> {
    const name = `changes_${++made}`;
    await run(
      `CREATE TABLE ${name} (${SERIAL})`,
      `CREATE PUBLICATION ${name} FOR TABLE ${name}`,
      `SELECT pg_create_logical_replication_slot('${name}', 'pgoutput')`,
    );
    return {
      args: { ...argsOf(options?.proxied), slot: name, publication: name },
      publish: (messages) => insert(name, messages),
    };
  },
};

/** A sink whose duplicates are known by a column of the table, or by a table of positions. */
function sink(known: "origin column" | "positions"): Bed {
  return {
    ...common,
    wire: `postgres (${known})`,
    end: "sink",
    kind: postgresSink,
    dedups: true,
    ordered: true,
    cannot: WITHOUT_NETWORK,
    process: {
      module: new URL("../../../src/connectors/postgres/mod.ts", import.meta.url).href,
      exportName: "postgresSink",
    },
    unknownTopic: (args) => ({ ...args, table: "nowhere" }),
    async fresh(options): Promise<FreshSink> {
      const table = `sink_${++made}`;
      const positions = `positions_${made}`;
      const isByColumn = known === "origin column";
      await run(
        `CREATE TABLE ${table} (id serial, payload text NOT NULL${
          isByColumn ? ", origin text PRIMARY KEY" : ""
        })`,
        `CREATE TABLE ${positions} (sink text, origin text, PRIMARY KEY (sink, origin))`,
      );
      return {
        args: {
          ...argsOf(options?.proxied),
          table,
          ...(isByColumn ? {} : { originColumn: "", positions, sink: table }),
        },
        // As text: what a process is told to put has no bytes in it.
        item: (bytes) => ({ payload: bytes.toHex() }),
        refused: () => ({ payload: null }),
        async read() {
          await using client = up().server.client();
          const rows = await client.sql`SELECT payload FROM ${client.sql(table)} ORDER BY id`;
          return rows.map(({ payload }) => ({ bytes: Uint8Array.fromHex(payload) }));
        },
      };
    },
  };
}

/** All ends of PostgreSQL. */
export const beds: readonly Bed[] = [
  outbox("delete"),
  outbox("mark"),
  changes,
  sink("origin column"),
  sink("positions"),
];
