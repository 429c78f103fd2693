import { fromEnvironment } from "../../client/environment.ts";
import type { Outgoing, PutOutcome, SinkWire, WireOpening } from "../wire.ts";
import { connect, placeOf } from "./connect.ts";
import type { ConnectionEnd, SocketConnection } from "./connection.ts";
import type { WebsocketSinkArgs, WebsocketSinkItem } from "./sink_args.ts";

/** Sends frames, as a client. */
export class WebsocketSinkWire implements SinkWire<WebsocketSinkItem> {
  readonly #args: Readonly<WebsocketSinkArgs>;
  #connection: SocketConnection | undefined;
  #lost: Error | undefined;
  /** How many frames of this connection were sent, and how many of them the operating system has, and the server has settled. */
  #sent = 0;
  #handed = 0;
  #settled = 0;
  /** Called when one of these has changed, or the connection has ended. */
  #wake = () => {};

  constructor(args: Readonly<WebsocketSinkArgs>) {
    this.#args = args;
  }

  async open(opening: WireOpening): Promise<void> {
    const { url, bearerEnv, maxFrameBytes, pingMs } = this.#args;
    const token = fromEnvironment("bearerEnv", bearerEnv);
    const listener = {
      frame: (data: Uint8Array, isBinary: boolean) => this.#hear(data, isBinary),
      over: (end: ConnectionEnd) => this.#lose(end),
    };
    this.#connection = await connect({ url, token, maxFrameBytes, pingMs }, listener, opening);
  }

  async put(
    batch: readonly Outgoing<WebsocketSinkItem>[],
    signal: AbortSignal,
  ): Promise<readonly PutOutcome[]> {
    const first = this.#sent;
    const { maxFrameBytes } = this.#args;
    /** Of each item the number of its frame, from 1 on, if it was sent. */
    const frames: (number | undefined)[] = [];
    const outcomes = batch.map(({ item }): PutOutcome => {
      const bytes = bytesIn(item);
      if (bytes <= maxFrameBytes) return "again";
      return { dead: `it has ${bytes} bytes, and a frame may have ${maxFrameBytes}` };
    });
    for (let i = 0; i < batch.length; i++) {
      if (outcomes[i] !== "again") continue;
      if (!await this.#until(() => this.#hasRoom(), signal)) break;
      frames[i] = this.#send((batch[i] as Outgoing<WebsocketSinkItem>).item);
    }
    const last = this.#sent;
    await this.#until(() => this.#done >= last, signal);
    if (this.#lost !== undefined && this.#done <= first) throw this.#lost;
    return outcomes.map((outcome, i) => {
      const frame = frames[i];
      return frame !== undefined && frame <= this.#done ? "done" : outcome;
    });
  }

  async close(): Promise<void> {
    await this.#connection?.close(1000, "the sink stops");
  }

  /** Of how many frames it is known that nothing is to be done for them any more. */
  get #done(): number {
    return this.#args.acks ? this.#settled : this.#handed;
  }

  #hasRoom(): boolean {
    const { acks, maxUnsettled, maxBufferedBytes } = this.#args;
    if (acks && this.#sent - this.#settled >= maxUnsettled) return false;
    return (this.#connection as SocketConnection).bufferedBytes < maxBufferedBytes;
  }

  #send(item: WebsocketSinkItem): number {
    const frame = ++this.#sent;
    void (this.#connection as SocketConnection).send(item).then((isHanded) => {
      if (isHanded) this.#handed = frame;
      this.#wake();
    });
    return frame;
  }

  #hear(data: Uint8Array, isBinary: boolean): void {
    if (!this.#args.acks || isBinary) return;
    const settled = settledIn(data);
    // What it tells beyond what was sent is no word to go by.
    if (settled === undefined || settled > this.#sent) return;
    this.#settled = Math.max(this.#settled, settled);
    this.#wake();
  }

  #lose({ code, reason }: ConnectionEnd): void {
    const why = reason === "" ? "" : `, ${reason}`;
    const place = placeOf(this.#args.url);
    this.#lost = new Error(`${place} has ended the connection with ${code}${why}`);
    this.#wake();
  }

  /** Waits until it holds; false if the connection or the time is over before. */
  async #until(holds: () => boolean, signal: AbortSignal): Promise<boolean> {
    while (!holds()) {
      if (this.#lost !== undefined || signal.aborted) return false;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      signal.addEventListener("abort", resolve as () => void);
      await promise;
      signal.removeEventListener("abort", resolve as () => void);
      this.#wake = () => {};
    }
    return this.#lost === undefined;
  }
}

function bytesIn(item: WebsocketSinkItem): number {
  if (typeof item !== "string") return item.length;
  // No character takes more than three bytes, so most texts need not be encoded to know.
  return item.length * 3 <= 1024 ? item.length * 3 : new TextEncoder().encode(item).length;
}

function settledIn(data: Uint8Array): number | undefined {
  try {
    const { settled } = JSON.parse(new TextDecoder().decode(data));
    return Number.isSafeInteger(settled) ? settled : undefined;
  } catch {
    return undefined;
  }
}
