import type { Message } from "npm:@aws-sdk/client-sqs@3.1169.0";
import { numberFaults } from "../arg_checks.ts";
import { forEachOfMany, inGroups, orAborted } from "../aws/mod.ts";
import type { Pulled, RawMessage, SourceOpening, SourceWire, SourceWireKind } from "../wire.ts";
import {
  SQS_QUEUE_ARGS,
  SQS_REQUEST_MESSAGES,
  SqsQueue,
  type SqsQueueArgs,
  sqsQueueFaults,
  type SqsSdk,
} from "./queue.ts";

/** What {@link sqsSource} is told. */
export interface SqsSourceArgs extends SqsQueueArgs {
  /** How long the queue may wait for a message before it answers that there is none, in seconds. */
  readonly waitSeconds: number;
  /** How long nobody else is given a message that is under way, in seconds. It is renewed as long as the source lives. */
  readonly visibilitySeconds: number;
}

/** What a message of a queue is settled by. */
export interface SqsHandle {
  /** Its id, which stays the same. */
  readonly id: string;
  /** What it is deleted by, another one whenever it is handed over. */
  readonly receiptHandle: string;
}

/** How often a request for several messages is repeated for those that the queue has refused for now. */
const ATTEMPTS = 3;

/**
 * Receives the messages of a queue, and deletes those that are settled. What is under way is kept from others as long as the source lives,
 * however long it takes; after a death it comes again once `visibilitySeconds` are over.
 *
 * The origin of a message is `QUEUE/ID`, of a FIFO queue `QUEUE/SEQUENCE_NUMBER`; its group is its `key`. Headers have its attributes, and
 * `receiveCount`, how often it has been handed over.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { json } from "@steady-state/deno/actor";
 * import { defineSource } from "@steady-state/deno/connectors";
 * import { sqsSource } from "@steady-state/deno/connectors/sqs";
 *
 * export const orders = defineSource(import.meta, "orders", {
 *   wire: sqsSource,
 *   kind: json<{ id: number }>(),
 * });
 *
 * const args = { region: "eu-central-1", queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" };
 * assertEquals(sqsSource.faults({ ...sqsSource.args, ...args }), []);
 * // graph.actor("NAME", orders, { ports: { messages: tx }, args })
 * ```
 */
export const sqsSource: SourceWireKind<SqsSourceArgs, SqsHandle> = {
  name: "sqs",
  args: { ...SQS_QUEUE_ARGS, waitSeconds: 5, visibilitySeconds: 60 },
  redelivers: true,
  faults: (args) => [
    ...sqsQueueFaults(args),
    ...numberFaults(args, "waitSeconds", 0, 20),
    ...numberFaults(args, "visibilitySeconds", 3, 43_200),
  ],
  create: async (args) => new SqsSource(args, await import("npm:@aws-sdk/client-sqs@3.1169.0")),
};

class SqsSource implements SourceWire<SqsHandle> {
  readonly #args: SqsSourceArgs;
  readonly #sdk: SqsSdk;
  readonly #closed = new AbortController();
  #opening!: SourceOpening;
  #queue: SqsQueue | undefined;
  #keeping: Promise<void> | undefined;
  /** What the queue is being asked, and what it has handed over that no pull has taken. */
  #asked: Promise<Message[]> | undefined;
  readonly #taken: Message[] = [];
  /** Until when nobody else is given what is under way, by receipt handle. */
  readonly #underWay = new Map<string, number>();

  constructor(args: SqsSourceArgs, sdk: SqsSdk) {
    this.#args = args;
    this.#sdk = sdk;
  }

  async open(opening: SourceOpening): Promise<void> {
    this.#opening = opening;
    const waitMs = this.#args.waitSeconds * 1000;
    this.#queue = await SqsQueue.open(this.#args, this.#sdk, { waitMs, signal: opening.signal });
    this.#keeping = this.#keep();
  }

  async pull(max: number, signal: AbortSignal): Promise<readonly Pulled<SqsHandle>[]> {
    const first = Math.min(max, SQS_REQUEST_MESSAGES);
    if (this.#taken.length === 0) {
      await this.#receive(signal, () => this.#ask(first, this.#args.waitSeconds));
    }
    if (this.#taken.length === first && max > first && !signal.aborted) {
      // There may be more, and who waits for them has some already: an error of these is met again by the next pull.
      const sizes = inGroups(Array(max - first).fill(0), SQS_REQUEST_MESSAGES);
      await this.#receive(signal, async () => {
        const ask = ({ length }: unknown[]) => this.#ask(length, 0).catch(() => []);
        return (await forEachOfMany(sizes, ask)).flat();
      });
    }
    return this.#taken.splice(0, max).map((message) => this.#pulled(message));
  }

  async settle(messages: readonly Pulled<SqsHandle>[]): Promise<void> {
    const handles = messages.map(({ position }) => position.receiptHandle);
    await this.#forEach(handles, "delete messages of", (Entries) =>
      this.#queue!.client.send(
        new this.#sdk.DeleteMessageBatchCommand({ QueueUrl: this.#queue!.url, Entries }),
      ));
    for (const handle of handles) this.#underWay.delete(handle);
  }

  async release(messages: readonly Pulled<SqsHandle>[]): Promise<void> {
    const handles = messages.map(({ position }) => position.receiptHandle);
    for (const handle of handles) this.#underWay.delete(handle);
    await this.#show(handles, 0);
  }

  async lag(): Promise<number | undefined> {
    const name = "ApproximateNumberOfMessages";
    try {
      const { Attributes } = await this.#queue!.receiver.send(
        new this.#sdk.GetQueueAttributesCommand({
          QueueUrl: this.#queue!.url,
          AttributeNames: [name],
        }),
        { abortSignal: this.#closed.signal },
      );
      const number = Attributes?.[name];
      return number === undefined ? undefined : Number(number);
    } catch (error) {
      throw this.#queue!.error("ask", error);
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#keeping;
    this.#taken.push(...await this.#asked?.catch(() => []) ?? []);
    // What was received and never pulled is given back, if the queue can still be reached.
    await this.#show(this.#taken.map(({ ReceiptHandle }) => ReceiptHandle!), 0).catch(() => {});
    this.#queue?.close();
  }

  /**
   * Receives, until the signal is aborted. The question goes on then, and its answer is that of the next pull: what the queue hands over is
   * kept from everybody, so an answer that nobody hears would be missed for as long as that lasts.
   */
  async #receive(signal: AbortSignal, ask: () => Promise<Message[]>): Promise<void> {
    this.#asked ??= ask();
    const messages = await orAborted(this.#asked, signal).catch((error) => {
      this.#asked = undefined;
      throw error;
    });
    if (messages === "aborted") return;
    this.#asked = undefined;
    this.#taken.push(...messages);
  }

  async #ask(most: number, seconds: number): Promise<Message[]> {
    const takenAt = this.#opening.world.now();
    try {
      const { Messages = [] } = await this.#queue!.receiver.send(
        new this.#sdk.ReceiveMessageCommand({
          QueueUrl: this.#queue!.url,
          MaxNumberOfMessages: most,
          WaitTimeSeconds: seconds,
          VisibilityTimeout: this.#args.visibilitySeconds,
          MessageSystemAttributeNames: ["All"],
          MessageAttributeNames: ["All"],
        }),
        { abortSignal: this.#closed.signal },
      );
      const until = takenAt + this.#args.visibilitySeconds * 1000;
      for (const { ReceiptHandle } of Messages) this.#underWay.set(ReceiptHandle!, until);
      return Messages;
    } catch (error) {
      throw this.#queue!.error("receive from", error);
    }
  }

  #pulled(message: Message): Pulled<SqsHandle> {
    const { name } = this.#queue!;
    const { MessageId = "", ReceiptHandle = "", Body = "", Attributes = {} } = message;
    const { SequenceNumber, MessageGroupId, SentTimestamp } = Attributes;
    const raw: RawMessage = {
      bytes: new TextEncoder().encode(Body),
      subject: name,
      headers: headersOf(message),
      ...(MessageGroupId !== undefined && { key: MessageGroupId }),
      ...(SentTimestamp !== undefined && { at: Number(SentTimestamp) }),
    };
    return {
      origin: `${name}/${SequenceNumber ?? MessageId}`,
      partition: name,
      position: { id: MessageId, receiptHandle: ReceiptHandle },
      raw,
    };
  }

  /** Keeps what is under way from others, as long as this wire lives. */
  async #keep(): Promise<void> {
    const { signal } = this.#closed;
    const { world } = this.#opening;
    const visibleMs = this.#args.visibilitySeconds * 1000;
    while (true) {
      await world.pause(visibleMs / 3, signal);
      if (signal.aborted) return;
      const now = world.now();
      const due = [...this.#underWay].filter(([, until]) => until < now + visibleMs * 2 / 3)
        .map(([handle]) => handle);
      if (due.length === 0) continue;
      try {
        await this.#show(due, this.#args.visibilitySeconds);
        for (const handle of due) {
          if (this.#underWay.has(handle)) this.#underWay.set(handle, now + visibleMs);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.#opening.log(`messages under way may be handed to others, too: ${error}`);
      }
    }
  }

  /** Has messages handed to somebody else after so many seconds. */
  #show(handles: readonly string[], seconds: number): Promise<void> {
    return this.#forEach(handles, "keep messages of", (entries) =>
      this.#queue!.client.send(
        new this.#sdk.ChangeMessageVisibilityBatchCommand({
          QueueUrl: this.#queue!.url,
          Entries: entries.map((entry) => ({ ...entry, VisibilityTimeout: seconds })),
        }),
      ));
  }

  /** Asks for something for each message, ten in a request, and again for those that were refused for now. */
  async #forEach(
    handles: readonly string[],
    doing: string,
    ask: (entries: { Id: string; ReceiptHandle: string }[]) => Promise<SqsBatchAnswer>,
  ): Promise<void> {
    await forEachOfMany(inGroups(handles, SQS_REQUEST_MESSAGES), async (group) => {
      let entries = group.map((ReceiptHandle, at) => ({ Id: String(at), ReceiptHandle }));
      for (let attempt = 1;; attempt++) {
        const failed = await this.#failedOf(doing, () => ask(entries));
        const again = new Set(failed.filter((one) => !one.SenderFault).map(({ Id }) => Id));
        const lost = failed.find(({ SenderFault }) => SenderFault);
        if (lost !== undefined) {
          this.#opening.log(
            `${failed.length - again.size} messages of ${
              this.#queue!.name
            } are no longer ours, and come again: ${lost.Code}`,
          );
        }
        if (again.size === 0) return;
        if (attempt === ATTEMPTS) {
          throw this.#queue!.error(doing, {
            name: failed[0]!.Code,
            message: `${again.size} are refused after ${ATTEMPTS} attempts`,
          });
        }
        entries = entries.filter(({ Id }) => again.has(Id));
      }
    });
  }

  async #failedOf(doing: string, ask: () => Promise<SqsBatchAnswer>): Promise<SqsBatchFailure[]> {
    try {
      return (await ask()).Failed ?? [];
    } catch (error) {
      throw this.#queue!.error(doing, error);
    }
  }
}

/** What has become of the entries of a request that failed. */
interface SqsBatchAnswer {
  readonly Failed?: SqsBatchFailure[] | undefined;
}

interface SqsBatchFailure {
  readonly Id: string | undefined;
  readonly SenderFault: boolean | undefined;
  readonly Code: string | undefined;
}

function headersOf({ MessageAttributes = {}, Attributes = {} }: Message): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, { StringValue }] of Object.entries(MessageAttributes)) {
    if (StringValue !== undefined) headers[name] = StringValue;
  }
  const receiveCount = Attributes.ApproximateReceiveCount;
  if (receiveCount !== undefined) headers["receiveCount"] = receiveCount;
  return headers;
}
