import {
  HANDSHAKE_FRAME_BYTES,
  type LinkAddress,
  type LinkConnection,
  type LinkListener,
  LinkLostError,
  type LinkWires,
  placeText,
} from "../link.ts";

/** Where one side of a network in memory is: its time, and whether it is there still. */
export interface NetworkSide {
  /** Calls that after so many milliseconds, unless the side is gone by then. */
  after(ms: number, call: () => void): void;
  /** Whether its thread is gone, so that it answers nothing more. */
  readonly isGone: boolean;
}

/** What becomes of what is sent over a network in memory. */
export interface NetworkMood {
  /** How many milliseconds something takes that is sent now. */
  delayMs(): number;
  /** Why nobody can connect at the moment; `undefined` if anybody can. */
  refusal(): string | undefined;
}

const SOUND: NetworkMood = { delayMs: () => 0, refusal: () => undefined };

/** How many bytes may be on their way before a send has to wait. */
const WINDOW_BYTES = 1 << 20;

/**
 * A network in the memory of one thread, or of one simulation. What goes over it takes as long as its mood says, comes in order within a
 * connection, and is lost with it.
 */
export class MemoryNetwork implements LinkWires {
  readonly #listeners = new Map<string, MemoryListener>();
  readonly #wires = new Set<MemoryWire>();
  readonly #sideNow: () => NetworkSide;
  mood: NetworkMood = SOUND;

  /** @param sideNow says where the code is that runs at the moment */
  constructor(sideNow: () => NetworkSide = () => THREAD) {
    this.#sideNow = sideNow;
  }

  /** Connections that are there. */
  get wires(): ReadonlySet<MemoryWire> {
    return this.#wires;
  }

  dial(address: LinkAddress, signal: AbortSignal): Promise<LinkConnection> {
    const place = placeText(address);
    const near = this.#sideNow();
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason);
      if (signal.aborted) return abort();
      signal.addEventListener("abort", abort, { once: true });
      near.after(this.mood.delayMs(), () => {
        signal.removeEventListener("abort", abort);
        if (signal.aborted) return;
        const listener = this.#listeners.get(place);
        const refusal = this.mood.refusal() ??
          (listener === undefined || listener.side.isGone ? "connection refused" : undefined);
        if (refusal !== undefined) return reject(new LinkLostError(refusal));
        const far = (listener as MemoryListener).side;
        const wire = new MemoryWire(this, place, near, far, () => this.#wires.delete(wire));
        this.#wires.add(wire);
        far.after(this.mood.delayMs(), () => listener?.arrive(wire.far));
        resolve(wire.near);
      });
    });
  }

  listen(address: LinkAddress): Promise<LinkListener> {
    const place = placeText(address);
    const there = this.#listeners.get(place);
    if (there !== undefined && !there.side.isGone) {
      return Promise.reject(
        new LinkLostError(`somebody listens at ${place} already`),
      );
    }
    const listener = new MemoryListener(address, this.#sideNow(), () => {
      if (this.#listeners.get(place) === listener) this.#listeners.delete(place);
    });
    this.#listeners.set(place, listener);
    return Promise.resolve(listener);
  }
}

/** This thread, for as long as it is there. */
const THREAD: NetworkSide = {
  after: (ms, call) => void (ms === 0 ? queueMicrotask(call) : setTimeout(call, ms)),
  isGone: false,
};

class MemoryListener implements LinkListener {
  readonly address: LinkAddress;
  readonly side: NetworkSide;
  readonly #onClose: () => void;
  readonly #waiting: LinkConnection[] = [];
  #taker: PromiseWithResolvers<LinkConnection> | undefined;
  #isClosed = false;

  constructor(address: LinkAddress, side: NetworkSide, onClose: () => void) {
    this.address = address;
    this.side = side;
    this.#onClose = onClose;
  }

  get place(): string {
    return placeText(this.address);
  }

  arrive(connection: LinkConnection): void {
    if (this.#isClosed) return connection.close();
    if (this.#taker === undefined) return void this.#waiting.push(connection);
    this.#taker.resolve(connection);
    this.#taker = undefined;
  }

  async accept(signal: AbortSignal): Promise<LinkConnection> {
    signal.throwIfAborted();
    if (this.#isClosed) throw new LinkLostError(`nobody listens at ${this.place} any more`);
    const next = this.#waiting.shift();
    if (next !== undefined) return next;
    const taker = this.#taker = Promise.withResolvers<LinkConnection>();
    const abort = () => {
      if (this.#taker === taker) this.#taker = undefined;
      taker.reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    try {
      return await taker.promise;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose();
    for (const connection of this.#waiting.splice(0)) connection.close();
    this.#taker?.reject(new LinkLostError(`nobody listens at ${this.place} any more`));
    this.#taker = undefined;
  }
}

/** A connection in memory, as the network sees it: both of its ends. */
export class MemoryWire {
  readonly near: MemoryEnd;
  readonly far: MemoryEnd;

  constructor(
    network: { readonly mood: NetworkMood },
    place: string,
    near: NetworkSide,
    far: NetworkSide,
    onGone: () => void,
  ) {
    this.near = new MemoryEnd(network, place, near, onGone);
    this.far = new MemoryEnd(network, `${place}, who has dialled`, far, onGone);
    this.near.join(this.far);
    this.far.join(this.near);
  }

  /** Both sides lose it, and what is on its way with it. */
  cut(): void {
    this.near.lose("the connection was reset");
    this.far.lose("the connection was reset");
  }

  /** One side loses it, and the other is told nothing: what is on its way to that still comes. */
  cutHalf(end: "near" | "far"): void {
    this[end].lose("the connection was reset", true);
  }
}

/** One end of a connection in memory. */
export class MemoryEnd implements LinkConnection {
  readonly partner: string;
  readonly #network: { readonly mood: NetworkMood };
  readonly #side: NetworkSide;
  readonly #onGone: () => void;
  #peer!: MemoryEnd;
  #bound = HANDSHAKE_FRAME_BYTES;
  readonly #arrived: Uint8Array[] = [];
  /** What is on its way from here, and was not received yet. */
  #underWay = 0;
  #room: PromiseWithResolvers<void> | undefined;
  #reader: PromiseWithResolvers<Uint8Array | undefined> | undefined;
  #lost: LinkLostError | undefined;
  #isClosed = false;
  /** Whether the partner has ended it. */
  #isEnded = false;

  constructor(
    network: { readonly mood: NetworkMood },
    partner: string,
    side: NetworkSide,
    onGone: () => void,
  ) {
    this.#network = network;
    this.partner = partner;
    this.#side = side;
    this.#onGone = onGone;
  }

  join(peer: MemoryEnd): void {
    this.#peer = peer;
  }

  limitFrames(bytes: number): void {
    this.#bound = bytes;
  }

  send(parts: readonly Uint8Array[]): Promise<void> | undefined {
    const lost = this.#lost ??
      (this.#isClosed ? new LinkLostError("it is closed here") : undefined) ??
      (this.#isEnded ? new LinkLostError("the partner has ended the connection") : undefined);
    if (lost !== undefined) return Promise.reject(lost);
    if (this.#peer.#side.isGone) {
      this.lose("the connection was reset");
      return Promise.reject(this.#lost);
    }
    const frame = joined(parts);
    this.#underWay += frame.length;
    this.#carry(() => this.#peer.#arrive(frame));
    if (this.#underWay <= WINDOW_BYTES) return undefined;
    return (this.#room ??= Promise.withResolvers<void>()).promise;
  }

  /** Has that happen at the other end, behind all that was sent before. */
  #carry(what: () => void): void {
    this.#queue.push(what);
    this.#peer.#side.after(this.#network.mood.delayMs(), () => this.#queue.shift()?.());
  }

  /** What is on its way, the oldest first: it arrives in order, whatever each takes. */
  readonly #queue: (() => void)[] = [];

  #arrive(frame: Uint8Array): void {
    if (this.#isClosed || this.#lost !== undefined) return;
    if (frame.length > this.#bound) {
      this.lose(
        `the partner sends a frame of ${frame.length} bytes, and at most ${this.#bound} are taken`,
      );
      this.#peer.lose("the connection was reset");
      return;
    }
    if (this.#reader === undefined) return void this.#arrived.push(frame);
    const reader = this.#reader;
    this.#reader = undefined;
    reader.resolve(this.#received(frame));
  }

  #received(frame: Uint8Array): Uint8Array {
    const peer = this.#peer;
    peer.#underWay -= frame.length;
    if (peer.#underWay <= WINDOW_BYTES && peer.#room !== undefined) {
      const room = peer.#room;
      peer.#room = undefined;
      peer.#side.after(0, () => room.resolve());
    }
    return frame;
  }

  receive(): Promise<Uint8Array | undefined> {
    const frame = this.#arrived.shift();
    if (frame !== undefined) return Promise.resolve(this.#received(frame));
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    if (this.#isClosed || this.#isEnded) return Promise.resolve(undefined);
    this.#reader = Promise.withResolvers<Uint8Array | undefined>();
    return this.#reader.promise;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#settle();
    if (this.#lost === undefined) this.#carry(() => this.#peer.#end());
    this.#onGone();
  }

  #end(): void {
    this.#isEnded = true;
    if (this.#lost === undefined) this.#settle();
  }

  #settle(): void {
    this.#reader?.resolve(undefined);
    this.#reader = undefined;
    this.#room?.reject(
      new LinkLostError(
        this.#isClosed ? "it is closed here" : "the partner has ended the connection",
      ),
    );
    this.#room?.promise.catch(() => {});
    this.#room = undefined;
  }

  /** It is there no longer. @param isSilent whether the other end is told nothing, so that what it is sent still comes */
  lose(why: string, isSilent = false): void {
    if (this.#lost !== undefined || this.#isClosed) return;
    const lost = this.#lost = new LinkLostError(why);
    if (!isSilent) {
      this.#queue.length = 0;
      this.#arrived.length = 0;
    }
    this.#side.after(0, () => {
      this.#reader?.reject(lost);
      this.#reader = undefined;
      this.#room?.reject(lost);
      this.#room = undefined;
    });
    this.#onGone();
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
