import type { WireWorld } from "../../client/wire_world.ts";
import type { NatsSession } from "../../nats/session.ts";
import type { StateOf } from "../../state/mod.ts";
import { LogStream } from "./log_stream.ts";
import { LogWriter, type WriterLife } from "./log_writer.ts";
import { Repeats } from "./repeats.ts";
import type { LogEgressState, RepeatedRange } from "./states.ts";
import { addressOf, type JetstreamArgs, userOf } from "./terms.ts";

/** What an attempt to claim the log begins with. */
export interface EgressLife extends WriterLife {
  readonly repeated: readonly RepeatedRange[];
}

/** What a connection is open for: a log that is claimed, and what it has that may come again. */
export interface Claimed {
  readonly writer: LogWriter;
  readonly repeats: Repeats | undefined;
  close(): void;
}

/** By what a connection claims a log: who it is, and for how many lanes. */
export interface EgressOpening {
  readonly args: Readonly<JetstreamArgs>;
  readonly girth: number;
  readonly world: WireWorld;
}

/** Claims the log, to write behind what it has. */
export async function openClaimed(
  session: NatsSession,
  life: EgressLife,
  { args, girth, world }: EgressOpening,
): Promise<Claimed> {
  const stream = await LogStream.open(session, addressOf(args), life.log === "");
  const writer = await LogWriter.claim(stream, userOf(args, girth), life);
  try {
    const repeats = await Repeats.find(writer, world, life.repeated);
    return { writer, repeats, close: () => writer.close() };
  } catch (error) {
    writer.close();
    throw error;
  }
}

/** What an attempt has to know, as of now. */
export function lifeOf({ epoch, log, fence, repeated }: StateOf<LogEgressState>): EgressLife {
  return { holder: epoch, log, fence, repeated: [...repeated] };
}
