/**
 * How the host writes lines for people to standard output and standard error.
 *
 * `console.log` writes at once and in the caller's thread. On a full disk it throws, and where nobody reads the other end of a
 * pipe it never returns: a supervisor that prints so can be stopped, or ended, by its own log. Here a line is put in a queue
 * that has a bound, and the runtime writes it in a thread of its own. Nothing is thrown, nothing waits; lines that find no way
 * out are counted, and the count is told as soon as there is one.
 *
 * @module
 */

/** Where a printer's bytes go. Both may throw, or reject; neither has to take all. */
export interface Stream {
  write(bytes: Uint8Array): Promise<number>;
  writeSync(bytes: Uint8Array): number;
}

/** Lines that wait at most. */
const MOST_LINES = 10_000;

/** Characters that wait at most. */
const MOST_CHARS = 1 << 20;

/** What is written at once at most, so that a reader who is slow is not taken for one who is gone. */
const PIECE_BYTES = 1 << 15;

/** A write that takes longer is not waited for any more, by anybody. */
const STUCK_MS = 1000;

/** At the very end there is no way to look again: a write that has taken so long by then is taken for stuck. */
const SUSPECT_MS = 100;

/**
 * … and what it gets then. It is done in a thread of the runtime's that may not even have begun, and nobody can ask whether it has:
 * the process would be gone before.
 */
const LAST_CHANCE_MS = 100;

/** Nobody ever wakes who sleeps here. */
const NOBODY = new Int32Array(new SharedArrayBuffer(4));

/** Why lines are lost that found no room in the queue. */
const BLOCKED = "it is blocked";

/** What the lines that wait get to be written before the process is ended. */
const LAST_WORDS_MS = 1000;

/** Writes lines to a stream, in order, without ever throwing or waiting. */
export class Printer {
  readonly #name: string;
  readonly #stream: Stream;
  readonly #onLoss: (what: string) => void;
  #waiting: string[] = [];
  #chars = 0;
  /** Lines that found no way out since the last one that did. */
  #lost = 0;
  #why = "";
  #writing: Promise<void> | undefined;
  /** When the write that is under way began. */
  #since = 0;
  #stuck = false;

  /**
   * @param name what the stream is called
   * @param onLoss is told, once each time, when lines begin to be lost
   */
  constructor(name: string, stream: Stream, onLoss: (what: string) => void = () => {}) {
    this.#name = name;
    this.#stream = stream;
    this.#onLoss = onLoss;
  }

  /** Writes a line, as soon as those before it are written. */
  print(line: string): void {
    const isFull = this.#waiting.length >= MOST_LINES ||
      (this.#chars > 0 && this.#chars + line.length > MOST_CHARS);
    if (isFull) return this.#lose(1, BLOCKED);
    this.#waiting.push(line);
    this.#chars += line.length;
    if (this.#writing !== undefined) return;
    this.#writing = this.#writeAll();
  }

  /** Whether nothing waits to be written. */
  get isIdle(): boolean {
    return this.#writing === undefined;
  }

  /** Resolves when every line is written or lost; after `ms`, or once it is known that nobody reads, at the latest. */
  async flush(ms: number): Promise<void> {
    if (this.#writing === undefined || this.#stuck) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#writing.then(resolve);
    await promise;
    clearTimeout(timer);
  }

  /** Writes what waits, at once: for when the process ends and no promise is kept any more. Nothing, if nobody reads. */
  writeRest(): void {
    if (this.#writing === undefined || performance.now() - this.#since > SUSPECT_MS) return;
    Atomics.wait(NOBODY, 0, 0, LAST_CHANCE_MS);
    try {
      // Waits its turn behind the write that is under way: so even if nothing else waits, that one gets done.
      this.#stream.writeSync(new TextEncoder().encode(this.#takeWaiting()));
    } catch {
      // There is nobody left to tell.
    }
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const count = this.#waiting.length;
      const lost = this.#lost;
      // What found no room came after what waits; what could not be written came before.
      const isBlocked = this.#why === BLOCKED;
      const notice = this.#notice();
      const lines = this.#takeWaiting();
      try {
        await this.#write(isBlocked ? lines + notice : notice + lines);
        this.#lost -= lost;
        if (this.#lost > 0 && this.#waiting.length === 0) await this.#writeNotice();
      } catch (error) {
        this.#lose(count, error instanceof Error ? error.message : String(error));
      }
    }
    // With the look at what waits, not in a reaction to it: whoever prints in between would find nobody to write it.
    this.#writing = undefined;
  }

  async #writeNotice(): Promise<void> {
    const lost = this.#lost;
    await this.#write(this.#notice());
    this.#lost -= lost;
  }

  #notice(): string {
    if (this.#lost === 0) return "";
    const lines = this.#lost === 1 ? "1 line was" : `${this.#lost} lines were`;
    return `steady-state: ${lines} not printed to ${this.#name}: ${this.#why}\n`;
  }

  #takeWaiting(): string {
    const text = this.#waiting.map((line) => `${line}\n`).join("");
    this.#waiting = [];
    this.#chars = 0;
    return text;
  }

  #lose(lines: number, why: string): void {
    const isNew = this.#lost === 0 && lines > 0;
    this.#lost += lines;
    this.#why = why;
    if (isNew) {
      this.#onLoss(
        `steady-state: cannot print to ${this.#name}: ${why}; lines are lost until it can`,
      );
    }
  }

  async #write(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) {
      const taken = await this.#writePiece(bytes.subarray(at, at + PIECE_BYTES));
      if (taken === 0) throw new Error("it takes nothing");
      at += taken;
    }
  }

  async #writePiece(bytes: Uint8Array): Promise<number> {
    this.#since = performance.now();
    const write = this.#stream.write(bytes);
    const timer = setTimeout(() => {
      this.#stuck = true;
      letGo(write);
    }, STUCK_MS);
    // It is the write that holds the process.
    Deno.unrefTimer(timer);
    try {
      return await write;
    } finally {
      clearTimeout(timer);
      this.#stuck = false;
    }
  }
}

/** What is used here of the runtime's core. */
interface Core {
  unrefOpPromise?(promise: Promise<unknown>): void;
}

/**
 * Lets the process end although the write is not done. The runtime has a way to say this of timers, sockets and processes, but
 * of these writes only in its core; where that is gone, the process lives until somebody reads.
 */
function letGo(write: Promise<unknown>): void {
  const { internal } = Deno as unknown as { internal?: symbol };
  if (internal === undefined) return;
  const inside = (Deno as unknown as Record<symbol, { core?: Core } | undefined>)[internal];
  try {
    inside?.core?.unrefOpPromise?.(write);
  } catch {
    // As if it were gone.
  }
}

const standardError = new Printer("standard error", Deno.stderr);
const standardOutput = new Printer("standard output", Deno.stdout, printError);
let listening = false;

/** Writes a line to standard output. */
export function printLine(line: string): void {
  listen();
  standardOutput.print(line);
}

/** Writes a line to standard error. */
export function printError(line: string): void {
  listen();
  standardError.print(line);
}

/** Other printers that may have something to write. */
const others = new Set<Printer>();

/** Has a printer of somebody else's write a line: it is waited for as the standard ones are. */
export function printWith(printer: Printer, line: string): void {
  listen();
  others.add(printer);
  printer.print(line);
}

/** Resolves when every line is written, as far as that can be in so many milliseconds. */
export async function flushPrinters(ms: number = LAST_WORDS_MS): Promise<void> {
  // What cannot be written to a file is told on standard error.
  await Promise.all([...others].map((printer) => printer.flush(ms)));
  for (const printer of others) if (printer.isIdle) others.delete(printer);
  await Promise.all([standardOutput.flush(ms), standardError.flush(ms)]);
}

/** Ends the process when every line is written; in a second, if they cannot be. */
export async function exitProcess(code: number): Promise<never> {
  await flushPrinters();
  Deno.exit(code);
}

/** Whoever calls `Deno.exit` has read what was printed before. */
function listen(): void {
  if (listening) return;
  listening = true;
  addEventListener("unload", () => {
    for (const printer of others) printer.writeRest();
    standardOutput.writeRest();
    standardError.writeRest();
  });
}
