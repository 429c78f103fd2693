import type { Msg } from "npm:@nats-io/nats-core@3.4.0";
import type { RawTx } from "../../channel/raw/mod.ts";
import type { Doing } from "../doing.ts";

/** A frame that was handed over and is not all in the channel. */
export interface HeldFrame {
  /** Its number in the stream. */
  readonly sequence: number;
  /** Where the broker is told of it, and of which server's word that is. */
  readonly ack: string;
  readonly server: string;
  readonly count: number;
  readonly body: Uint8Array;
  /** The message that it came by; `undefined` if an earlier generation had it. */
  readonly message: Msg | undefined;
}

/** A lane of a taking end that shares its messages, and what of it is here and not in the channel. */
export class LogWorkerLane {
  readonly tx: RawTx;
  readonly number: number;
  readonly held: HeldFrame[] = [];
  pulling: Doing<readonly Msg[]> | undefined;
  over = new AbortController();

  constructor(tx: RawTx, number: number) {
    this.tx = tx;
    this.number = number;
  }

  drop(): void {
    this.over.abort(new DOMException("The link takes no more", "AbortError"));
    this.over = new AbortController();
    this.pulling = undefined;
    this.held.length = 0;
  }
}
