import { forEachOfMany, inGroups, sha256 } from "../aws/mod.ts";
import { formFault, type ItemForm } from "../item_form.ts";
import {
  MisconfiguredError,
  type Outgoing,
  type PutOutcome,
  type SinkWire,
  type SinkWireKind,
  type WireOpening,
} from "../wire.ts";
import {
  SQS_QUEUE_ARGS,
  SQS_REQUEST_MESSAGES,
  SqsQueue,
  type SqsQueueArgs,
  sqsQueueFaults,
  type SqsSdk,
} from "./queue.ts";

/** What {@link sqsSink} is told. */
export interface SqsSinkArgs extends SqsQueueArgs {
  /** For a FIFO queue, the group of messages that name none; `""` is none. */
  readonly group: string;
}

/** A message to be sent, with what goes beside its text. */
export interface SqsMessage {
  /** Its text. */
  readonly body: string;
  /** Text that goes with it. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** The group whose order a FIFO queue keeps; for fair queues without order, too. */
  readonly group?: string;
  /** How long nobody is given it, in seconds. A FIFO queue has no such thing. */
  readonly delaySeconds?: number;
}

/** What {@link sqsSink} puts: a text, or a text with what goes beside it. */
export type SqsItem = string | SqsMessage;

/** How long the id may be that a FIFO queue knows duplicates by. */
const DEDUPLICATION_ID = /^[\x21-\x7e]{1,128}$/;
/** What no text in a message may have. */
// deno-lint-ignore no-control-regex
const REFUSED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

/** An item that is ready to be sent, and where in the batch it is. */
interface SqsEntry {
  readonly at: number;
  readonly bytes: number;
  readonly group: string;
  readonly entry: Record<string, unknown>;
}

/**
 * Sends messages to a queue, ten in a request. A FIFO queue is given the origin as the id that it knows duplicates by, so what is put again
 * within five minutes is sent once; of an origin with more than 128 characters or with others than printable ones of ASCII, the id is the
 * SHA-256. A standard queue knows no duplicates: what is put again is sent again.
 *
 * Texts that are too long, or with characters that a queue does not take, are refused for good.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { json } from "@steady-state/deno/actor";
 * import { defineSink } from "@steady-state/deno/connectors";
 * import { sqsSink } from "@steady-state/deno/connectors/sqs";
 *
 * export const bills = defineSink(import.meta, "bills", {
 *   wire: sqsSink,
 *   kind: json<{ customer: string; cents: number }>(),
 *   encode: ({ message }) => ({ body: JSON.stringify(message), group: message.customer }),
 * });
 *
 * const args = { region: "eu-central-1", queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/bills.fifo" };
 * assertEquals(sqsSink.faults({ ...sqsSink.args, ...args }), []);
 * // graph.actor("NAME", bills, { ports: { messages: rx }, args })
 * ```
 */
export const sqsSink: SinkWireKind<SqsItem, SqsSinkArgs> = {
  name: "sqs",
  args: { ...SQS_QUEUE_ARGS, group: "" },
  faults: sqsQueueFaults,
  itemFault: (item) => formFault(SQS_ITEM, item),
  create: async (args) => new SqsSink(args, await import("npm:@aws-sdk/client-sqs@3.1169.0")),
};

const SQS_ITEM: ItemForm = {
  takes: "a text, or an object whose body is a text",
  text: true,
  object: ({ body }) => typeof body === "string",
};

class SqsSink implements SinkWire<SqsItem> {
  readonly #args: SqsSinkArgs;
  readonly #sdk: SqsSdk;
  #queue: SqsQueue | undefined;

  constructor(args: SqsSinkArgs, sdk: SqsSdk) {
    this.#args = args;
    this.#sdk = sdk;
  }

  async open({ signal }: WireOpening): Promise<void> {
    this.#queue = await SqsQueue.open(this.#args, this.#sdk, { waitMs: 0, signal });
  }

  async put(
    batch: readonly Outgoing<SqsItem>[],
    signal: AbortSignal,
  ): Promise<readonly PutOutcome[]> {
    const outcomes: PutOutcome[] = batch.map(() => "done");
    const entries: SqsEntry[] = [];
    for (const [at, outgoing] of batch.entries()) {
      const entry = await this.#entryOf(outgoing, at);
      if ("dead" in entry) outcomes[at] = entry;
      else entries.push(entry);
    }
    const requests = this.#requestsOf(entries);
    const send = (request: readonly SqsEntry[]) => this.#send(request, outcomes, signal);
    if (!this.#queue!.isFifo) {
      await forEachOfMany(requests, send);
      return outcomes;
    }
    // In order: what comes after a refused message of its group waits with it.
    const waiting = new Set<string>();
    for (const request of requests) {
      const held = request.filter(({ group }) => waiting.has(group));
      for (const { at } of held) outcomes[at] = "again";
      const sent = request.filter(({ group }) => !waiting.has(group));
      if (sent.length > 0) await send(sent);
      for (const { at, group } of sent) if (outcomes[at] === "again") waiting.add(group);
    }
    return outcomes;
  }

  close(): Promise<void> {
    this.#queue?.close();
    return Promise.resolve();
  }

  async #entryOf(
    { origin, item }: Outgoing<SqsItem>,
    at: number,
  ): Promise<SqsEntry | { readonly dead: string }> {
    const { body, attributes = {}, group, delaySeconds }: SqsMessage = typeof item === "string"
      ? { body: item }
      : item;
    const { isFifo, maxBytes, name } = this.#queue!;
    const texts = [body, ...Object.entries(attributes).flat()];
    const bytes = texts.reduce((sum, text) => sum + new TextEncoder().encode(text).length, 0);
    if (bytes > maxBytes) return { dead: `It has ${bytes} bytes, but ${name} takes ${maxBytes}` };
    if (body === "") return { dead: `It is empty, but ${name} takes no empty messages` };
    if (texts.some((text) => REFUSED.test(text))) {
      return { dead: `It has a character that ${name} does not take, such as U+0000` };
    }
    const inGroup = group ?? this.#args.group;
    if (isFifo && inGroup === "") {
      throw new MisconfiguredError(
        `Cannot send to ${
          this.#queue!.url
        }: a FIFO queue wants a group; give the arg group, or a group with each message`,
      );
    }
    const names = Object.entries(attributes);
    return {
      at,
      bytes,
      group: inGroup,
      entry: {
        Id: String(at),
        MessageBody: body,
        ...(inGroup !== "" && { MessageGroupId: inGroup }),
        ...(isFifo && { MessageDeduplicationId: await deduplicationId(origin) }),
        ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
        ...(names.length > 0 && {
          MessageAttributes: Object.fromEntries(
            names.map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
          ),
        }),
      },
    };
  }

  /** Requests of ten messages at most, and of no more bytes together than one message may have. */
  #requestsOf(entries: readonly SqsEntry[]): SqsEntry[][] {
    return inGroups(entries, SQS_REQUEST_MESSAGES).flatMap((group) => {
      const requests: SqsEntry[][] = [[]];
      let bytes = 0;
      for (const entry of group) {
        if (bytes > 0 && bytes + entry.bytes > this.#queue!.maxBytes) {
          requests.push([]);
          bytes = 0;
        }
        requests.at(-1)!.push(entry);
        bytes += entry.bytes;
      }
      return requests;
    });
  }

  async #send(
    request: readonly SqsEntry[],
    outcomes: PutOutcome[],
    signal: AbortSignal,
  ): Promise<void> {
    try {
      const { Failed = [] } = await this.#queue!.client.send(
        new this.#sdk.SendMessageBatchCommand({
          QueueUrl: this.#queue!.url,
          Entries: request.map(({ entry }) => entry as never),
        }),
        { abortSignal: signal },
      );
      for (const { Id, SenderFault, Code, Message } of Failed) {
        const reason = [Code, Message].filter(Boolean).join(": ");
        const isDead = SenderFault === true && !/throttl|overlimit/i.test(Code ?? "");
        outcomes[Number(Id)] = isDead ? { dead: reason } : "again";
      }
    } catch (error) {
      throw this.#queue!.error("send to", error);
    }
  }
}

async function deduplicationId(origin: string): Promise<string> {
  return DEDUPLICATION_ID.test(origin) ? origin : await sha256(origin);
}
