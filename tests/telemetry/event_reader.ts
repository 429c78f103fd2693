import type { WireEvents } from "../../src/telemetry/wire/wire.ts";

/** An event as it came over the wire. */
export type Received = {
  [Name in keyof WireEvents]: {
    readonly event: Name;
    readonly data: WireEvents[Name];
    readonly id: string | null;
  };
}[keyof WireEvents];

/** Reads server-sent events from a body, as a browser would. */
export class EventReader implements AsyncDisposable {
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly #acknowledge: (sid: string, s: number) => unknown;
  #text = "";
  #sid = "";

  /** `acknowledge` is called with every frame that has a number, as soon as it was read. */
  constructor(
    body: ReadableStream<Uint8Array<ArrayBuffer>>,
    acknowledge: (sid: string, s: number) => unknown = () => {},
  ) {
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
    this.#acknowledge = acknowledge;
  }

  /** The name of the connection, once its hello was read. */
  get sid(): string {
    return this.#sid;
  }

  /** The next event; `null` at the end of the stream. */
  async next(): Promise<Received | null> {
    while (!this.#text.includes("\n\n")) {
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#text += value;
    }
    const end = this.#text.indexOf("\n\n");
    const block = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 2);
    const fields = new Map(
      block.split("\n").map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1)];
      }),
    );
    if (!fields.has("event")) return await this.next(); // A comment.
    const data = JSON.parse(fields.get("data") ?? "null");
    if (fields.get("event") === "hello") this.#sid = data.sid;
    if (typeof data.s === "number") this.#acknowledge(this.#sid, data.s);
    return { event: fields.get("event"), data, id: fields.get("id") ?? null } as Received;
  }

  /** The data of the next event of a name for which `good` holds; others are passed over. */
  async until<Name extends keyof WireEvents>(
    name: Name,
    good: (data: WireEvents[Name]) => boolean = () => true,
  ): Promise<WireEvents[Name]> {
    for (;;) {
      const received = await this.next();
      if (received === null) throw new Error(`The stream ended before ${name}`);
      if (received.event !== name) continue;
      const data = received.data as WireEvents[Name];
      if (good(data)) return data;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel();
  }
}
