import { MisconfiguredError } from "../wire.ts";
import { replaceFile, settleFolder, textIfThere, writeAll } from "../disk.ts";

/** A batch that is written for good: from then on its lines count, and its origins are known. */
interface WrittenBatch {
  /** The number of the file that it is in. */
  readonly file: number;
  /** How many bytes of that file count. */
  readonly bytes: number;
  readonly origins: readonly string[];
}

/**
 * What a sink of files keeps beside them: which file is written, how much of it counts, and the origins of the last lines. A batch counts
 * from the moment in which it stands here; what a file has beyond that is cut off by whoever takes it up.
 */
export class SinkIndex {
  readonly #path: string;
  readonly #remember: number;
  readonly #folder: string;
  #file: Deno.FsFile | undefined;
  #known: Set<string>;
  /** How many origins stand in the file, forgotten ones too. */
  #lines: number;
  number: number;
  bytes: number;

  private constructor(path: string, folder: string, remember: number, batches: WrittenBatch[]) {
    this.#path = path;
    this.#folder = folder;
    this.#remember = remember;
    this.#known = new Set(batches.flatMap(({ origins }) => origins));
    this.#lines = this.#known.size;
    const last = batches.at(-1)!;
    this.number = last.file;
    this.bytes = last.bytes;
    this.#forget();
  }

  /**
   * Opens an index, or makes it.
   *
   * @param first The number of the first file, where there is no index
   */
  static async open(
    path: string,
    folder: string,
    remember: number,
    first: () => Promise<number>,
  ): Promise<SinkIndex> {
    const text = await textIfThere(path);
    const batches = text === undefined
      ? [{ file: await first(), bytes: 0, origins: [] }]
      : readBatches(path, text);
    const index = new SinkIndex(path, folder, remember, batches);
    // What is torn at its end goes, and what is forgotten.
    await index.#rewrite();
    return index;
  }

  /** Whether a line with this origin is written already, as far as it is remembered. */
  has(origin: string): boolean {
    return this.#known.has(origin);
  }

  /** Has a batch count: `bytes` of file `number`. */
  async add(bytes: number, origins: readonly string[]): Promise<void> {
    this.bytes = bytes;
    for (const origin of origins) this.#known.add(origin);
    this.#forget();
    if (this.#lines > 2 * this.#remember) return await this.#rewrite();
    this.#lines += origins.length;
    const line = lineOf({ file: this.number, bytes, origins });
    await writeAll(this.#file!, new TextEncoder().encode(line));
    await this.#file!.syncData();
  }

  /** Goes on with the next file, from the next batch on. */
  next(): void {
    this.number++;
    this.bytes = 0;
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  async #rewrite(): Promise<void> {
    this.close();
    this.#lines = this.#known.size;
    const all = { file: this.number, bytes: this.bytes, origins: [...this.#known] };
    await replaceFile(this.#path, lineOf(all));
    this.#file = await Deno.open(this.#path, { append: true });
    await settleFolder(this.#folder);
  }

  #forget(): void {
    for (const origin of this.#known) {
      if (this.#known.size <= this.#remember) return;
      this.#known.delete(origin);
    }
  }
}

function lineOf(batch: WrittenBatch): string {
  return `${JSON.stringify(batch)}\n`;
}

/** The batches of an index. Its last line may be torn: a batch that does not count. */
function readBatches(path: string, text: string): WrittenBatch[] {
  const lines = text.split("\n").slice(0, -1);
  try {
    const batches = lines.map((line) => JSON.parse(line) as WrittenBatch);
    if (batches.length > 0 && batches.every(isBatch)) return batches;
  } catch {
    // Told below.
  }
  throw new MisconfiguredError(
    `Cannot read ${path}: it is not what a sink of files writes; restore it, or move it away with the file that ends in .part`,
  );
}

function isBatch({ file, bytes, origins }: WrittenBatch): boolean {
  return Number.isSafeInteger(file) && Number.isSafeInteger(bytes) && Array.isArray(origins);
}
