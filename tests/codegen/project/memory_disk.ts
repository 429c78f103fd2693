/** A folder in memory, whose machine can be killed before, or in the midst of, any change. */
import type { Disk, PlaceKind } from "../../../src/codegen/project/mod.ts";

/** What the machine was killed by. */
export class Killed extends Error {
  override readonly name = "Killed";
}

/** A folder in memory. */
export class MemoryDisk implements Disk {
  readonly #files: Map<string, Uint8Array<ArrayBuffer>>;
  readonly #folders: Set<string>;
  /** Places where something else is. */
  readonly odd: Map<string, "link" | "other"> = new Map();
  /** Places that may not be written. */
  readonly locked: Set<string> = new Set();
  /** Whether another process is at work. */
  isHeld = false;
  /** What is not on the disk yet: by folder, how each change is undone that was made there since it was settled. */
  readonly #unsettled: { readonly folder: string; undo(): void }[] = [];
  /** Changes that were made. */
  changes = 0;
  /** Which change the machine is killed at; it is done half if it is a write. */
  killedAt = Infinity;

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.#files = new Map();
    this.#folders = new Set();
    for (const [path, text] of Object.entries(files)) this.put(path, text);
  }

  /** One like it, with a life of its own. */
  copy(): MemoryDisk {
    const copy = new MemoryDisk();
    for (const [path, bytes] of this.#files) copy.#files.set(path, bytes);
    for (const folder of this.#folders) copy.#folders.add(folder);
    return copy;
  }

  /** What a person does. */
  put(path: string, text: string): void {
    this.#addFolders(path);
    this.#files.set(path, new TextEncoder().encode(text));
  }

  putBytes(path: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.#addFolders(path);
    this.#files.set(path, bytes);
  }

  drop(path: string): void {
    this.#files.delete(path);
  }

  text(path: string): string | undefined {
    const bytes = this.#files.get(path);
    return bytes && new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }

  /** Every file, by path. */
  texts(): Record<string, string> {
    const paths = [...this.#files.keys()].sort();
    return Object.fromEntries(paths.map((path) => [path, this.text(path) as string]));
  }

  /** The files that are the project's, and not the generator's. */
  own(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.texts()).filter(([path]) => !path.startsWith(".steady/")),
    );
  }

  kindOf(path: string): Promise<PlaceKind> {
    const odd = this.odd.get(path);
    if (odd !== undefined) return Promise.resolve(odd);
    if (this.#files.has(path)) return Promise.resolve("file");
    return Promise.resolve(this.#folders.has(path) ? "folder" : "nothing");
  }

  read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = this.#files.get(path);
    return bytes
      ? Promise.resolve(bytes)
      : Promise.reject(new Deno.errors.NotFound(`no file ${path}`));
  }

  list(path: string): Promise<string[]> {
    const start = path === "" ? "" : `${path}/`;
    const names = [...this.#files.keys(), ...this.#folders]
      .filter((name) => name.startsWith(start) && name !== path && name !== "")
      .map((name) => name.slice(start.length).split("/")[0] as string);
    return Promise.resolve([...new Set(names)]);
  }

  makeFolder(path: string): Promise<void> {
    this.#addFolders(`${path}/x`);
    return Promise.resolve();
  }

  write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#change(
      () => this.#files.set(path, bytes),
      () => this.#files.set(path, bytes.slice(0, bytes.length / 2)),
    );
  }

  rename(from: string, to: string): Promise<void> {
    return this.#change(() => {
      const [moved, before] = [this.#files.get(from), this.#files.get(to)];
      this.#files.set(to, moved as Uint8Array<ArrayBuffer>);
      this.#files.delete(from);
      this.#note(to, () => {
        this.#restore(from, moved);
        this.#restore(to, before);
      });
    });
  }

  remove(path: string): Promise<void> {
    return this.#change(() => {
      const before = this.#files.get(path);
      this.#files.delete(path);
      this.#note(path, () => this.#restore(path, before));
    });
  }

  settle(path: string): Promise<void> {
    const left = this.#unsettled.filter(({ folder }) => folder !== path);
    this.#unsettled.splice(0, Infinity, ...left);
    return Promise.resolve();
  }

  lock(path: string): Promise<AsyncDisposable | null> {
    if (this.locked.has(path)) return Promise.reject(new Deno.errors.PermissionDenied(path));
    return Promise.resolve(this.isHeld ? null : { async [Symbol.asyncDispose]() {} });
  }

  /** Loses its power: of the changes that were not settled, those are kept that chance keeps. */
  losePower(isKept: () => boolean): void {
    for (const { undo } of this.#unsettled.splice(0).reverse()) if (!isKept()) undo();
  }

  #note(path: string, undo: () => void): void {
    this.#unsettled.push({ folder: path.slice(0, Math.max(0, path.lastIndexOf("/"))), undo });
  }

  #restore(path: string, bytes: Uint8Array<ArrayBuffer> | undefined): void {
    if (bytes === undefined) this.#files.delete(path);
    else this.#files.set(path, bytes);
  }

  isWritable(path: string): Promise<boolean> {
    return Promise.resolve(!this.locked.has(path));
  }

  #change(whole: () => void, half: () => void = () => {}): Promise<void> {
    if (this.changes++ === this.killedAt) {
      half();
      return Promise.reject(new Killed(`at change ${this.killedAt}`));
    }
    if (this.changes > this.killedAt) return Promise.reject(new Killed("it is dead already"));
    whole();
    return Promise.resolve();
  }

  #addFolders(path: string): void {
    this.#folders.add("");
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      this.#folders.add(path.slice(0, end));
    }
  }
}
