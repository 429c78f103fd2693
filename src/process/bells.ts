/**
 * How threads of several processes wake each other: each thread that others may wake has a pipe, and a byte in it is a ring. The ends of the
 * pipes are descriptors that every process of the graph has, for as long as the graph runs.
 *
 * @module
 */
import { Socket } from "node:net";
import type { Bells } from "../protocol/mod.ts";
import { crossBy, type Crossing, passRing } from "../memory/doorbell.ts";

const RING = new Uint8Array(1);

/** Wakes threads of other processes, and is woken by them. */
export class BellPipes implements Crossing {
  readonly process: number;
  readonly #reader: Socket;
  readonly #writers: ReadonlyMap<number, Socket>;

  /** From now on this thread takes part in it. */
  constructor(region: SharedArrayBuffer, { process, own, read, others }: Bells) {
    this.process = process;
    this.#writers = new Map(others.map(({ doorbell, write }) => [
      doorbell,
      quiet(new Socket({ fd: write, readable: false })),
    ]));
    this.#reader = quiet(new Socket({ fd: read, writable: false }));
    this.#reader.on("data", () => {
      for (const doorbell of own) passRing(region, doorbell);
    });
    crossBy(region, this);
  }

  wake(doorbell: number): void {
    const writer = this.#writers.get(doorbell);
    // A pipe that is full has rings in it that nobody has heard yet, and so has one whose last ring is on its way.
    if (writer !== undefined && writer.writableLength === 0) writer.write(RING);
  }

  /** This thread takes part in it no more. */
  close(): void {
    this.#reader.destroy();
    for (const writer of this.#writers.values()) writer.destroy();
  }
}

/** Without a say in whether the process lives, and whoever is not there any more is no concern. */
function quiet(socket: Socket): Socket {
  socket.on("error", () => {});
  socket.unref();
  return socket;
}
