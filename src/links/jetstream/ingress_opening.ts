import type { WireWorld } from "../../client/wire_world.ts";
import type { NatsSession } from "../../nats/session.ts";
import type { Claim } from "./claim.ts";
import { misfitOf } from "./identity.ts";
import { LaneReader } from "./lane_reader.ts";
import { LogStream } from "./log_stream.ts";
import { writerOf } from "./log_writer.ts";
import { BrokerPosition, type ReaderLife } from "./position.ts";
import { addressOf, type JetstreamArgs, userOf } from "./terms.ts";
import { LogRefusedError } from "./trouble.ts";

/** What an attempt to read begins with: it is made outside of the turns. */
export interface IngressLife extends ReaderLife {
  /** For each lane the number to begin with; `undefined` where the broker knows it. */
  readonly next: readonly number[] | undefined;
  /** The log in which these are; `""` if it may be any. */
  readonly log: string;
}

/** What a connection of a taking end is open for. */
export interface Reading {
  readonly log: LogStream;
  readonly position: BrokerPosition | undefined;
  readonly readers: readonly LaneReader[];
  /** Who writes, if anybody has. */
  readonly writer: Claim | undefined;
  close(): void;
}

/** By what a connection reads: who it is, and for how many lanes. */
export interface IngressOpening {
  readonly args: Readonly<JetstreamArgs>;
  readonly girth: number;
  readonly world: WireWorld;
}

/** Opens the log to read it from where an earlier connection, or process, has come to. */
export async function openReading(
  session: NatsSession,
  life: IngressLife,
  { args, girth, world }: IngressOpening,
): Promise<Reading> {
  const user = userOf(args, girth);
  const address = addressOf(args);
  const { next: known, log: knownLog, ...reader } = life;
  const log = await LogStream.open(session, address, knownLog === "");
  const { stream } = address;
  if (knownLog !== "" && log.id !== knownLog) {
    throw new LogRefusedError(
      `Stream "${stream}" is not the one that this pod has read: that was deleted, and this one made since; ` +
        (address.position === "graph"
          ? "give the graph another durable place to begin with what is there"
          : "start this pod again"),
    );
  }
  const writer = await writerOf(log);
  const misfit = writer === undefined ? undefined : misfitOf(user, writer);
  if (misfit !== undefined) {
    throw new LogRefusedError(`Stream "${stream}" is not for this pod: ${misfit}`);
  }
  const position = address.from === null && address.position === "broker"
    ? await BrokerPosition.claim(log, user, reader)
    : undefined;
  try {
    const next = known ?? position?.claim.next ?? [];
    const readers: LaneReader[] = [];
    for (let lane = 0; lane < girth; lane++) {
      const reading = { log, lane, girth, world, hash: args.hash };
      readers.push(await LaneReader.open(reading, next[lane] ?? 0));
    }
    return { log, position, readers, writer, close: () => position?.close() };
  } catch (error) {
    position?.close();
    throw error;
  }
}
