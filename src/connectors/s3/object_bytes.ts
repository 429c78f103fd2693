import type { S3Client } from "npm:@aws-sdk/client-s3@3.1169.0";
import { awsFailure } from "../aws/mod.ts";

/** How much of an object is asked for at a time. */
const PIECE_BYTES = 4_194_304;

/** Which object is read, and from where. */
export interface ObjectPlace {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * The bytes of an object from `from` on, asked for piece by piece as they are read, so that no connection waits while nobody reads. Ends at
 * once if there is nothing there, or no such object any more.
 */
export function objectBytes(
  sdk: typeof import("npm:@aws-sdk/client-s3@3.1169.0"),
  client: S3Client,
  place: ObjectPlace,
  { from, signal }: { readonly from: number; readonly signal: AbortSignal },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = from;
  // A piece of what the object was when it was begun, and not of another one of the name.
  let tag: string | undefined;
  return new ReadableStream({
    async pull(stream) {
      try {
        const { Body, ETag, ContentRange } = await client.send(
          new sdk.GetObjectCommand({
            ...place,
            Range: `bytes=${at}-${at + PIECE_BYTES - 1}`,
            ...(tag !== undefined && { IfMatch: tag }),
          }),
          { abortSignal: signal },
        );
        tag = ETag;
        const bytes = new Uint8Array(await Body!.transformToByteArray());
        at += bytes.length;
        if (bytes.length > 0) stream.enqueue(bytes);
        const size = Number(ContentRange?.split("/")[1] ?? at);
        if (at >= size || bytes.length === 0) stream.close();
      } catch (error) {
        const { name, status } = awsFailure(error);
        const isOver = status === 416 || at === from && name === "NoSuchKey";
        if (isOver) stream.close();
        else stream.error(error);
      }
    },
  }, { highWaterMark: 0 });
}
