import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { s3Sink, s3Source, type S3SourceArgs } from "../../../src/connectors/s3/mod.ts";
import { endpointOf, FORGETS, motoBed, runningMoto, TEST_ACCESS } from "../aws/moto_bed.ts";
import type { Bed, Found, FreshSink } from "../contract/beds.ts";

const NEWLINE = 10;
const module = new URL("../../../src/connectors/s3/mod.ts", import.meta.url).href;
let buckets = 0;

/** A client of the test's own. */
export function s3Client(): S3Client & Disposable {
  const client = new S3Client({
    region: TEST_ACCESS.region,
    endpoint: runningMoto().moto.url,
    forcePathStyle: true,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "the-secret" },
  });
  return Object.assign(client, { [Symbol.dispose]: () => client.destroy() });
}

/** A bucket of its own, and what a wire is told of it. */
export async function freshBucket(
  options?: { readonly proxied?: boolean },
): Promise<Partial<S3SourceArgs> & { readonly bucket: string }> {
  const bucket = `bucket-${++buckets}`;
  using client = s3Client();
  await client.send(
    new CreateBucketCommand({
      Bucket: bucket,
      CreateBucketConfiguration: { LocationConstraint: TEST_ACCESS.region },
    }),
  );
  return { ...TEST_ACCESS, bucket, endpoint: endpointOf(options), forcePathStyle: true };
}

/** The objects of a bucket whose names begin so, in order. */
export async function objectsIn(
  bucket: string,
  prefix = "",
): Promise<(Found & { name: string })[]> {
  using client = s3Client();
  const { Contents = [] } = await client.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }),
  );
  return await Promise.all(Contents.map(async ({ Key }) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return { name: Key!, bytes: new Uint8Array(await Body!.transformToByteArray()) };
  }));
}

/** Puts an object. */
export async function putObject(bucket: string, name: string, bytes: Uint8Array): Promise<void> {
  using client = s3Client();
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: bytes }));
}

const common = {
  ...motoBed,
  wire: "s3",
  process: { module, exportName: "s3Source" },
  mostBytes: 100_000,
  unknownTopic: (args: Readonly<Record<string, unknown>>) => ({ ...args, bucket: "nowhere" }),
};

const cannot = { "restart": FORGETS, "kill server": FORGETS } as const;

function sinkBed(per: "batch" | "message"): Bed {
  return {
    ...common,
    end: "sink",
    kind: s3Sink,
    server: `${motoBed.server}, an object per ${per}`,
    process: { module, exportName: "s3Sink" },
    dedups: per === "message",
    ordered: true,
    accepts: (bytes) => per === "message" || !bytes.includes(NEWLINE),
    cannot: {
      ...cannot,
      ...(per === "batch"
        ? { "put twice": "an object is known by the batch in it, and the same in another is not" }
        : { "half a batch": "an object may have any bytes" }),
    },
    async fresh(options): Promise<FreshSink> {
      const args = await freshBucket(options);
      return {
        args: { ...args, per },
        item: (bytes) => bytes,
        refused: () => "two\nlines",
        read: async () => {
          const objects = await objectsIn(args.bucket);
          return per === "message" ? objects : objects.flatMap(({ bytes }) => linesIn(bytes));
        },
      };
    },
  };
}

function linesIn(bytes: Uint8Array): Found[] {
  const found: Found[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, at);
    found.push({ bytes: bytes.slice(at, end) });
    at = end + 1;
  }
  return found;
}

/** Both ends of S3. */
export const beds: readonly Bed[] = [
  {
    ...common,
    end: "source",
    kind: s3Source,
    lanes: 1,
    accepts: (bytes) => bytes.length > 0,
    cannot: { ...cannot, "members": "one source reads a prefix, and its marker is not shared" },
    async fresh(options) {
      const args = await freshBucket(options);
      let objects = 0;
      return {
        args: { ...args, prefix: "in/", read: "whole", marker: "marker.json", pollMs: 50 },
        async publish(messages) {
          for (const { bytes } of messages) {
            await putObject(args.bucket, `in/${String(++objects).padStart(6, "0")}`, bytes);
          }
        },
      };
    },
  },
  sinkBed("batch"),
  sinkBed("message"),
];
