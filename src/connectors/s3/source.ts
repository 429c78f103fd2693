import type { S3Client } from "npm:@aws-sdk/client-s3@3.1169.0";
import { missingFaults, numberFaults } from "../arg_checks.ts";
import {
  AWS_ARGS,
  awsAddress,
  type AwsArgs,
  awsConfig,
  awsError,
  awsFaults,
  orAborted,
} from "../aws/mod.ts";
import { openingFiles } from "../disk.ts";
import { type CutLine, LineCutter } from "../lines.ts";
import type { Pulled, SourceOpening, SourceWire, SourceWireKind } from "../wire.ts";
import { markerFile, markerObject, type MarkerPlace, readMarker, type S3Marker } from "./marker.ts";
import { objectBytes } from "./object_bytes.ts";

/** What {@link s3Source} is told. */
export interface S3SourceArgs extends AwsArgs {
  /** The bucket. */
  readonly bucket: string;
  /** What the names of the objects begin with that are read; `""` reads all. */
  readonly prefix: string;
  /** What a message is: a line of an object, or all of it. */
  readonly read: "lines" | "whole";
  /** Whether to look for new objects at the end. With `false` the source ends when all that is there has been read. */
  readonly follow: boolean;
  /** The file that says how far the bucket has been read. Either it or `marker` must be given. */
  readonly positions: string;
  /** The object of the bucket that says so instead. Its name must not begin with `prefix`. */
  readonly marker: string;
  /** The most bytes of a message. Of a longer one, the first so many become a dead letter. */
  readonly maxBytes: number;
  /** How often to look for new objects, in milliseconds. */
  readonly pollMs: number;
  /** Whether the bucket stands in the path of the address instead of its host, as services other than AWS often want it. */
  readonly forcePathStyle: boolean;
}

/** What a message of an object is settled by. */
export type S3LinePosition = S3Marker;

/** How long nothing may come or go while an answer is waited for, in milliseconds. */
const IDLE_MS = 5000;

/** The object that is being read. */
interface ReadObject {
  readonly key: string;
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly cutter: LineCutter;
  /** Bytes to be passed over: they were done before, and cannot be left out of a compressed object. */
  skip: number;
  /** Why no more of it can be read. */
  fault?: string;
  isRead: boolean;
}

/**
 * Reads the objects of a bucket in the order of their names, as lines or whole. Objects whose names end in `.gz` are decompressed. How far
 * it has come stands in a file or in an object. Names must grow: an object whose name comes before one that was read is never seen.
 *
 * The origin of a message is `BUCKET/KEY/OFFSET`.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { json } from "@steady-state/deno/actor";
 * import { defineSource } from "@steady-state/deno/connectors";
 * import { s3Source } from "@steady-state/deno/connectors/s3";
 *
 * export const archived = defineSource(import.meta, "archived", {
 *   wire: s3Source,
 *   kind: json<{ id: number }>(),
 * });
 *
 * const args = { region: "eu-central-1", bucket: "archive", prefix: "orders/", positions: "state/archive.json", follow: false };
 * assertEquals(s3Source.faults({ ...s3Source.args, ...args }), []);
 * // graph.actor("NAME", archived, { ports: { messages: tx }, args })
 * ```
 */
export const s3Source: SourceWireKind<S3SourceArgs, S3LinePosition> = {
  name: "s3",
  args: {
    ...AWS_ARGS,
    bucket: "",
    prefix: "",
    read: "lines",
    follow: true,
    positions: "",
    marker: "",
    maxBytes: 1_048_576,
    pollMs: 5000,
    forcePathStyle: false,
  },
  redelivers: true,
  faults: (args) => [
    ...missingFaults(args, "bucket"),
    ...awsFaults(args),
    ...numberFaults(args, "maxBytes", 1, 1_073_741_824),
    ...numberFaults(args, "pollMs", 10, 3_600_000),
    ...(args.read === "lines" || args.read === "whole"
      ? []
      : [`read must be "lines" or "whole", but is ${String(args.read)}`]),
    ...((args.positions === "") === (args.marker === "")
      ? ["either positions, a file, or marker, an object, must be given"]
      : []),
    ...(args.marker !== "" && args.marker.startsWith(args.prefix)
      ? ["marker must not begin with prefix: it would be read as a message"]
      : []),
  ],
  create: async (args) => {
    const sdk = await import("npm:@aws-sdk/client-s3@3.1169.0");
    return new S3Source(args, sdk);
  },
};

class S3Source implements SourceWire<S3LinePosition> {
  readonly #args: S3SourceArgs;
  readonly #sdk: typeof import("npm:@aws-sdk/client-s3@3.1169.0");
  readonly #closed = new AbortController();
  #opening!: SourceOpening;
  #client!: S3Client;
  #marker: MarkerPlace | undefined;
  /** The last object that was begun, and the names that are known to come after it. */
  #begun = "";
  #keys: string[] = [];
  #object: ReadObject | undefined;
  /** What is under way: it goes on while a pull has been aborted, and the next one has it. */
  #step: Promise<boolean> | undefined;

  constructor(args: S3SourceArgs, sdk: typeof import("npm:@aws-sdk/client-s3@3.1169.0")) {
    this.#args = args;
    this.#sdk = sdk;
  }

  async open(opening: SourceOpening): Promise<void> {
    const { bucket, positions, marker, forcePathStyle } = this.#args;
    this.#opening = opening;
    this.#client = new this.#sdk.S3Client({
      ...await awsConfig(this.#args, { answerMs: 0, idleMs: IDLE_MS }),
      forcePathStyle,
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
    });
    await this.#asking(async () => {
      await this.#list("", 1);
      this.#marker = marker === ""
        ? await openingFiles(`keep the marker in ${positions}`, () => markerFile(positions))
        : markerObject(this.#sdk, this.#client, { Bucket: bucket, Key: marker });
      const { key, offset } = readMarker(await this.#marker.read(), positions || marker);
      if (key !== "") this.#begin(key, offset);
    });
  }

  async pull(
    max: number,
    signal: AbortSignal,
  ): Promise<readonly Pulled<S3LinePosition>[] | undefined> {
    const pulled: Pulled<S3LinePosition>[] = [];
    while (!signal.aborted) {
      this.#hand(max, pulled);
      if (pulled.length > 0) return pulled;
      this.#step ??= this.#goOn();
      const hasMore = await orAborted(this.#step, signal);
      if (hasMore === "aborted") return [];
      this.#step = undefined;
      if (hasMore) continue;
      if (!this.#args.follow) return undefined;
      await this.#opening.world.pause(this.#args.pollMs, signal);
    }
    return pulled;
  }

  async settle(messages: readonly Pulled<S3LinePosition>[]): Promise<void> {
    const last = messages.at(-1);
    if (last === undefined) return;
    await this.#asking(() => this.#marker!.save(`${JSON.stringify(last.position)}\n`));
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#step?.catch(() => {});
    await this.#object?.reader.cancel().catch(() => {});
    this.#marker?.close();
    this.#client?.destroy();
  }

  /** Hands over what is here. */
  #hand(max: number, pulled: Pulled<S3LinePosition>[]): void {
    const object = this.#object;
    if (object === undefined || this.#step !== undefined) return;
    const { cutter, key } = object;
    const { bucket, maxBytes, read } = this.#args;
    while (pulled.length < max) {
      const line = read === "lines" ? cutter.next() : undefined;
      const rest = line ?? (object.isRead ? lastOf(object) : undefined);
      if (rest === undefined) {
        if (object.isRead) this.#object = undefined;
        return;
      }
      const { bytes, start, end, length } = rest;
      const fault = line === undefined && object.fault !== undefined
        ? object.fault
        : length > bytes.length
        ? `it has ${length} bytes, of which ${bytes.length} are here: maxBytes is ${maxBytes}`
        : undefined;
      if (line === undefined) delete object.fault;
      pulled.push({
        origin: `${bucket}/${key}/${start}`,
        partition: bucket,
        position: { key, offset: end },
        raw: {
          bytes,
          subject: key,
          ...(length > bytes.length && { headers: { bytes: String(length) } }),
          ...(fault !== undefined && { fault }),
        },
      });
    }
  }

  /** Reads more of the object, or goes on with the next one. Resolves with whether there is one. */
  async #goOn(): Promise<boolean> {
    const object = this.#object;
    return await this.#asking(async () => {
      if (object !== undefined) {
        await this.#readOn(object);
        return true;
      }
      if (this.#keys.length === 0) this.#keys = await this.#list(this.#begun);
      const key = this.#keys.shift();
      if (key !== undefined) this.#begin(key, 0);
      return key !== undefined;
    });
  }

  async #readOn(object: ReadObject): Promise<void> {
    try {
      const { done, value } = await object.reader.read();
      if (done) object.isRead = true;
      else this.#take(object, value);
    } catch (error) {
      // Of the bytes, not of the way that they came: they would be the same again.
      if (!(error instanceof TypeError && object.key.endsWith(".gz"))) throw error;
      object.isRead = true;
      object.fault = `it cannot be decompressed from here on: ${error.message}`;
    }
  }

  #take(object: ReadObject, bytes: Uint8Array): void {
    const passed = Math.min(object.skip, bytes.length);
    object.skip -= passed;
    object.cutter.push(bytes.subarray(passed));
    if (this.#args.read === "whole") object.cutter.keepAll();
  }

  #begin(key: string, offset: number): void {
    const isCompressed = key.endsWith(".gz");
    const bytes = objectBytes(this.#sdk, this.#client, { Bucket: this.#args.bucket, Key: key }, {
      from: isCompressed ? 0 : offset,
      signal: this.#closed.signal,
    });
    const stream: ReadableStream<Uint8Array> = isCompressed
      ? bytes.pipeThrough(new DecompressionStream("gzip"))
      : bytes;
    this.#begun = key;
    this.#object = {
      key,
      reader: stream.getReader(),
      cutter: new LineCutter(offset, this.#args.maxBytes),
      skip: isCompressed ? offset : 0,
      isRead: false,
    };
  }

  async #list(after: string, most = 1000): Promise<string[]> {
    const { bucket, prefix } = this.#args;
    const { Contents = [] } = await this.#client.send(
      new this.#sdk.ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: most,
        ...(after !== "" && { StartAfter: after }),
      }),
      { abortSignal: this.#closed.signal },
    );
    return Contents.flatMap(({ Key }) => Key === undefined ? [] : [Key]);
  }

  async #asking<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw awsError(`read bucket ${this.#args.bucket} at ${awsAddress(this.#args)}`, error);
    }
  }
}

/** What an object has after its last line; of one that cannot be read on, this is a message in any case. */
function lastOf({ cutter, fault }: ReadObject): CutLine | undefined {
  const { end } = cutter;
  const nothing = { bytes: new Uint8Array(0), start: end, end, length: 0 };
  return cutter.rest() ?? (fault === undefined ? undefined : nothing);
}
