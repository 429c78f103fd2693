import { BESIDE, type FolderDisk, LOCK, type Look } from "./folder_disk.ts";
import { OpenError } from "./open_store.ts";

/** A folder on the machine's disk. */
export class MachineFolder implements FolderDisk {
  readonly #path: string;
  #lock: Deno.FsFile | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async make(): Promise<boolean> {
    const there = await seen(this.#path);
    if (there?.isDirectory === false) throw new OpenError(["it is a file, name a folder"]);
    if (there !== undefined) return false;
    await Deno.mkdir(this.#path);
    // Its entry in the folder around it, if that may be opened. Nobody is asked for a permission.
    const around = `${this.#path}/..`;
    const { state } = Deno.permissions.querySync({ name: "read", path: around });
    if (state === "granted") await syncFolder(around);
    return true;
  }

  async names(): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const { name } of Deno.readDir(this.#path)) names.push(name);
    return names;
  }

  async lock(): Promise<boolean> {
    const file = await Deno.open(this.#at(LOCK), { read: true, write: true, create: true });
    try {
      if (await file.tryLock(true)) this.#lock = file;
    } finally {
      if (this.#lock !== file) file.close();
    }
    return this.#lock === file;
  }

  unlock(): void {
    this.#lock?.close();
    this.#lock = undefined;
  }

  async read(name: string): Promise<string> {
    const bytes = await Deno.readFile(this.#at(name));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  }

  async prepare(name: string, text: string): Promise<void> {
    const beside = name + BESIDE;
    // What is there may be a link to somewhere else.
    await this.remove(beside);
    using file = await Deno.open(this.#at(beside), { write: true, createNew: true });
    try {
      await writeAll(file, new TextEncoder().encode(text));
      await file.sync();
    } catch (error) {
      // It takes room that is short.
      await this.remove(beside).catch(() => {});
      throw error;
    }
  }

  async replace(name: string): Promise<void> {
    await Deno.rename(this.#at(name + BESIDE), this.#at(name));
  }

  async remove(name: string): Promise<void> {
    try {
      await Deno.remove(this.#at(name));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async sync(): Promise<void> {
    await syncFolder(this.#path);
  }

  look(name: string): Look | undefined {
    try {
      const { dev, ino, size, mtime } = Deno.statSync(this.#at(name));
      return { id: `${dev} ${ino}`, stamp: `${size} ${mtime?.getTime()}` };
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      return undefined;
    }
  }

  #at(name: string): string {
    return `${this.#path}/${name}`;
  }
}

async function seen(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Windows opens no folder as a file, and puts its changes in order by itself. */
async function syncFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using folder = await Deno.open(path, { read: true });
  await folder.sync();
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
}
