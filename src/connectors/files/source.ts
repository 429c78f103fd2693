import { missingFaults, numberFaults } from "../arg_checks.ts";
import type { CutLine } from "../lines.ts";
import {
  MisconfiguredError,
  type Pulled,
  type SourceOpening,
  type SourceWire,
  type SourceWireKind,
} from "../wire.ts";
import { folderOf, nameOf, openingFiles } from "../disk.ts";
import { PositionsFile } from "./positions.ts";
import type { TailedFile } from "./tailed_file.ts";
import { positionsBeside, TailedFolder } from "./tailed_folder.ts";

/** How long a file that is read and does not grow is kept open, in milliseconds. */
const IDLE_MS = 60_000;

/** What {@link filesSource} is told. */
export interface FilesSourceArgs extends Record<string, unknown> {
  /** The file, or the files of one folder: in its last part, `*` stands for any characters and `?` for one. */
  readonly path: string;
  /** The file that says how far each file has been read; `""` is one beside them, whose name begins with a dot. */
  readonly positions: string;
  /** Whether to wait for more at the end. With `false` the source ends when all that is there has been read. */
  readonly follow: boolean;
  /** The most bytes of a line. Of a longer one, the first so many become a dead letter. */
  readonly maxLineBytes: number;
  /** Whether lines without a byte are passed over. */
  readonly skipEmpty: boolean;
  /** How often the folder is looked through where the system tells nothing of it, in milliseconds. */
  readonly pollMs: number;
}

/** What a line is settled by. */
export interface FileLinePosition {
  /** The file, together with which of its contents. */
  readonly file: string;
  /** Where what comes after the line begins, in bytes. */
  readonly end: number;
}

/**
 * Reads files line by line as they are written, across rotation. A file is known by its inode, so it goes on being read under the name that
 * it is given; the new one of its name is read once the end of the old one was reached. How far each is done stands in a file of positions.
 *
 * The origin of a line is `NAME/INODE.SINCE/OFFSET`. A line ends with `\n` or `\r\n`, and is handed over when its end is written; the last
 * one without an end when nothing will be added: with `follow: false`, or when the file is gone or replaced, and has not grown for `pollMs`.
 * Bytes that are no UTF-8 are handed over as they are.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { json } from "@steady-state/deno/actor";
 * import { defineSource } from "@steady-state/deno/connectors";
 * import { filesSource } from "@steady-state/deno/connectors/files";
 *
 * export const requests = defineSource(import.meta, "requests", {
 *   wire: filesSource,
 *   kind: json<{ path: string; ms: number }>(),
 * });
 *
 * const args = { path: "/var/log/web/*.ndjson" };
 * assertEquals(filesSource.faults({ ...filesSource.args, ...args }), []);
 * // graph.actor("NAME", requests, { ports: { messages: tx }, args })
 * ```
 */
export const filesSource: SourceWireKind<FilesSourceArgs, FileLinePosition> = {
  name: "files",
  args: {
    path: "",
    positions: "",
    follow: true,
    maxLineBytes: 1_048_576,
    skipEmpty: false,
    pollMs: 1000,
  },
  redelivers: true,
  faults: (args) => [
    ...missingFaults(args, "path"),
    ...numberFaults(args, "maxLineBytes", 1, 1_073_741_824),
    ...numberFaults(args, "pollMs", 10, 3_600_000),
    ...(/[*?]/.test(folderOf(String(args.path)))
      ? ["path may have * and ? in its last part alone"]
      : []),
  ],
  create: (args) => Promise.resolve(new FilesSource(args)),
};

class FilesSource implements SourceWire<FileLinePosition> {
  readonly #args: FilesSourceArgs;
  readonly #folder: string;
  #opening!: SourceOpening;
  #positions: PositionsFile | undefined;
  #files: TailedFolder | undefined;
  #watcher: Deno.FsWatcher | undefined;
  #watched: Promise<void> | undefined;
  /** Whether the folder is to be looked through, and whether a file may have grown. */
  #isChanged = true;
  #mayHaveMore = true;
  #scannedAt = 0;
  #turn = 0;
  #wake: (() => void) | undefined;

  constructor(args: FilesSourceArgs) {
    this.#args = args;
    this.#folder = folderOf(args.path);
  }

  async open(opening: SourceOpening): Promise<void> {
    this.#opening = opening;
    const { path, positions, follow, maxLineBytes } = this.#args;
    const folder = this.#folder;
    await openingFiles(`read ${path}`, async () => {
      await Deno.stat(/[*?]/.test(path) || follow ? folder : path);
      this.#positions = await PositionsFile.open(positions || positionsBeside(folder, path));
      if (follow) this.#watch();
      const known = await this.#positions.read();
      const log = (line: string) => opening.log(line);
      this.#files = new TailedFolder({ folder, pattern: nameOf(path), maxLineBytes, log }, known);
      await this.#scan();
    });
  }

  async pull(
    max: number,
    signal: AbortSignal,
  ): Promise<readonly Pulled<FileLinePosition>[] | undefined> {
    const pulled: Pulled<FileLinePosition>[] = [];
    while (!signal.aborted) {
      await this.#scanIfDue();
      this.#mayHaveMore = false;
      for (const file of this.#inTurn()) {
        if (pulled.length < max) await this.#pullFrom(file, max, pulled);
        else this.#mayHaveMore = true;
      }
      if (pulled.length > 0) return pulled;
      if (this.#mayHaveMore) continue;
      if (!this.#args.follow) return undefined;
      await this.#change(signal);
    }
    return pulled;
  }

  async settle(messages: readonly Pulled<FileLinePosition>[]): Promise<void> {
    const ends = new Map<string, number>();
    for (const { position: { file, end } } of messages) ends.set(file, end);
    for (const file of this.#files!.files) {
      file.settled = Math.max(file.settled, ends.get(file.id) ?? 0);
    }
    await this.#save();
  }

  async close(): Promise<void> {
    this.#watcher?.close();
    await this.#watched;
    this.#files?.close();
    await this.#positions?.close();
  }

  /** All files, another one first each time: one that fills each pull keeps no other waiting. */
  #inTurn(): TailedFile[] {
    const files = [...this.#files!.files];
    const first = this.#turn++ % Math.max(files.length, 1);
    return [...files.slice(first), ...files.slice(0, first)];
  }

  async #pullFrom(
    file: TailedFile,
    max: number,
    pulled: Pulled<FileLinePosition>[],
  ): Promise<void> {
    if (file.before !== undefined) {
      if (file.before.isBehind) {
        this.#mayHaveMore = true;
        return;
      }
      file.before = undefined;
    }
    const before = pulled.length;
    for (let isRead = false;;) {
      const line = file.next();
      if (line !== undefined) {
        this.#hand(file, line, pulled);
        if (pulled.length < max) continue;
        this.#mayHaveMore = true;
        return;
      }
      // One piece of each file, so that one that is always written to does not keep the others waiting.
      if (isRead && pulled.length > before) {
        this.#mayHaveMore = true;
        return;
      }
      if (!file.isOpen || !await this.#read(file)) break;
      isRead = true;
    }
    this.#end(file, pulled);
  }

  async #read(file: TailedFile): Promise<boolean> {
    const change = await file.read(this.#now());
    if (change === "cut") {
      const lost = file.openBytes > 0 ? `, in the middle of a line (${file.openBytes} bytes)` : "";
      this.#opening.log(
        `file ${file.name} was cut back, or written anew, when it had been read to ${file.readTo}${lost}: ` +
          "what was written after that and before it was cut back is not read",
      );
      file.beginAnew(this.#now());
      await this.#save();
      return true;
    }
    return change === "grown";
  }

  /** What is to be done with a file all of which was read. */
  #end(file: TailedFile, pulled: Pulled<FileLinePosition>[]): void {
    const { follow, pollMs } = this.#args;
    const quiet = file.atEndSince === undefined ? 0 : this.#now() - file.atEndSince;
    const isOver = !follow || (file.isGone || file.isReplaced) && quiet >= pollMs;
    const rest = isOver ? file.rest() : undefined;
    if (rest !== undefined) this.#hand(file, rest, pulled);
    if (file.isGone && isOver && file.settled === file.handed) this.#files!.forget(file);
    if (!file.isGone && quiet >= IDLE_MS) file.close();
  }

  #hand(file: TailedFile, line: CutLine, pulled: Pulled<FileLinePosition>[]): void {
    const { bytes, start, end, length } = line;
    if (length === 0 && this.#args.skipEmpty) return;
    file.handed = end;
    const isCut = length > bytes.length;
    pulled.push({
      origin: `${file.id}/${start}`,
      partition: file.id,
      position: { file: file.id, end },
      raw: {
        bytes,
        subject: file.name,
        ...(isCut && {
          headers: { bytes: String(length) },
          fault:
            `it is a line of ${length} bytes, of which ${bytes.length} are here: maxLineBytes is ${this.#args.maxLineBytes}`,
        }),
      },
    });
  }

  async #scanIfDue(): Promise<void> {
    const isDue = this.#args.follow && this.#now() - this.#scannedAt >= this.#args.pollMs;
    if (this.#isChanged || isDue) await this.#scan();
  }

  async #scan(): Promise<void> {
    this.#isChanged = false;
    this.#scannedAt = this.#now();
    this.#mayHaveMore = true;
    try {
      // Told before the first line is handed over: if the file has another name by the next time, it is known.
      if (await this.#files!.scan()) await this.#save();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new MisconfiguredError(`Cannot read ${this.#args.path}: its folder is gone`, {
        cause: error,
      });
    }
  }

  #save(): Promise<void> {
    return this.#positions!.save(() => [...this.#files!.files].map(({ position }) => position));
  }

  #now(): number {
    return this.#opening.world.now();
  }

  /** Has changes of the folder told. Of a file that has been renamed the system tells only so. */
  #watch(): void {
    try {
      this.#watcher = Deno.watchFs(this.#folder, { recursive: false });
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      this.#opening.log(`${this.#folder} cannot be watched, so it is polled: ${error}`);
      return;
    }
    this.#watched = this.#hear(this.#watcher);
  }

  async #hear(watcher: Deno.FsWatcher): Promise<void> {
    try {
      for await (const { kind, paths } of watcher) {
        const isOurs = paths.every((path) => nameOf(path).startsWith("."));
        if (isOurs || kind === "access") continue;
        if (kind !== "modify" || !this.#hasOpen(paths)) this.#isChanged = true;
        this.#mayHaveMore = true;
        this.#wake?.();
      }
    } catch (error) {
      this.#opening.log(`${this.#folder} is watched no more, so it is polled: ${error}`);
    }
  }

  #hasOpen(paths: readonly string[]): boolean {
    const names = new Set(
      [...this.#files?.files ?? []].filter(({ isOpen }) => isOpen).map(({ path }) => nameOf(path)),
    );
    return paths.every((path) => names.has(nameOf(path)));
  }

  /** Waits for a change of the folder, or until it is to be polled. */
  async #change(signal: AbortSignal): Promise<void> {
    if (this.#isChanged || this.#mayHaveMore || signal.aborted) return;
    const over = new AbortController();
    const wake = () => over.abort();
    this.#wake = wake;
    signal.addEventListener("abort", wake, { once: true });
    await this.#opening.world.pause(this.#args.pollMs, over.signal);
    signal.removeEventListener("abort", wake);
    this.#wake = undefined;
  }
}
