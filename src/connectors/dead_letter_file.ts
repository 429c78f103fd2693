/**
 * Dead letters of a source or a sink in a file, a line of JSON each. A dead letter is in the memory of the process, and the service is told
 * that its message is done: what is in the file outlives a kill.
 *
 * @module
 */
import { textOf } from "../errors.ts";
import { contentOf } from "./content.ts";
import { jsonText } from "./encode.ts";
import { isPlayed } from "./stand_in.ts";
import { MisconfiguredError, type RawMessage } from "./wire.ts";

/** A dead letter that goes into a file. */
export interface FiledLetter {
  readonly origin: string;
  readonly reason: string;
  /** What the line has of the message. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** What a line has of a message that a service had. `at` of the line is another moment. */
export function rawContent(
  { bytes, subject, key, headers, at }: RawMessage,
): FiledLetter["content"] {
  return { subject, key, headers, serviceAt: at, ...contentOf(bytes) };
}

/** What a line has of a message of the graph: as JSON, or as it is shown in errors if it has none. */
export function messageContent(message: unknown): FiledLetter["content"] {
  if (message instanceof Uint8Array) return contentOf(message);
  try {
    if (jsonText(message) !== undefined) return { message };
  } catch {
    // It goes in a circle, for instance.
  }
  return { shown: textOf(message) };
}

/** What is wrong with the arg that names the file. */
export function deadLettersFaults(path: unknown): string[] {
  return typeof path === "string" ? [] : [`its deadLetters is ${textOf(path)}, give a path`];
}

/**
 * The file that an actor's arg names. `undefined` if it names none, or the actor is played by a test, which is to write nobody's file. To be
 * called at the beginning of the actor's code.
 *
 * @throws {MisconfiguredError} if it cannot be written
 */
export function openDeadLetterFile(
  path: string,
  clock: { now(): number },
): DeadLetterFile | undefined {
  return path === "" || isPlayed() ? undefined : new DeadLetterFile(path, clock);
}

/** The file. It is opened for each writing, so somebody may move it away meanwhile. */
export class DeadLetterFile {
  readonly #path: string;
  readonly #clock: { now(): number };
  /** Whether all before was written by this one, and so ends with a line. */
  #isWhole = false;

  /** Makes the file where there is none, so that one that cannot be written is known at once. */
  constructor(path: string, clock: { now(): number }) {
    this.#path = path;
    this.#clock = clock;
    this.#opened(() => {});
  }

  /**
   * Appends letters. When it returns, the disk has them. It waits for the disk, and not as an actor waits: they belong to the turn under way.
   *
   * @throws {MisconfiguredError} if that cannot be done
   */
  append(letters: readonly FiledLetter[]): void {
    if (letters.length === 0) return;
    const at = Math.floor(this.#clock.now());
    const lines = letters.map(({ origin, reason, content }) =>
      `${jsonText({ origin, reason, at, ...content })}\n`
    );
    this.#opened((file) => {
      // A process that was killed may have left a part of a line: it stays a line of its own.
      if (!this.#isWhole && file.statSync().size > 0) lines.unshift("\n");
      const bytes = new TextEncoder().encode(lines.join(""));
      for (let from = 0; from < bytes.length;) from += file.writeSync(bytes.subarray(from));
      file.syncDataSync();
    });
    this.#isWhole = true;
  }

  #opened(work: (file: Deno.FsFile) => void): void {
    try {
      using file = Deno.openSync(this.#path, { append: true, create: true });
      work(file);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : textOf(cause);
      throw new MisconfiguredError(
        `Cannot write dead letters to ${this.#path}: ${why}; ${adviceOn(cause, this.#path)}`,
        { cause },
      );
    }
  }
}

function adviceOn(error: unknown, path: string): string {
  if (error instanceof Deno.errors.NotCapable) return `allow it by --allow-write=${path}`;
  if (error instanceof Deno.errors.NotFound) {
    return "make its folder, or correct the arg deadLetters";
  }
  return "see to it that the file can be written, or name another one by the arg deadLetters, and allow it by --allow-write";
}
