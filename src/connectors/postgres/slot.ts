import type { Duplex } from "node:stream";
import { MisconfiguredError, type SourceOpening } from "../wire.ts";
import type { ChangesArgs } from "./changes_args.ts";
import { attempt, codeOf, failure } from "./refusal.ts";
import type { PostgresSession, SessionRow } from "./session.ts";
import { quoted } from "./tables.ts";
import { lsnOf } from "./transactions.ts";

/** A slot that is read. */
export interface OpenedSlot {
  /** Up to where the server knows that all is done. */
  readonly confirmed: bigint;
  readonly stream: Duplex;
}

/** The object is in use. */
const IN_USE = "55006";
/** The server's `wal_level` does not do. */
const NOT_READY = "55000";

/**
 * Looks at publication and slot, makes the slot where that is wanted, and has the server stream from it. In a session of replication
 * statements have no parameters.
 *
 * @throws {MisconfiguredError} if there is no such publication or slot, or it is another's
 */
export async function openSlot(
  session: PostgresSession,
  args: ChangesArgs,
  opening: SourceOpening,
): Promise<OpenedSlot> {
  const { slot, publication } = args;
  const doing = `read publication ${publication} by slot ${slot} at ${session.address}`;
  const [found] = await attempt(
    doing,
    session.run(`SELECT 1 FROM pg_publication WHERE pubname = ${literal(publication)}`),
  );
  if (found === undefined) {
    throw new MisconfiguredError(
      `Cannot ${doing}: there is no such publication; make it with CREATE PUBLICATION ${
        quoted(publication)
      } FOR TABLE …`,
    );
  }
  let state = await attempt(doing, slotState(session, slot));
  if (state === undefined && args.createSlot) {
    await makeSlot(session, slot, doing);
    opening.log(`slot ${slot} is made: it knows of changes from now on`);
    state = await attempt(doing, slotState(session, slot));
  }
  if (state === undefined) {
    throw new MisconfiguredError(
      `Cannot ${doing}: there is no such slot; make it with ` +
        `SELECT pg_create_logical_replication_slot('${slot}', 'pgoutput'), or set createSlot`,
    );
  }
  const fault = slotFault(state);
  if (fault !== undefined) throw new MisconfiguredError(`Cannot ${doing}: ${fault}`);
  const stream = await start(session, slot, publication, doing);
  return { confirmed: lsnOf(state["confirmed"] as string), stream };
}

async function slotState(session: PostgresSession, slot: string): Promise<SessionRow | undefined> {
  const [state] = await session.run(
    `SELECT plugin::text, database::text, current_database()::text AS here,
       wal_status, confirmed_flush_lsn::text AS confirmed
     FROM pg_replication_slots WHERE slot_name = ${literal(slot)}`,
  );
  return state;
}

function slotFault(state: SessionRow): string | undefined {
  const { plugin, database, here } = state;
  if (plugin !== "pgoutput") {
    return `it is of plugin ${plugin ?? "none"}; name one that was made for pgoutput`;
  }
  if (database !== here) return `it is of database ${database}; name one of database ${here}`;
  if (state["wal_status"] === "lost") {
    return "the server has dropped what it kept for it, see max_slot_wal_keep_size; " +
      "what has changed since is lost to it: drop the slot, and make another one";
  }
  return undefined;
}

async function makeSlot(session: PostgresSession, slot: string, doing: string): Promise<void> {
  try {
    await session.run(`SELECT pg_create_logical_replication_slot('${slot}', 'pgoutput')`);
  } catch (error) {
    if (codeOf(error) !== NOT_READY) throw failure(doing, error);
    throw new MisconfiguredError(
      `Cannot ${doing}: ${
        (error as Error).message
      }; set wal_level = logical, and start the server again`,
      { cause: error },
    );
  }
}

async function start(
  session: PostgresSession,
  slot: string,
  publication: string,
  doing: string,
): Promise<Duplex> {
  try {
    return await session.talk(
      `START_REPLICATION SLOT ${quoted(slot)} LOGICAL 0/0 ` +
        `(proto_version '1', publication_names ${literal(quoted(publication))})`,
    );
  } catch (error) {
    if (codeOf(error) !== IN_USE) throw failure(doing, error);
    throw new Error(`Cannot ${doing}: ${(error as Error).message}; it is waited for`, {
      cause: error,
    });
  }
}

/** Text as SQL writes it. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
