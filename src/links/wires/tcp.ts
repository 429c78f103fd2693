import type { LinkConnection, LinkListener, TcpLinkAddress } from "../link.ts";
import { placeText } from "../link.ts";
import { Doorway } from "./doorway.ts";
import { LengthFraming } from "./length_framing.ts";
import { Foyer } from "./foyer.ts";
import { Refusals } from "./refusals.ts";
import { StreamConnection } from "./stream_connection.ts";
import { dialledHost, type OpenStream, openStream, serveStreams } from "./streams.ts";

/** Connects over TCP, by TLS where the address has certificates. */
export async function dialTcp(
  address: TcpLinkAddress,
  signal: AbortSignal,
): Promise<LinkConnection> {
  return await openStream(address, signal, (open) => connection(placeText(address), open));
}

/** Listens on TCP, by TLS where the address has certificates. */
export async function listenTcp(
  address: TcpLinkAddress,
  refused: (why: string) => void,
  turnAway?: (whom: LinkConnection, why: string) => void,
): Promise<LinkListener> {
  const refusals = new Refusals(refused);
  const foyer = new Foyer();
  const doorway = new Doorway(foyer, refusals, turnAway);
  const server = await serveStreams(address, refusals, (caller) => {
    void doorway.welcome(caller, (open) => connection(`tcp ${caller.who}`, open));
  });
  const bound = { ...address, port: server.port };
  return foyer.open({
    place: placeText(bound),
    address: { ...bound, hostname: dialledHost(address.hostname) },
    stop() {
      server.stop();
      doorway.close();
    },
  });
}

function connection(partner: string, { stream, identity }: OpenStream): StreamConnection {
  return new StreamConnection(stream, new LengthFraming(), {
    partner,
    ...(identity === undefined ? {} : { identity }),
  });
}
