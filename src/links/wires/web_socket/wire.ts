import {
  type LinkConnection,
  type LinkListener,
  placeText,
  type WebSocketLinkAddress,
} from "../../link.ts";
import { Doorway } from "../doorway.ts";
import { Received } from "../received.ts";
import { Foyer } from "../foyer.ts";
import { Refusals } from "../refusals.ts";
import { StreamConnection } from "../stream_connection.ts";
import {
  dialledHost,
  type OpenStream,
  openStream,
  serveStreams,
  type StreamPlace,
} from "../streams.ts";
import { answerWebSocket, askForWebSocket } from "./upgrade.ts";
import { WebSocketFraming } from "./web_socket_framing.ts";

/** Connects over WebSocket. Over `wss:` the server's certificate is checked against `tls.caFile`, or against whom Deno trusts. */
export async function dialWebSocket(
  address: WebSocketLinkAddress,
  signal: AbortSignal,
): Promise<LinkConnection> {
  const url = new URL(address.url);
  return await openStream(placeOf(address), signal, async ({ stream, identity }) => {
    const received = new Received(stream);
    await askForWebSocket(stream, received, url);
    return new StreamConnection(stream, new WebSocketFraming(true), {
      partner: placeText(address),
      ...(identity === undefined ? {} : { identity }),
    }, received);
  });
}

/** Listens for WebSockets at the host, port and path of the URL. */
export async function listenWebSocket(
  address: WebSocketLinkAddress,
  refused: (why: string) => void,
  turnAway?: (whom: LinkConnection, why: string) => void,
): Promise<LinkListener> {
  const url = new URL(address.url);
  const refusals = new Refusals(refused);
  const foyer = new Foyer();
  const doorway = new Doorway(foyer, refusals, turnAway);
  const server = await serveStreams(placeOf(address), refusals, (caller) => {
    void doorway.welcome(caller, (open) => answered(open, url.pathname, caller.who));
  });
  url.port = String(server.port);
  const place = url.href;
  url.hostname = dialledHost(url.hostname);
  return foyer.open({
    place,
    address: { ...address, url: url.href },
    stop() {
      server.stop();
      doorway.close();
    },
  });
}

async function answered(
  { stream, identity }: OpenStream,
  path: string,
  who: string,
): Promise<LinkConnection> {
  const received = new Received(stream);
  await answerWebSocket(stream, received, path);
  return new StreamConnection(stream, new WebSocketFraming(false), {
    partner: `webSocket ${who}`,
    ...(identity === undefined ? {} : { identity }),
  }, received);
}

function placeOf({ url: text, tls }: WebSocketLinkAddress): StreamPlace {
  const url = new URL(text);
  const isEncrypted = url.protocol === "wss:";
  const port = url.port === "" ? isEncrypted ? 443 : 80 : Number(url.port);
  // Brackets are the URL's, not the address's.
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (!isEncrypted) return { hostname, port };
  return tls === undefined ? { hostname, port, isPublic: true } : { hostname, port, tls };
}
