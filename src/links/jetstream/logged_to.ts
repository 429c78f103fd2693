import { faultsText, textOf } from "../../errors.ts";
import { wireWorld } from "../../client/wire_world.ts";
import { NatsSession } from "../../nats/session.ts";
import { type JetstreamAddress, namedAddress } from "./address.ts";
import { LogStream } from "./log_stream.ts";

/**
 * How many messages an aqueduct's log has had, lane by lane: the number of the message that comes next. A sending program asks before it
 * draws its graph, has its source begin there, and gives the same as `first`: what an earlier process still had on its way at that moment
 * is then not written twice.
 *
 * ```ts
 * import { jetstream, loggedTo } from "@steady-state/deno/links";
 * import { assertRejects } from "@std/assert";
 *
 * // Where a server is, it would be [0] at first, and [1000] once a thousand messages were sent.
 * const nobody = jetstream({ servers: "nats://127.0.0.1:1" });
 * await assertRejects(() => loggedTo(nobody, "orders"), Error, "Cannot connect to NATS");
 * ```
 *
 * @param via the log, as the aqueduct is drawn with it
 * @param aqueduct the name of the aqueduct
 * @param girth how many lanes it has
 * @returns a number for each lane; 0 where there is nothing yet, or no stream
 * @throws {TypeError} if an argument is none
 * @throws {Error} if the server does not answer, lets nobody in, or the stream is none of an aqueduct's
 */
export async function loggedTo(
  via: JetstreamAddress,
  aqueduct: string,
  girth: number = 1,
): Promise<number[]> {
  const faults = [
    ...(via?.engine === "jetstream" ? [] : [`via is ${textOf(via)}, give one made by jetstream()`]),
    ...(typeof aqueduct === "string" ? [] : [`the aqueduct is ${textOf(aqueduct)}, give its name`]),
    ...(Number.isSafeInteger(girth) && girth > 0
      ? []
      : [`the girth is ${textOf(girth)}, give how many lanes it has`]),
  ];
  if (faults.length > 0) throw new TypeError(faultsText("look into a log", faults));
  const address = { ...namedAddress(via, aqueduct), create: false };
  const session = await NatsSession.open(address, `end of ${aqueduct}`, {
    signal: new AbortController().signal,
    world: wireWorld(Date),
    log: () => {},
  });
  try {
    const lanes = Array.from({ length: girth }, (_, lane) => lane);
    if (!await LogStream.exists(session, address)) return lanes.map(() => 0);
    const log = await LogStream.open(session, address, true);
    const ends: number[] = [];
    for (const lane of lanes) ends.push((await log.rangeOf(lane)).end);
    return ends;
  } finally {
    await session.close();
  }
}
