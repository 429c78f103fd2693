import type { WireWorld } from "../../client/wire_world.ts";
import { consumerOf } from "../../nats/consumer.ts";
import { PullRequests } from "../../nats/pull_requests.ts";
import type { NatsSession } from "../../nats/session.ts";
import { misfitOf } from "./identity.ts";
import { LogStream } from "./log_stream.ts";
import { writerOf } from "./log_writer.ts";
import type { FrameUnderWay } from "./states.ts";
import { addressOf, type JetstreamActor, userOf } from "./terms.ts";
import { LogRefusedError } from "./trouble.ts";
import type { HeldFrame } from "./worker_lane.ts";

/** What a connection of a taking end is open for that shares its messages with other pods. */
export interface Sharing {
  readonly log: LogStream;
  /** By which each lane is asked for. */
  readonly requests: readonly PullRequests[];
  /** What an earlier connection, or generation, has left in the middle, by lane. */
  readonly begun: readonly (HeldFrame | undefined)[];
  /** The pod that writes; `""` if nobody has. */
  readonly partner: string;
  close(): void;
}

/** By what a connection shares: who it is, and for how many lanes. */
export interface WorkerOpening {
  readonly actor: Pick<JetstreamActor, "args" | "log">;
  readonly girth: number;
  readonly world: WireWorld;
}

/** The name of the consumer by which pods share a lane. */
export function durableOf({ reader }: { readonly reader: string }, lane: number): string {
  return `${reader}_${lane}`;
}

/**
 * Opens the log to share it: its consumers are made if they are not there.
 *
 * @param underWay what is in the channel, in part or not yet settled
 */
export async function openSharing(
  session: NatsSession,
  underWay: readonly FrameUnderWay[],
  { actor: { args, log: actorLog }, girth, world }: WorkerOpening,
): Promise<Sharing> {
  const address = addressOf(args);
  const log = await LogStream.open(session, address, true);
  const { stream, create, ackWaitMs } = address;
  const writer = await writerOf(log);
  const misfit = writer === undefined ? undefined : misfitOf(userOf(args, girth), writer);
  if (misfit !== undefined) {
    throw new LogRefusedError(`Stream "${stream}" is not for this pod: ${misfit}`);
  }
  const requests: PullRequests[] = [];
  const begun: (HeldFrame | undefined)[] = [];
  for (let lane = 0; lane < girth; lane++) {
    const durable = durableOf(address, lane);
    const wanted = {
      stream,
      durable,
      create,
      filter: log.lane(lane),
      deliver: "all",
      ackWaitMs,
    };
    await consumerOf(log.manager, session, wanted, {
      signal: new AbortController().signal,
      world,
      log: (line) => actorLog.info(line),
    });
    requests.push(new PullRequests(session, { stream, durable }, world));
    begun.push(await begunOf(log, underWay.find((one) => one.lane === lane && isBegun(one))));
  }
  return { log, requests, begun, partner: writer?.pod ?? "", close: () => {} };
}

function isBegun({ done, count }: FrameUnderWay): boolean {
  return done < count;
}

/** The frame of a lane that is in the channel in part. */
async function begunOf(
  log: LogStream,
  entry: FrameUnderWay | undefined,
): Promise<HeldFrame | undefined> {
  if (entry === undefined) return undefined;
  const { sequence, ack, server, done, count } = entry;
  const message = await log.manager.streams.getMessage(log.address.stream, { seq: sequence });
  if (message === null) {
    throw new LogRefusedError(
      `Message ${sequence} of stream "${log.address.stream}" is gone, of which ${done} of ${count} are in the channel: start this pod again to go on without the rest`,
    );
  }
  return { sequence, ack, server, count, body: message.data, message: undefined };
}
