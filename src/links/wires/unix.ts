import {
  type LinkConnection,
  type LinkListener,
  LinkLostError,
  LinkMisconfiguredError,
  placeText,
  type UnixLinkAddress,
} from "../link.ts";
import { acceptAll } from "./accepting.ts";
import { LengthFraming } from "./length_framing.ts";
import { reasonOf } from "./received.ts";
import { Foyer } from "./foyer.ts";
import { Refusals } from "./refusals.ts";
import { bindSocketFile } from "./socket_file.ts";
import { StreamConnection } from "./stream_connection.ts";
import { dialled } from "./streams.ts";

/** Connects to a socket in the file system. */
export async function dialUnix(
  address: UnixLinkAddress,
  signal: AbortSignal,
): Promise<LinkConnection> {
  const conn = await dialled((error) => dialFault(address, error), signal, async (signal) => {
    const conn = await Deno.connect({ transport: "unix", path: address.path });
    if (!signal.aborted) return conn;
    conn.close();
    throw signal.reason;
  });
  return new StreamConnection(conn, new LengthFraming(), { partner: placeText(address) });
}

/** Listens on a socket in the file system, which only those may reach whom its mode lets. */
export async function listenUnix(
  address: UnixLinkAddress,
  refused: (why: string) => void,
): Promise<LinkListener> {
  const refusals = new Refusals(refused);
  const file = await bindSocketFile(address);
  const foyer = new Foyer().open({
    place: placeText(address),
    address,
    stop: () => file.close(),
  });
  const partner = placeText(address);
  void acceptAll(file, () => foyer.isClosed, refusals, (conn) => {
    foyer.enter(new StreamConnection(conn, new LengthFraming(), { partner }));
  });
  return foyer;
}

function dialFault({ path }: UnixLinkAddress, error: unknown): Error {
  if (error instanceof Deno.errors.NotCapable) {
    return new LinkMisconfiguredError(
      `Cannot connect to ${path}: allow it by --allow-net=unix:${path} --allow-read=${path} --allow-write=${path}`,
      { cause: error },
    );
  }
  return new LinkLostError(dialReason(error), { cause: error });
}

function dialReason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "nobody listens there: there is no such file";
  if (error instanceof Deno.errors.ConnectionRefused) {
    return "nobody listens there: the process that made the file has ended";
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return "the file's mode does not let this user in: set mode where it is listened at";
  }
  return reasonOf(error);
}
