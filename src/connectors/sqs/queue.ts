import type { SQSClient } from "npm:@aws-sdk/client-sqs@3.1169.0";
import { missingFaults } from "../arg_checks.ts";
import { AWS_ARGS, type AwsArgs, awsConfig, awsError, awsFaults } from "../aws/mod.ts";

/** What a source and a sink of a queue are told alike. */
export interface SqsQueueArgs extends AwsArgs {
  /** The address of the queue: `https://sqs.eu-central-1.amazonaws.com/123456789012/orders`. */
  readonly queueUrl: string;
}

export const SQS_QUEUE_ARGS: SqsQueueArgs = { ...AWS_ARGS, queueUrl: "" };

export type SqsSdk = typeof import("npm:@aws-sdk/client-sqs@3.1169.0");

/** The most messages of one request. */
export const SQS_REQUEST_MESSAGES = 10;

/** What is wrong with them. */
export function sqsQueueFaults(args: SqsQueueArgs): string[] {
  const isAddress = args.queueUrl === "" || URL.canParse(args.queueUrl);
  return [
    ...missingFaults(args, "queueUrl"),
    ...awsFaults(args),
    ...(isAddress ? [] : [`queueUrl must be an address, but is ${args.queueUrl}`]),
  ];
}

/** How long an answer may take, beyond what the queue waits for a message, in milliseconds. */
const ANSWER_MS = 4000;

/** A queue that a wire is connected to. */
export class SqsQueue {
  readonly url: string;
  /** Its name: the last part of its address. */
  readonly name: string;
  /** Whether it keeps the order of each group, and knows duplicates by their ids. */
  readonly isFifo: boolean;
  readonly client: SQSClient;
  /** One that tries each request once: whoever receives receives again. */
  readonly receiver: SQSClient;
  /** The most bytes of a message. */
  maxBytes = 0;

  private constructor(url: string, client: SQSClient, receiver: SQSClient) {
    this.url = url;
    this.name = url.slice(url.lastIndexOf("/") + 1);
    this.isFifo = url.endsWith(".fifo");
    this.client = client;
    this.receiver = receiver;
  }

  /** Makes a client, and asks the queue whether it is there. */
  static async open(
    args: SqsQueueArgs,
    sdk: SqsSdk,
    { waitMs, signal }: { readonly waitMs: number; readonly signal: AbortSignal },
  ): Promise<SqsQueue> {
    const client = await clientOf(args, sdk, { waitMs: 0 });
    const receiver = await clientOf(args, sdk, { waitMs, maxAttempts: 1 });
    const queue = new SqsQueue(args.queueUrl, client, receiver);
    try {
      const { Attributes = {} } = await client.send(
        new sdk.GetQueueAttributesCommand({
          QueueUrl: args.queueUrl,
          AttributeNames: ["MaximumMessageSize"],
        }),
        { abortSignal: signal },
      );
      queue.maxBytes = Number(Attributes["MaximumMessageSize"] ?? 262_144);
      return queue;
    } catch (error) {
      queue.close();
      throw queue.error("connect to", error);
    }
  }

  close(): void {
    this.client.destroy();
    this.receiver.destroy();
  }

  /** An error of the client, with what was being done. */
  error(doing: string, error: unknown): Error {
    return awsError(`${doing} queue ${this.url}`, error);
  }
}

async function clientOf(
  args: SqsQueueArgs,
  sdk: SqsSdk,
  { waitMs, ...rest }: { readonly waitMs: number; readonly maxAttempts?: number },
): Promise<SQSClient> {
  const answerMs = waitMs + ANSWER_MS;
  return new sdk.SQSClient({
    ...await awsConfig(args, { answerMs, idleMs: answerMs }),
    ...rest,
    useQueueUrlAsEndpoint: args.endpoint === "",
  });
}
