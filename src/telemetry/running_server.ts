import { type Bound, directionsTo, type ServerKeeper, urlOf } from "./http/mod.ts";

/** Telemetry that is being served. */
export interface TelemetryServer extends AsyncDisposable {
  /**
   * Where the page is, for instance `http://127.0.0.1:9900/`: an address that can be opened on this machine, also where every
   * interface is bound. Under which one a proxy shows it, nobody knows here.
   */
  readonly url: string;
  /**
   * How people get there, to be printed: the address, that of this machine for others where every interface is bound and
   * `--allow-sys=networkInterfaces` lets it be known, and what to do about a token, which itself is not in it.
   */
  readonly directions: string;
  /** The port that was bound. */
  readonly port: number;
  /**
   * Tells every open page that the graph stopped, ends all streams and frees the port. Later calls do nothing more.
   *
   * @param reason What the pages say.
   */
  close(reason?: string): Promise<void>;
}

/** How long open responses have to end before they are cut off, in milliseconds. */
const CLOSE_GRACE_MS = 20;

/** A server, and all that it is served from. */
export class RunningServer implements TelemetryServer {
  readonly url: string;
  readonly directions: string;
  readonly port: number;
  readonly #keeper: ServerKeeper;
  readonly #stop: (reason: string) => Promise<void>;
  #closing: Promise<void> | null = null;

  constructor(bound: Bound, keeper: ServerKeeper, stop: (reason: string) => Promise<void>) {
    this.url = urlOf(bound.hostname, bound.port);
    this.directions = directionsTo(bound);
    this.port = bound.port;
    this.#keeper = keeper;
    this.#stop = stop;
  }

  close(reason = "The graph stopped"): Promise<void> {
    return this.#closing ??= this.#close(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(reason: string): Promise<void> {
    await this.#stop(reason);
    // Not `shutdown`: it waits for every response, and a reader that stalls would hold it up for ever. The clients have
    // taken their last frame; this is for the end of their streams to be written.
    await new Promise((resolve) => setTimeout(resolve, CLOSE_GRACE_MS));
    await this.#keeper.close();
  }
}
