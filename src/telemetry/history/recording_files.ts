/** Where recordings are kept, and for how long. */
export interface RecordingFilesOptions {
  readonly dir: string;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /** The graph's name: the files begin with it. */
  readonly graph: string;
}

/** A file is this part of all that may be kept, in size and in time. */
const PARTS = 8;

const ENDING = ".ndjson";

interface Finished {
  readonly path: string;
  readonly bytes: number;
  readonly time: number;
}

/** The files of a recorder: one that is written, and those before it. */
export class RecordingFiles {
  readonly #options: RecordingFilesOptions;
  readonly #prefix: string;
  readonly #encoder = new TextEncoder();
  #finished: Finished[] | null = null;
  #file: Deno.FsFile | null = null;
  #path = "";
  #bytes = 0;
  /** Whether a text was written whole: what a full disk takes of the first one is of no use. */
  #isOfUse = false;
  #begun = 0;
  #time = 0;

  constructor(options: RecordingFilesOptions) {
    this.#options = options;
    this.#prefix = `${options.graph.replaceAll(/[^\w-]+/g, "_").slice(0, 60)}-`;
  }

  /** Whether a file is being written. */
  get isOpen(): boolean {
    return this.#file !== null;
  }

  /** Whether the file that is written is long enough, at `time`. */
  isFull(time: number): boolean {
    const { maxBytes, maxAgeMs } = this.#options;
    return this.isOpen &&
      (this.#bytes >= maxBytes / PARTS || time - this.#begun >= maxAgeMs / PARTS);
  }

  /** Adds to the file that is written, or begins one. Rejects with what the system says. */
  async append(text: string, time: number): Promise<void> {
    this.#file ??= await this.#open(time);
    const bytes = this.#encoder.encode(text);
    for (let at = 0; at < bytes.length;) {
      const written = await this.#file.write(bytes.subarray(at));
      at += written;
      this.#bytes += written;
    }
    this.#isOfUse = true;
    this.#time = time;
  }

  /** Whether somebody has deleted the file that is written: the system would take what is written all the same. */
  async isGone(): Promise<boolean> {
    if (this.#file === null) return false;
    if ((await this.#file.stat()).nlink === 0) return true;
    if (!mayRead(this.#options.dir)) return false;
    try {
      await Deno.stat(this.#path);
      return false;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return true;
      throw error;
    }
  }

  /** Closes the file that is written, and deletes it if nothing is in it; the next text begins another. */
  async finish(): Promise<void> {
    if (this.#file === null) return;
    const finished = { path: this.#path, bytes: this.#bytes, time: this.#time };
    this.#file.close();
    this.#file = null;
    if (!this.#isOfUse && await isRemoved(this.#path)) return;
    this.#finished?.push(finished);
  }

  async #open(time: number): Promise<Deno.FsFile> {
    const { dir } = this.#options;
    await Deno.mkdir(dir, { recursive: true });
    this.#finished ??= await this.#earlier();
    await this.#tidy(time);
    const name = new Date(time).toISOString().replaceAll(/[:.]/g, "-");
    const path = `${dir}/${this.#prefix}${name}${ENDING}`;
    const file = await Deno.open(path, { write: true, createNew: true });
    this.#path = path;
    this.#bytes = 0;
    this.#isOfUse = false;
    this.#begun = this.#time = time;
    return file;
  }

  /** The files of earlier runs, the oldest first. None are known if the folder may not be read; nobody is asked. */
  async #earlier(): Promise<Finished[]> {
    const { dir } = this.#options;
    if (!mayRead(dir)) return [];
    const found: Finished[] = [];
    for await (const { name, isFile } of Deno.readDir(dir)) {
      if (!isFile || !name.startsWith(this.#prefix) || !name.endsWith(ENDING)) continue;
      const path = `${dir}/${name}`;
      const { size, mtime } = await Deno.stat(path);
      found.push({ path, bytes: size, time: mtime?.getTime() ?? 0 });
    }
    return found.sort((one, other) => one.time - other.time);
  }

  // Room is made for a whole file before it is begun, so that the limit holds at every moment.
  async #tidy(time: number): Promise<void> {
    const { maxBytes, maxAgeMs } = this.#options;
    const files = this.#finished!;
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    while (files.length > 0) {
      const { path, bytes, time: end } = files[0]!;
      if (total <= maxBytes - maxBytes / PARTS && time - end < maxAgeMs) return;
      await remove(path);
      total -= bytes;
      files.shift();
    }
  }
}

function mayRead(dir: string): boolean {
  return Deno.permissions.querySync({ name: "read", path: dir }).state === "granted";
}

async function remove(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Tries to remove a file; one that stays is seen to when room is needed. */
async function isRemoved(path: string): Promise<boolean> {
  try {
    await remove(path);
    return true;
  } catch {
    return false;
  }
}
