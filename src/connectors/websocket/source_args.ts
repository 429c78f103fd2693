import { flagFaults, numberFaults, pathFaults, textFaults, urlFaults } from "../arg_checks.ts";

/** What `websocketSource` is told by. Times are in milliseconds. */
export type WebsocketSourceArgs = {
  /** The server to connect to, `wss://…`; `""`: it is a server itself, at `hostname`, `port` and `path`. */
  readonly url: string;
  /** Where it listens, as a server; `0.0.0.0` for all addresses of the machine. */
  readonly hostname: string;
  /** The port at which it listens, as a server; 0 for a free one, which the actor's log tells. */
  readonly port: number;
  /** The path at which it accepts sockets, as a server. */
  readonly path: string;
  /** The environment variable with the token that it wants, as a server, or sends, as a client; `""`: none. */
  readonly bearerEnv: string;
  /** The frame that it sends first, as a client, for instance to subscribe; `""`: none. */
  readonly greeting: string;
  /** The field of a frame of JSON that has the sender's id of it; `""`: frames are counted. */
  readonly idField: string;
  /** Whether it tells senders what is settled, by frames `{"settled": n}`. */
  readonly acks: boolean;
  /** With `acks`: how many frames of a connection may be unsettled. A sender that sends more is cut. */
  readonly maxUnsettled: number;
  /** Without `acks`: how many frames may wait until there is room for them in the graph. Then nothing more is read. */
  readonly maxQueued: number;
  /** A larger frame ends its connection. */
  readonly maxFrameBytes: number;
  /** How many sockets it accepts at a time, as a server. */
  readonly maxConnections: number;
  /** How often it asks the other side for a sign of life; without one it is cut. */
  readonly pingMs: number;
  /** Of how many settled frames the id is remembered, so that a repeated one is not taken again. */
  readonly rememberedIds: number;
};

/** The values of those that the graph does not give. */
export const WEBSOCKET_SOURCE_ARGS: WebsocketSourceArgs = {
  url: "",
  hostname: "127.0.0.1",
  port: 8001,
  path: "/",
  bearerEnv: "",
  greeting: "",
  idField: "",
  acks: false,
  maxUnsettled: 1_000,
  maxQueued: 1_000,
  maxFrameBytes: 1_048_576,
  maxConnections: 100,
  pingMs: 5_000,
  rememberedIds: 10_000,
};

/** All that is wrong with these. */
export function websocketSourceFaults(args: WebsocketSourceArgs): string[] {
  return [
    ...(args.url === "" ? [] : urlFaults(args, "url", ["wss:", "ws:"])),
    ...textFaults(args, "hostname"),
    ...numberFaults(args, "port", 0, 65_535),
    ...pathFaults(args, "path"),
    ...textFaults(args, "bearerEnv"),
    ...textFaults(args, "greeting"),
    ...textFaults(args, "idField"),
    ...flagFaults(args, "acks"),
    ...numberFaults(args, "maxUnsettled", 1),
    ...numberFaults(args, "maxQueued", 1),
    ...numberFaults(args, "maxFrameBytes", 1),
    ...numberFaults(args, "maxConnections", 1),
    ...numberFaults(args, "pingMs", 1),
    ...numberFaults(args, "rememberedIds", 0),
  ];
}
