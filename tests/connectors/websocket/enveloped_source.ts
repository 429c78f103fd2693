import {
  websocketSource,
  type WebsocketSourceArgs,
} from "../../../src/connectors/websocket/mod.ts";
import type { Pulled, SourceWireKind } from "../../../src/connectors/wire.ts";

/** Frames of the hub: an id, and any bytes as base64. The contract is held to what is in them. */
export const envelopedSource: SourceWireKind<WebsocketSourceArgs> = {
  ...websocketSource,
  async create(args) {
    const wire = await websocketSource.create(args);
    return {
      open: (opening) => wire.open(opening),
      pull: async (max, signal) => (await wire.pull(max, signal))?.map(unpacked),
      settle: (messages) => wire.settle(messages),
      release: (messages) => wire.release?.(messages) ?? Promise.resolve(),
      close: () => wire.close(),
    };
  },
};

function unpacked(message: Pulled): Pulled {
  const { bytes } = JSON.parse(new TextDecoder().decode(message.raw.bytes));
  return { ...message, raw: { ...message.raw, bytes: Uint8Array.fromBase64(bytes) } };
}
