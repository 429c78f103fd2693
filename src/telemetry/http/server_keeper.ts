import { type Pace, pauseMs } from "../../backoff.ts";
import { reportError } from "../../errors.ts";
import type { BoundServer } from "./listen.ts";
import { printError } from "../../printer.ts";

/** Binds the server; it ends when the signal says so. Throws if it cannot be bound. */
export type Bind = (stop: AbortSignal) => BoundServer;

/** Calls after so many milliseconds; a test puts its own in its place. */
export type Later = (call: () => void, ms: number) => ReturnType<typeof setTimeout>;

/** Time before an attempt to bind again. */
const PACE: Pace = { firstMs: 250, maxMs: 10_000 };

/**
 * Keeps a server bound: one that ends without being asked to (its socket was lost) is bound again, for as long as it takes.
 * Nothing of that touches the graph.
 */
export class ServerKeeper {
  readonly #bind: Bind;
  readonly #later: Later;
  #server: BoundServer;
  #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** Binds at once, and throws if that fails: whoever starts a program wants to know. */
  constructor(bind: Bind, later: Later = (call, ms) => setTimeout(call, ms)) {
    this.#bind = bind;
    this.#later = later;
    this.#server = bind(this.#stop.signal);
    this.#watch();
  }

  /** The port of the first server. */
  get port(): number {
    return this.#server.addr.port;
  }

  /** Ends the server, with everything that it is still answering. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stop.abort();
    await this.#server.finished.catch(() => {});
  }

  #watch(): void {
    this.#server.finished.then(() => this.#lost("it ended"), (error) => this.#lost(error));
  }

  #lost(why: unknown): void {
    if (this.#closed) return;
    printError(
      `Telemetry lost its socket, and will bind it again: ${reportError(why).message}`,
    );
    this.#retry(1);
  }

  #retry(failures: number): void {
    this.#timer = this.#later(() => {
      this.#stop = new AbortController();
      try {
        this.#server = this.#bind(this.#stop.signal);
      } catch {
        // Somebody else may have the port for now.
        return this.#retry(failures + 1);
      }
      this.#watch();
    }, pauseMs(failures, PACE));
  }
}
