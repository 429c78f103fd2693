import { openChannel } from "../../channel/mod.ts";
import { channelSpec } from "../../channel/ring/host.ts";
import type { ChannelOptions } from "../../channel/ring/mod.ts";
import type { KindShape } from "../../channel/kind_shape.ts";
import type { Rx } from "../../channel/rx.ts";
import type { Tx } from "../../channel/tx.ts";

/** Finds out whether a message is one that a channel carries: by sending it on another one, of one message, that nobody else has. */
export class FitTrial {
  readonly #tx: Tx<unknown>;
  readonly #rx: Rx<unknown>;
  readonly #commit: () => void;

  /** @param options of the channel that the messages are for */
  constructor(name: string, kind: KindShape, options: ChannelOptions) {
    const { payloadBytes: bytes } = channelSpec(name, kind, options);
    const measures = kind.hasPayload ? { capacity: 1, bytes } : { capacity: 1 };
    const channel = openChannel(name, kind, measures);
    this.#tx = channel.tx as unknown as Tx<unknown>;
    this.#rx = channel.rx as unknown as Rx<unknown>;
    this.#commit = channel.commit;
  }

  /** Throws what a send of the message would. */
  check(message: unknown): void {
    this.#tx.trySend(message);
    this.#commit();
    this.#rx.advance(this.#rx.availUnits);
    this.#commit();
  }
}
