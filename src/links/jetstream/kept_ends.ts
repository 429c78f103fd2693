/**
 * How far a log is written, beside it: a log that keeps its messages for a time only, or that somebody purges, may have none of a lane any
 * more, and its numbers go on all the same.
 *
 * @module
 */
import { isMissing, lastWord, type LogAt, openPlaces, placesStream, putWord } from "./places.ts";
import { OvertakenError } from "./trouble.ts";

/** The name of that place. */
const ENDS = "writer/ends";

/** Where the lanes of a log end. */
export interface WrittenEnds {
  /** Which log it is. */
  readonly log: string;
  /** Under which claim that was told. */
  readonly fence: number;
  /** For each lane the number behind its last message. */
  readonly next: readonly number[];
  /** The number of the last message of the stream that is told of. */
  readonly sequence: number;
}

const toBytes = new TextEncoder();
const toText = new TextDecoder();

/** What was told last of a log; `undefined` if nothing was. */
export async function keptEnds(
  log: LogAt & { readonly id: string },
): Promise<WrittenEnds | undefined> {
  let word;
  try {
    word = await lastWord(log, ENDS);
  } catch (error) {
    if (isMissing((error as Error).cause)) return undefined;
    throw error;
  }
  const ends = word === null ? undefined : endsOf(word.data);
  return ends?.log === log.id ? ends : undefined;
}

function endsOf(bytes: Uint8Array): WrittenEnds | undefined {
  try {
    const ends = JSON.parse(toText.decode(bytes)) as Partial<WrittenEnds> | null;
    const isOne = typeof ends?.log === "string" && Number.isSafeInteger(ends.sequence) &&
      Array.isArray(ends.next) && ends.next.every(Number.isSafeInteger);
    return isOne ? ends as WrittenEnds : undefined;
  } catch {
    return undefined;
  }
}

/** Tells how far a log is written, one word at a time. */
export class EndsTeller {
  readonly #log: LogAt;
  /** The number of the word before; `undefined` if it is not known. */
  #last: number | undefined;

  constructor(log: LogAt) {
    this.#log = log;
  }

  /** Tells it. Where another writer has since, that one's word stays. */
  async tell(ends: WrittenEnds): Promise<void> {
    const log = this.#log;
    const { headers } = await import("npm:@nats-io/nats-core@3.4.0");
    if (this.#last === undefined) {
      await openPlaces(log);
      const word = await lastWord(log, ENDS);
      const before = word === null ? undefined : endsOf(word.data);
      if (before !== undefined && before.log === ends.log && before.fence > ends.fence) return;
      this.#last = word?.seq ?? 0;
    }
    try {
      this.#last = await putWord(log, ENDS, {
        doing: `tell in stream "${placesStream(log.address)}" how far the log is written`,
        body: toBytes.encode(JSON.stringify(ends)),
        headers: headers(),
        last: this.#last,
      });
    } catch (error) {
      this.#last = undefined;
      if (!(error instanceof OvertakenError)) throw error;
    }
  }
}
