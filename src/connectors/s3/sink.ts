import type { S3Client } from "npm:@aws-sdk/client-s3@3.1169.0";
import { missingFaults } from "../arg_checks.ts";
import {
  AWS_ARGS,
  awsAddress,
  type AwsArgs,
  awsConfig,
  awsError,
  awsFailure,
  awsFaults,
  forEachOfMany,
  sha256,
} from "../aws/mod.ts";
import { formFault, TEXT_OR_BYTES } from "../item_form.ts";
import { linesOf, noLine } from "../lines.ts";
import {
  MisconfiguredError,
  type Outgoing,
  type PutOutcome,
  type SinkWire,
  type SinkWireKind,
} from "../wire.ts";

/** What {@link s3Sink} is told. */
export interface S3SinkArgs extends AwsArgs {
  /** The bucket. */
  readonly bucket: string;
  /** What the names of all objects begin with: `orders/`. */
  readonly prefix: string;
  /** What they end with. With `gzip`, `.gz` is added. */
  readonly extension: string;
  /** Whether an object has a batch, a line for each message, or one message, as it is. */
  readonly per: "batch" | "message";
  /** Whether objects are compressed. */
  readonly gzip: boolean;
  /** Whether an object that there is stays as it is, by `If-None-Match: *`. For services that do not know that: `false`, which overwrites it. */
  readonly keepFirst: boolean;
  /** Whether the bucket stands in the path of the address instead of its host, as services other than AWS often want it. */
  readonly forcePathStyle: boolean;
}

/** What {@link s3Sink} writes: a line without an end, or, with `per: "message"`, an object. */
export type S3Item = string | Uint8Array;

/** How long nothing may come or go while an answer is waited for, in milliseconds. */
const IDLE_MS = 5000;
/** How much of an origin stands in a name. */
const READABLE_ORIGIN = 400;
/** Numbers in names have so many digits, so that the names are in the order of the numbers. */
const DIGITS = 16;

/**
 * Writes objects. The name of each is made of the origins of the messages in it, so the same batch, put again, is the same object. An object
 * is seen when it is whole, or not at all.
 *
 * With `per: "batch"` a batch is one object of lines. A batch that is put again after an error is the same batch. After a death of the
 * process messages come again in other batches, so a message may stand in two objects. With `per: "message"` each message is an object of
 * its own: then it stands there once whatever happens, at the price of a request for each.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { json } from "@steady-state/deno/actor";
 * import { defineSink } from "@steady-state/deno/connectors";
 * import { s3Sink } from "@steady-state/deno/connectors/s3";
 *
 * export const archive = defineSink(import.meta, "archive", {
 *   wire: s3Sink,
 *   kind: json<{ id: number }>(),
 *   encode: ({ message }) => JSON.stringify(message),
 * });
 *
 * const args = { region: "eu-central-1", bucket: "archive", prefix: "orders/", extension: ".ndjson" };
 * assertEquals(s3Sink.faults({ ...s3Sink.args, ...args }), []);
 * // graph.actor("NAME", archive, { ports: { messages: rx }, args })
 * ```
 */
export const s3Sink: SinkWireKind<S3Item, S3SinkArgs> = {
  name: "s3",
  args: {
    ...AWS_ARGS,
    bucket: "",
    prefix: "",
    extension: "",
    per: "batch",
    gzip: false,
    keepFirst: true,
    forcePathStyle: false,
  },
  faults: (args) => [
    ...missingFaults(args, "bucket"),
    ...awsFaults(args),
    ...(args.per === "batch" || args.per === "message"
      ? []
      : [`per must be "batch" or "message", but is ${String(args.per)}`]),
  ],
  itemFault: (item) => formFault(TEXT_OR_BYTES, item),
  create: async (args) => {
    const sdk = await import("npm:@aws-sdk/client-s3@3.1169.0");
    return new S3Sink(args, sdk);
  },
};

class S3Sink implements SinkWire<S3Item> {
  readonly #args: S3SinkArgs;
  readonly #sdk: typeof import("npm:@aws-sdk/client-s3@3.1169.0");
  #client: S3Client | undefined;

  constructor(args: S3SinkArgs, sdk: typeof import("npm:@aws-sdk/client-s3@3.1169.0")) {
    this.#args = args;
    this.#sdk = sdk;
  }

  async open(opening: { readonly signal: AbortSignal }): Promise<void> {
    const { bucket, forcePathStyle } = this.#args;
    this.#client = new this.#sdk.S3Client({
      ...await awsConfig(this.#args, { answerMs: 0, idleMs: IDLE_MS }),
      forcePathStyle,
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
    });
    try {
      const check = new this.#sdk.ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 });
      await this.#client.send(check, { abortSignal: opening.signal });
    } catch (error) {
      throw awsError(`write to bucket ${bucket} at ${awsAddress(this.#args)}`, error);
    }
  }

  async put(
    batch: readonly Outgoing<S3Item>[],
    signal: AbortSignal,
  ): Promise<readonly PutOutcome[]> {
    if (this.#args.per === "message") {
      return await forEachOfMany(
        batch,
        ({ origin, item }) => this.#putObject([origin], bytesOf(item), signal),
      );
    }
    const refused = batch.map(({ item }) => noLine(item));
    const lines = batch.filter((_, at) => refused[at] === undefined);
    const outcome = lines.length === 0 ? "done" : await this.#putObject(
      lines.map(({ origin }) => origin),
      linesOf(lines.map(({ item }) => item)),
      signal,
    );
    return refused.map((dead) => dead === undefined ? outcome : { dead });
  }

  close(): Promise<void> {
    this.#client?.destroy();
    return Promise.resolve();
  }

  async #putObject(
    origins: readonly string[],
    bytes: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): Promise<"done" | "again"> {
    const { bucket, gzip, keepFirst } = this.#args;
    const key = await this.#nameOf(origins);
    const put = new this.#sdk.PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: gzip ? await compressed(bytes) : bytes,
      ...(keepFirst && { IfNoneMatch: "*" }),
    });
    try {
      await this.#client!.send(put, { abortSignal: signal });
      return "done";
    } catch (error) {
      const { name, status } = awsFailure(error);
      // It is there already, with the same origins in it; or somebody else is just putting it.
      if (status === 412) return "done";
      if (status === 409) return "again";
      const doing = `put object ${key} into bucket ${bucket} at ${awsAddress(this.#args)}`;
      if (keepFirst && (status === 501 || name === "NotImplemented")) {
        throw new MisconfiguredError(
          `Cannot ${doing}: the service does not know If-None-Match; set keepFirst to false`,
          { cause: error },
        );
      }
      throw awsError(doing, error);
    }
  }

  async #nameOf(origins: readonly string[]): Promise<string> {
    const { prefix, extension, gzip, per } = this.#args;
    const first = origins[0]!.replace(/[^\w./-]/g, "_")
      .replace(/\d+/g, (digits) => digits.padStart(DIGITS, "0")).slice(0, READABLE_ORIGIN);
    const count = per === "batch" ? `-${origins.length}` : "";
    const hash = (await sha256(origins.join("\n"))).slice(0, 32);
    return `${prefix}${first}${count}-${hash}${extension}${gzip ? ".gz" : ""}`;
  }
}

function bytesOf(item: S3Item): Uint8Array<ArrayBuffer> {
  return typeof item === "string" ? new TextEncoder().encode(item) : new Uint8Array(item);
}

async function compressed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
