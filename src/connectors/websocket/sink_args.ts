import { flagFaults, numberFaults, textFaults, urlFaults } from "../arg_checks.ts";

/** What `websocketSink` is told by. Times are in milliseconds. */
export type WebsocketSinkArgs = {
  /** The server to connect to, `wss://…`. To be given. */
  readonly url: string;
  /** The environment variable with the token that it sends; `""`: none. */
  readonly bearerEnv: string;
  /** Whether the server tells what it has settled, by frames `{"settled": n}`, as `websocketSource` with `acks` does. */
  readonly acks: boolean;
  /** With `acks`: how many frames may be under way that are not settled. At most what the server allows. */
  readonly maxUnsettled: number;
  /** How many bytes may wait in this process until the operating system takes them. */
  readonly maxBufferedBytes: number;
  /** A larger item is a dead letter. */
  readonly maxFrameBytes: number;
  /** How often it asks the server for a sign of life; without one it is cut. */
  readonly pingMs: number;
};

/** What `websocketSink` puts: a frame of text, or one of bytes. */
export type WebsocketSinkItem = string | Uint8Array;

/** The values of those that the graph does not give. */
export const WEBSOCKET_SINK_ARGS: WebsocketSinkArgs = {
  url: "",
  bearerEnv: "",
  acks: false,
  maxUnsettled: 500,
  maxBufferedBytes: 1_048_576,
  maxFrameBytes: 1_048_576,
  pingMs: 5_000,
};

/** All that is wrong with these. */
export function websocketSinkFaults(args: WebsocketSinkArgs): string[] {
  return [
    ...urlFaults(args, "url", ["wss:", "ws:"]),
    ...textFaults(args, "bearerEnv"),
    ...flagFaults(args, "acks"),
    ...numberFaults(args, "maxUnsettled", 1),
    ...numberFaults(args, "maxBufferedBytes", 1),
    ...numberFaults(args, "maxFrameBytes", 1),
    ...numberFaults(args, "pingMs", 1),
  ];
}
