import { MisconfiguredError } from "../wire.ts";
import { folderOf, lockFile, replaceFile, textIfThere } from "../disk.ts";

/** How far a file has been read for good. */
export interface FilePosition {
  /** The name that it was first seen by. */
  readonly name: string;
  readonly dev: number;
  readonly ino: number;
  /** Since when it has had this content, in milliseconds since 1970: when it was made, or cut back. */
  readonly since: number;
  /** Where what comes after the last line begins that is done, in bytes. */
  readonly offset: number;
  /** Its first bytes, as hexadecimal digits: if they differ, it is another file. */
  readonly head: string;
}

/** The file that positions are kept in. Nobody else uses it as long as it is open. */
export class PositionsFile {
  readonly #path: string;
  readonly #lock: Deno.FsFile;
  #lastSave: Promise<void> = Promise.resolve();

  private constructor(path: string, lock: Deno.FsFile) {
    this.#path = path;
    this.#lock = lock;
  }

  /** Opens it, or makes it. */
  static async open(path: string): Promise<PositionsFile> {
    await Deno.mkdir(folderOf(path), { recursive: true });
    return new PositionsFile(path, await lockFile(`${path}.lock`, `the positions in ${path}`));
  }

  async read(): Promise<readonly FilePosition[]> {
    const text = await textIfThere(this.#path);
    if (text === undefined) return [];
    try {
      const { files } = JSON.parse(text) as { readonly files: readonly FilePosition[] };
      if (files.every(isPosition)) return files;
    } catch {
      // Told below.
    }
    throw new MisconfiguredError(
      `Cannot read the positions in ${this.#path}: they are not what a source of files writes; ` +
        "restore the file, or remove it to have all files read from their begin",
    );
  }

  /** Writes positions in place of the former ones. They are asked for when their turn comes, so that the last write has the last ones. */
  save(positions: () => readonly FilePosition[]): Promise<void> {
    const save = () =>
      replaceFile(this.#path, `${JSON.stringify({ files: positions() }, undefined, 1)}\n`);
    const saved = this.#lastSave.then(save, save);
    this.#lastSave = saved;
    return saved;
  }

  /** Gives it up, when the last write is done. */
  async close(): Promise<void> {
    await this.#lastSave.catch(() => {});
    this.#lock.close();
  }
}

function isPosition(value: unknown): value is FilePosition {
  const { name, dev, ino, since, offset, head } = value as Record<string, unknown>;
  return typeof name === "string" && typeof head === "string" &&
    [dev, ino, since, offset].every((number) => typeof number === "number");
}
