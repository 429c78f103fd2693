import type { LogStream } from "./log_stream.ts";

/**
 * Removes from a lane of a log what all pods that share it have acknowledged, but for the last of it and so many messages before.
 *
 * @param durable the consumer by which they share it
 */
export async function purgeAcked(
  log: LogStream,
  { lane, durable, window }: {
    readonly lane: number;
    readonly durable: string;
    readonly window: number;
  },
): Promise<void> {
  const { manager, session, address: { stream } } = log;
  const { ack_floor: { stream_seq: floor } } = await session.ask(
    manager.consumers.info(stream, durable),
  );
  if (floor === 0) return;
  const subject = log.lane(lane);
  if (window === 0) return await log.purge(subject, floor);
  const last = await log.frameFrom(subject, floor);
  if (last === undefined || last.first < window) return;
  const { begin } = await log.seek(lane, last.first - window);
  await log.purge(subject, Math.min(begin, floor));
}
