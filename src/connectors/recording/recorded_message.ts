import { textOf } from "../../errors.ts";
import { contentOf } from "../content.ts";
import type { Pulled } from "../wire.ts";

/**
 * A message of a topic as it is recorded: what a wire has pulled, but for what it is settled by.
 *
 * In a file each is a line of JSON, with `origin` and `partition`; with `subject`, `key`, `headers` and `at` where the service has them;
 * and its content as `text` if that is UTF-8, else as `base64`.
 *
 * ```json
 * {"origin":"ORDERS/5512","partition":"ORDERS","subject":"orders.new","at":1767225600000,"text":"{\"cents\":250}"}
 * ```
 */
export type RecordedMessage = Omit<Pulled, "position">;

const encoder = new TextEncoder();

/** The line of a message, without its end. */
export function recordingLine({ origin, partition, raw }: RecordedMessage): string {
  const { bytes, ...rest } = raw;
  return JSON.stringify({ origin, partition, ...rest, ...contentOf(bytes) });
}

/**
 * The messages of a recording, in order. Lines without anything are passed over.
 *
 * ```ts
 * import { readRecording } from "@steady-state/deno/connectors";
 * import { assertEquals } from "@std/assert";
 *
 * const [order] = readRecording('{"origin":"ORDERS/1","partition":"ORDERS","text":"tea"}\n');
 * assertEquals(order?.origin, "ORDERS/1");
 * assertEquals(new TextDecoder().decode(order?.raw.bytes), "tea");
 * ```
 *
 * @param text All of the file.
 * @throws {SyntaxError} if a line is none of a recording: with its number, and what is wrong with it
 */
export function readRecording(text: string): RecordedMessage[] {
  return text.split("\n").flatMap((line, i) => line.trim() === "" ? [] : [messageIn(line, i + 1)]);
}

/** What a line may have, and how it is told from what it may not. */
const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  origin: isText,
  partition: isText,
  subject: isText,
  key: isText,
  headers: (value) =>
    typeof value === "object" && value !== null && Object.values(value).every(isText),
  at: (value) => typeof value === "number",
  fault: isText,
  text: isText,
  base64: isText,
};

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function messageIn(line: string, number: number): RecordedMessage {
  const refuse = (why: string, cause?: unknown) =>
    new SyntaxError(`Cannot read line ${number} of a recording: ${why}`, { cause });
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    throw refuse(`it is no JSON: ${textOf(error)}`, error);
  }
  if (typeof parsed !== "object" || parsed === null) throw refuse("it is no object of JSON");
  const fields = parsed as Readonly<Record<string, unknown>>;
  const strange = Object.keys(fields).find((name) => FITS[name]?.(fields[name]) !== true);
  if (strange !== undefined) throw refuse(`its ${strange} is ${textOf(fields[strange])}`);
  const { origin, partition, text, base64, ...rest } = fields;
  if (origin === undefined || partition === undefined) {
    throw refuse("it has no origin, or no partition, give both");
  }
  if ((text === undefined) === (base64 === undefined)) {
    throw refuse("give its content either as text or as base64");
  }
  try {
    const bytes = text === undefined
      ? Uint8Array.fromBase64(base64 as string)
      : encoder.encode(text as string);
    return { origin: origin as string, partition: partition as string, raw: { ...rest, bytes } };
  } catch (error) {
    throw refuse(`its base64 cannot be read: ${textOf(error)}`, error);
  }
}
