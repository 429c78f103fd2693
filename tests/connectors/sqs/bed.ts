import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { type SqsQueueArgs, sqsSink, sqsSource } from "../../../src/connectors/sqs/mod.ts";
import { endpointOf, FORGETS, motoBed, runningMoto, TEST_ACCESS } from "../aws/moto_bed.ts";
import type { Bed, Found, FreshSink } from "../contract/beds.ts";

const module = new URL("../../../src/connectors/sqs/mod.ts", import.meta.url).href;
let queues = 0;

/** A client of the test's own. */
export function sqsClient(): SQSClient & Disposable {
  const client = new SQSClient({
    region: TEST_ACCESS.region,
    endpoint: runningMoto().moto.url,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "the-secret" },
  });
  return Object.assign(client, { [Symbol.dispose]: () => client.destroy() });
}

/** A queue of its own, and what a wire is told of it. */
export async function freshQueue(
  isFifo: boolean,
  options?: { readonly proxied?: boolean },
): Promise<Partial<SqsQueueArgs> & { readonly queueUrl: string }> {
  using client = sqsClient();
  const { QueueUrl } = await client.send(
    new CreateQueueCommand({
      QueueName: `queue-${++queues}${isFifo ? ".fifo" : ""}`,
      Attributes: isFifo ? { FifoQueue: "true" } : {},
    }),
  );
  return { ...TEST_ACCESS, queueUrl: QueueUrl!, endpoint: endpointOf(options) };
}

/** Sends a text. */
export async function sendText(queueUrl: string, body: string, group?: string): Promise<void> {
  using client = sqsClient();
  await client.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: body,
      ...(group !== undefined && {
        MessageGroupId: group,
        MessageDeduplicationId: crypto.randomUUID(),
      }),
    }),
  );
}

/** Takes all that a queue has. */
export async function takeAll(queueUrl: string): Promise<(Found & { body: string })[]> {
  using client = sqsClient();
  const found: (Found & { body: string })[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return found;
    for (const { Body, ReceiptHandle } of Messages) {
      found.push({ bytes: new TextEncoder().encode(Body), body: Body! });
      await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
  }
}

/** A queue has text, and no characters that XML has not. */
function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    // deno-lint-ignore no-control-regex
    return text !== "" && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text);
  } catch {
    return false;
  }
}

const common = {
  ...motoBed,
  wire: "sqs",
  accepts: isText,
  unknownTopic: (args: Readonly<Record<string, unknown>>) => ({
    ...args,
    queueUrl: `${args["queueUrl"]}-nowhere`,
  }),
};

const cannot = {
  "restart": FORGETS,
  "kill server": FORGETS,
  "contents": "a queue has text alone, with none of the control characters in these contents",
} as const;

/** What is not settled holds back what is after it in its group: so the rows that need twenty at once do not hold. */
const HELD_BACK =
  "a FIFO queue hands over no more of a group until what it has handed over is settled";

function sourceBed(isFifo: boolean): Bed {
  return {
    ...common,
    end: "source",
    kind: sqsSource,
    server: `${motoBed.server}, a ${isFifo ? "FIFO" : "standard"} queue`,
    process: { module, exportName: "sqsSource" },
    lanes: isFifo ? 3 : 1,
    ...(!isFifo && { ordered: false as const }),
    redeliveryMs: 5000,
    cannot: {
      ...cannot,
      ...(isFifo ? { "origins": HELD_BACK } : { "order": "a standard queue has none" }),
    },
    async fresh(options) {
      const args = await freshQueue(isFifo, options);
      return {
        args: { ...args, visibilitySeconds: 3, waitSeconds: 1 },
        async publish(messages) {
          for (const { lane, bytes } of messages) {
            const text = new TextDecoder().decode(bytes);
            await sendText(args.queueUrl, text, isFifo ? `lane-${lane}` : undefined);
          }
        },
      };
    },
  };
}

function sinkBed(isFifo: boolean): Bed {
  return {
    ...common,
    end: "sink",
    kind: sqsSink,
    server: `${motoBed.server}, a ${isFifo ? "FIFO" : "standard"} queue`,
    process: { module, exportName: "sqsSink" },
    dedups: isFifo,
    ordered: isFifo,
    cannot: {
      ...cannot,
      ...(!isFifo && { "put twice": "a standard queue knows no duplicates" }),
    },
    async fresh(options): Promise<FreshSink> {
      const args = await freshQueue(isFifo, options);
      return {
        args: { ...args, group: isFifo ? "all" : "" },
        item: (bytes) => new TextDecoder().decode(bytes),
        refused: () => "a \u0000",
        read: () => takeAll(args.queueUrl),
      };
    },
  };
}

/** Both ends of SQS, with both kinds of queues. */
export const beds: readonly Bed[] = [
  sourceBed(false),
  sourceBed(true),
  sinkBed(false),
  sinkBed(true),
];
