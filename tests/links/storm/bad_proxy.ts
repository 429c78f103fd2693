/**
 * A network between two processes that does to connections what networks do: cuts, resets, delays, holds back, lets little through, and
 * takes no new ones. In Deno alone, so it is there where no other program is.
 *
 * @module
 */

/** A socket of this machine. */
export type Place = { readonly port: number } | { readonly path: string };

/** Which way bytes go: from who dials to who listens, or back. */
export type Way = "there" | "back";

/** How much is read at a time. */
const PIECE_BYTES = 65_536;

/** What is done to bytes of one way. */
interface Weather {
  /** They come so many milliseconds later. */
  delayMs: number;
  /** So many come in a second. */
  bytesPerSecond: number;
  /** Resolves when they go on, if they do not. */
  held: PromiseWithResolvers<void> | undefined;
}

/** One connection through the proxy: its two sockets. */
interface Passage {
  readonly conns: readonly [Deno.Conn, Deno.Conn];
}

/** A way to a socket that can be made bad. */
export class BadProxy {
  readonly #listener: Deno.TcpListener | Deno.UnixListener;
  readonly #upstream: Place;
  readonly #passages = new Set<Passage>();
  readonly #weather: Record<Way, Weather> = { there: fine(), back: fine() };
  readonly #over = new AbortController();
  #isOpen = true;
  #passed = 0;

  private constructor(listener: Deno.TcpListener | Deno.UnixListener, upstream: Place) {
    this.#listener = listener;
    this.#upstream = upstream;
    void this.#accept();
  }

  /** Listens at a free port, or at a path if the upstream has one. */
  static listen(upstream: Place): BadProxy {
    const listener = "port" in upstream
      ? Deno.listen({ hostname: "127.0.0.1", port: 0 })
      : Deno.listen({ transport: "unix", path: `${upstream.path}.proxy` });
    return new BadProxy(listener, upstream);
  }

  /** Where it listens. */
  get place(): Place {
    const { addr } = this.#listener;
    return addr.transport === "unix" ? { path: addr.path } : { port: (addr as Deno.NetAddr).port };
  }

  /** How many connections go through it now. */
  get size(): number {
    return this.#passages.size;
  }

  /** How many bytes it has passed on. */
  get passed(): number {
    return this.#passed;
  }

  /** Ends all connections, as if in good order. */
  cut(): void {
    for (const passage of this.#passages) this.#end(passage);
  }

  /** Takes no new ones until it is told otherwise. */
  refuse(): void {
    this.#isOpen = false;
  }

  /** Nothing goes that way until `fair`; no connection ends. */
  hold(way: Way): void {
    this.#weather[way].held ??= Promise.withResolvers();
  }

  /** What goes that way comes later. */
  delay(way: Way, ms: number): void {
    this.#weather[way].delayMs = ms;
  }

  /** Little goes that way. */
  narrow(way: Way, bytesPerSecond: number): void {
    this.#weather[way].bytesPerSecond = bytesPerSecond;
  }

  /** All is well again, for what is there, too. */
  fair(): void {
    this.#isOpen = true;
    for (const weather of Object.values(this.#weather)) {
      weather.held?.resolve();
      Object.assign(weather, fine());
    }
  }

  close(): void {
    this.#over.abort();
    this.#listener.close();
    this.cut();
    this.fair();
    if ("path" in this.#upstream) Deno.removeSync(`${this.#upstream.path}.proxy`);
  }

  async #accept(): Promise<void> {
    try {
      while (true) {
        const conn = await this.#listener.accept();
        if (this.#isOpen) void this.#pass(conn);
        else conn.close();
      }
    } catch {
      // It is closed.
    }
  }

  async #pass(near: Deno.Conn): Promise<void> {
    let far: Deno.Conn;
    try {
      far = "port" in this.#upstream
        ? await Deno.connect({ hostname: "127.0.0.1", port: this.#upstream.port })
        : await Deno.connect({ transport: "unix", path: this.#upstream.path });
    } catch {
      near.close();
      return;
    }
    const passage: Passage = { conns: [near, far] };
    this.#passages.add(passage);
    await Promise.all([this.#pump(near, far, "there"), this.#pump(far, near, "back")]);
    this.#end(passage);
  }

  async #pump(from: Deno.Conn, to: Deno.Conn, way: Way): Promise<void> {
    const weather = this.#weather[way];
    const piece = new Uint8Array(PIECE_BYTES);
    try {
      for (let count; (count = await from.read(piece)) !== null;) {
        if (weather.delayMs > 0) await this.#pause(weather.delayMs);
        while (weather.held !== undefined) await weather.held.promise;
        if (weather.bytesPerSecond < Infinity) {
          await this.#pause(count / weather.bytesPerSecond * 1000);
        }
        for (let at = 0; at < count;) at += await to.write(piece.subarray(at, count));
        this.#passed += count;
      }
      await to.closeWrite();
    } catch {
      // One of both is gone.
    }
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#over;
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener("abort", done, { once: true });
    });
  }

  #end(passage: Passage): void {
    if (!this.#passages.delete(passage)) return;
    for (const conn of passage.conns) {
      try {
        conn.close();
      } catch {
        // It is closed.
      }
    }
  }
}

function fine(): Weather {
  return { delayMs: 0, bytesPerSecond: Infinity, held: undefined };
}
