import type { SQSClient } from "@aws-sdk/client-sqs";
import { missingArgs } from "../arg_faults.ts";
import { AWS_ARGS, type AwsArgs, awsConfig, awsError, awsFaults } from "../aws/client.ts";

/** What a source and a sink of a queue are told alike. */
export interface SqsQueueArgs extends AwsArgs {
  /** The address of the queue: `https://sqs.eu-central-1.amazonaws.com/123456789012/orders`. */
  readonly queueUrl: string;
}

export const SQS_QUEUE_ARGS: SqsQueueArgs = { ...AWS_ARGS, queueUrl: "" };

export type SqsSdk = typeof import("@aws-sdk/client-sqs");

/** The most messages of one request. */
export const SQS_REQUEST_MESSAGES = 10;

/** What is wrong with them. */
export function sqsQueueFaults(args: SqsQueueArgs): string[] {
  const isAddress = args.queueUrl === "" || URL.canParse(args.queueUrl);
  return [
    ...missingArgs(args, "queueUrl"),
    ...awsFaults(args),
    ...(isAddress ? [] : [`queueUrl must be an address, but is ${args.queueUrl}`]),
  ];
}

/** A queue that a wire is connected to. */
export class SqsQueue {
  readonly url: string;
  /** Its name: the last part of its address. */
  readonly name: string;
  /** Whether it keeps the order of each group, and knows duplicates by their ids. */
  readonly isFifo: boolean;
  readonly client: SQSClient;
  /** The most bytes of a message. */
  maxBytes = 0;

  private constructor(url: string, client: SQSClient) {
    this.url = url;
    this.name = url.slice(url.lastIndexOf("/") + 1);
    this.isFifo = url.endsWith(".fifo");
    this.client = client;
  }

  /** Makes a client, and asks the queue whether it is there. */
  static async open(
    args: SqsQueueArgs,
    sdk: SqsSdk,
    { answerMs, signal }: { readonly answerMs: number; readonly signal: AbortSignal },
  ): Promise<SqsQueue> {
    const client = new sdk.SQSClient({
      ...await awsConfig(args, answerMs),
      useQueueUrlAsEndpoint: args.endpoint === "",
    });
    const queue = new SqsQueue(args.queueUrl, client);
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
      client.destroy();
      throw queue.error("connect to", error);
    }
  }

  /** An error of the client, with what was being done. */
  error(doing: string, error: unknown): Error {
    return awsError(`${doing} queue ${this.url}`, error);
  }
}
