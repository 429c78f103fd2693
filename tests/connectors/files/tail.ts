import { type FileLinePosition, filesSource } from "../../../src/connectors/files/mod.ts";
import type { FilesSourceArgs } from "../../../src/connectors/files/mod.ts";
import type { Pulled, SourceWire, WireWorld } from "../../../src/connectors/wire.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";

/** A source of files at work in a folder of its own. */
export interface Tail extends AsyncDisposable {
  readonly wire: SourceWire<FileLinePosition>;
  readonly logged: string[];
  /** Pulls until so many lines have come, and returns them. Throws if there will never be so many. */
  take(count: number): Promise<Pulled<FileLinePosition>[]>;
  /** The same as texts. */
  lines(count: number): Promise<string[]>;
  /** Pulls until nothing comes any more. */
  nothing(): Promise<Pulled<FileLinePosition>[]>;
}

/** A folder for a test, which goes with it. */
export async function folderFor(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Opens a source. */
export async function tail(
  args: Partial<FilesSourceArgs> & { readonly path: string },
  world: WireWorld = wireWorld(Date),
): Promise<Tail> {
  const logged: string[] = [];
  const wire = await filesSource.create({ ...filesSource.args, pollMs: 20, ...args });
  try {
    await wire.open({
      signal: new AbortController().signal,
      world,
      log: (line) => void logged.push(line),
      giveUp: () => Promise.resolve(),
      lost: () => {},
    });
  } catch (error) {
    await wire.close();
    throw error;
  }
  const take = async (count: number) => {
    const taken: Pulled<FileLinePosition>[] = [];
    while (taken.length < count) {
      const pulled = await wire.pull(count - taken.length, AbortSignal.timeout(60_000));
      if (pulled === undefined) throw new Error(`only ${taken.length} of ${count} lines come`);
      taken.push(...pulled);
    }
    return taken;
  };
  return {
    wire,
    logged,
    take,
    lines: async (count) => texts(await take(count)),
    async nothing() {
      const taken: Pulled<FileLinePosition>[] = [];
      for (;;) {
        const abort = new AbortController();
        const pulling = wire.pull(1000, abort.signal);
        // One look at the folder and at each file, at least.
        await new Promise((resolve) => setTimeout(resolve, 80));
        abort.abort();
        const pulled = await pulling;
        if (pulled === undefined || pulled.length === 0) return taken;
        taken.push(...pulled);
      }
    },
    [Symbol.asyncDispose]: () => wire.close(),
  };
}

export function texts(pulled: readonly Pulled[]): string[] {
  return pulled.map(({ raw }) => new TextDecoder().decode(raw.bytes));
}

/** Adds to a file. */
export function append(path: string, text: string | Uint8Array): void {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  Deno.writeFileSync(path, bytes, { append: true });
}
