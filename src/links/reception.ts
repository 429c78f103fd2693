import { pauseMs } from "../backoff.ts";
import type { LinkRole } from "../protocol/mod.ts";
import { asError } from "./doing.ts";
import { jsonFrame, readFrame } from "./frames/mod.ts";
import { type Hello, readHello } from "./handshake/mod.ts";
import {
  type LinkAddress,
  type LinkConnection,
  type LinkListener,
  LinkMisconfiguredError,
  type LinkWires,
  placeText,
} from "./link.ts";

/** How long somebody who has connected may take to say who it is, in milliseconds. */
const HELLO_MS = 5000;
/** How many may be there who have not said it. */
const MOST_NEWCOMERS = 64;
/** How many characters of a reason are told, so that it fits in a frame of the handshake. */
const MOST_REASON = 1300;
/** How long to wait before listening is tried again. */
const PACE = { firstMs: 100, maxMs: 5000, jitter: "full" } as const;

/** Somebody who has said who it is, and waits for an answer. */
export interface Caller {
  readonly connection: LinkConnection;
  readonly hello: Hello;
}

/** An end of an aqueduct that is called at an address. */
export interface Host {
  readonly aqueduct: string;
  readonly role: LinkRole;
  /** Somebody calls. */
  called(caller: Caller): void;
  /** Nobody can call at the moment, and why; `undefined` once they can. */
  hindered(why: string | undefined): void;
  /** To go on is of no use. */
  failed(error: LinkMisconfiguredError): void;
  /** Somebody was not let in, and why. */
  refused(why: string): void;
}

const receptions = new WeakMap<LinkWires, Map<string, Reception>>();

/** Has that end be called at that address of this thread, together with all others there. The result ends that. */
export function receive(wires: LinkWires, address: LinkAddress, host: Host): () => void {
  const places = receptions.get(wires) ?? new Map<string, Reception>();
  receptions.set(wires, places);
  const place = placeText(address);
  let reception = places.get(place);
  if (reception === undefined) {
    places.set(place, reception = new Reception(wires, address, () => places.delete(place)));
  }
  return reception.admit(host);
}

/** Those who are being refused. */
const leaving = new Set<LinkConnection>();

/** Says why somebody is refused, and closes the connection once that is out, or after a moment. Never throws. */
export function refuse(connection: LinkConnection, reason: string): void {
  const [oldest] = leaving;
  if (leaving.size >= MOST_NEWCOMERS) dismiss(leaving, oldest as LinkConnection);
  leaving.add(connection);
  void (async () => {
    const over = new AbortController();
    const late = pause(HELLO_MS, over.signal);
    const telling = async () => {
      await connection.send([jsonFrame("refused", { reason: reason.slice(0, MOST_REASON) })]);
      while (await connection.receive() !== undefined);
    };
    await Promise.race([telling().catch(() => {}), late]);
    over.abort();
    dismiss(leaving, connection);
  })();
}

function dismiss(some: Set<LinkConnection>, one: LinkConnection): void {
  one.close();
  some.delete(one);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}

/** Listens at one address, and hands each connection to the end whose aqueduct its first frame names. */
class Reception {
  readonly #wires: LinkWires;
  readonly #address: LinkAddress;
  readonly #onEmpty: () => void;
  readonly #hosts = new Set<Host>();
  readonly #newcomers = new Set<LinkConnection>();
  readonly #over = new AbortController();
  #hindrance: string | undefined;

  constructor(wires: LinkWires, address: LinkAddress, onEmpty: () => void) {
    this.#wires = wires;
    this.#address = address;
    this.#onEmpty = onEmpty;
    void this.#serve();
  }

  admit(host: Host): () => void {
    this.#hosts.add(host);
    if (this.#hindrance !== undefined) host.hindered(this.#hindrance);
    return () => {
      if (!this.#hosts.delete(host) || this.#hosts.size > 0) return;
      this.#onEmpty();
      this.#over.abort(new DOMException("Nobody is called here any more", "AbortError"));
      for (const connection of this.#newcomers) connection.close();
    };
  }

  async #serve(): Promise<void> {
    const { signal } = this.#over;
    const refused = (why: string) => this.#tell((host) => host.refused(why));
    for (let failures = 0; !signal.aborted;) {
      let listener: LinkListener | undefined;
      try {
        listener = await this.#wires.listen(this.#address, refused, refuse);
        if (!signal.aborted) {
          this.#hinder(undefined);
          failures = 0;
        }
        while (!signal.aborted) void this.#greet(await listener.accept(signal));
      } catch (thrown) {
        if (signal.aborted) return;
        const error = asError(thrown);
        if (error.name === LinkMisconfiguredError.name) {
          return this.#tell((host) => host.failed(error as LinkMisconfiguredError));
        }
        this.#hinder(error.message);
        await pause(pauseMs(++failures, PACE), signal);
      } finally {
        listener?.close();
      }
    }
  }

  #tell(what: (host: Host) => void): void {
    for (const host of [...this.#hosts]) what(host);
  }

  #hinder(why: string | undefined): void {
    this.#hindrance = why;
    this.#tell((host) => host.hindered(why));
  }

  /** Finds out who that is. Never throws. */
  async #greet(connection: LinkConnection): Promise<void> {
    const [oldest] = this.#newcomers;
    if (this.#newcomers.size >= MOST_NEWCOMERS) dismiss(this.#newcomers, oldest as LinkConnection);
    this.#newcomers.add(connection);
    const over = new AbortController();
    const late = pause(HELLO_MS, over.signal);
    try {
      const bytes = await Promise.race([connection.receive(), late]);
      if (bytes === undefined || this.#over.signal.aborted) return connection.close();
      const frame = readFrame(bytes);
      if (frame.type !== "hello") return connection.close();
      this.#introduce({ connection, hello: readHello(frame.json) });
    } catch (thrown) {
      this.#tell((host) => host.refused(`${connection.partner}: ${asError(thrown).message}`));
      connection.close();
    } finally {
      over.abort();
      this.#newcomers.delete(connection);
    }
  }

  #introduce(caller: Caller): void {
    const { aqueduct, role } = caller.hello;
    const named = [...this.#hosts].filter((host) => host.aqueduct === aqueduct);
    // One with the same role refuses it, and says why; so does any other where there is none of that name.
    const host = named.find((host) => host.role !== role) ?? named[0] ?? [...this.#hosts][0];
    if (host === undefined) caller.connection.close();
    else host.called(caller);
  }
}
