import { reportError, withoutStack } from "../errors.ts";
import { printError } from "../printer.ts";
import type { Topology } from "../protocol/mod.ts";
import { dotView } from "./api/mod.ts";
import type { GraphSample } from "./sample/mod.ts";

/** Time between two pictures, in milliseconds. */
const PERIOD_MS = 10_000;

/** What the disk gets at the end, in milliseconds. */
const CLOSE_MS = 2000;

/**
 * Tells whoever starts a program that it may not write there; the system's own word would come once the graph runs.
 *
 * @throws {Deno.errors.NotCapable}
 */
export function checkMayDraw(path: string): void {
  // The picture is written beside it, and then takes its place.
  for (const place of [path, draftOf(path)]) {
    if (Deno.permissions.querySync({ name: "write", path: place }).state === "granted") continue;
    throw withoutStack(
      new Deno.errors.NotCapable(
        `Cannot draw the graph to ${path}: the program may not write ${place}, run it with --allow-write=${path},${
          draftOf(path)
        } or with that of their folder`,
      ),
    );
  }
}

/**
 * Keeps a file with the graph and its current values, as DOT. Whoever reads it finds a whole picture. A disk that takes none is told of
 * once, and holds nothing up.
 */
export class DotFile {
  readonly #path: string;
  readonly #topology: Topology;
  #due = -Infinity;
  #writing: Promise<void> | null = null;
  #failed = false;

  constructor(path: string, topology: Topology) {
    this.#path = path;
    this.#topology = topology;
  }

  /** Draws a sample, if it is time; then what it returns resolves when that is done. */
  add(sample: GraphSample): Promise<void> | undefined {
    const left = this.#due - sample.time;
    // A clock that was set back must not keep the file old.
    if (this.#writing !== null || (left > 0 && left <= PERIOD_MS)) return undefined;
    this.#due = sample.time + PERIOD_MS;
    return this.#writing = this.#draw(sample).finally(() => this.#writing = null);
  }

  /** Draws the last sample, whatever the time. */
  async close(sample: GraphSample): Promise<void> {
    const drawn = (async () => {
      await this.#writing;
      await this.#draw(sample);
    })();
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([drawn, new Promise((late) => timer = setTimeout(late, CLOSE_MS))]);
    clearTimeout(timer);
  }

  /** Writes the draft; a folder that is not there is made. */
  async #write(text: string): Promise<void> {
    const draft = draftOf(this.#path);
    try {
      await Deno.writeTextFile(draft, text);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      await Deno.mkdir(draft.replace(/[\\/][^\\/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(draft, text);
    }
  }

  async #draw(sample: GraphSample): Promise<void> {
    try {
      await this.#write(dotView(this.#topology, sample));
      await Deno.rename(draftOf(this.#path), this.#path);
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) {
        printError(`Cannot draw the graph to ${this.#path}: ${reportError(error).message}`);
      }
      this.#failed = true;
    }
  }
}

function draftOf(path: string): string {
  return `${path}.new`;
}
