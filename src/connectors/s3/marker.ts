import type { S3Client } from "npm:@aws-sdk/client-s3@3.1169.0";
import { awsFailure } from "../aws/mod.ts";
import { folderOf, lockFile, replaceFile, textIfThere } from "../disk.ts";
import { MisconfiguredError } from "../wire.ts";

/** How far a bucket has been read for good. */
export interface S3Marker {
  /** The last object of which something is done; all before it, in the order of names, are done. `""` is none. */
  readonly key: string;
  /** How many of its bytes are done, after decompression. */
  readonly offset: number;
}

/** Where a marker is kept. */
export interface MarkerPlace {
  /** Its text, or `undefined` if there is none. */
  read(): Promise<string | undefined>;
  save(text: string): Promise<void>;
  close(): void;
}

/** Keeps the marker in a file of this machine, which nobody else uses meanwhile. */
export async function markerFile(path: string): Promise<MarkerPlace> {
  await Deno.mkdir(folderOf(path), { recursive: true });
  const lock = await lockFile(`${path}.lock`, `the marker in ${path}`);
  return {
    read: () => textIfThere(path),
    save: (text) => replaceFile(path, text),
    close: () => lock.close(),
  };
}

/** Keeps the marker in an object. */
export function markerObject(
  sdk: typeof import("npm:@aws-sdk/client-s3@3.1169.0"),
  client: S3Client,
  at: { readonly Bucket: string; readonly Key: string },
): MarkerPlace {
  return {
    read: async () => {
      try {
        const { Body } = await client.send(new sdk.GetObjectCommand(at));
        return await Body?.transformToString();
      } catch (error) {
        if (awsFailure(error).name === "NoSuchKey") return undefined;
        throw error;
      }
    },
    save: async (text) => {
      await client.send(new sdk.PutObjectCommand({ ...at, Body: text }));
    },
    close: () => {},
  };
}

/** The marker that a text says. */
export function readMarker(text: string | undefined, place: string): S3Marker {
  if (text === undefined) return { key: "", offset: 0 };
  try {
    const { key, offset } = JSON.parse(text);
    if (typeof key === "string" && Number.isSafeInteger(offset)) return { key, offset };
  } catch {
    // Told below.
  }
  throw new MisconfiguredError(
    `Cannot read the marker in ${place}: it is not what a source of S3 writes; restore it, or remove it to have all objects read`,
  );
}
