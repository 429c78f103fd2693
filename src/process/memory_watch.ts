import type { Vitals } from "./vitals.ts";

/** How often it is looked, in milliseconds. What a process takes in between, it takes beyond its limit. */
const EVERY_MS = 50;

const MEBIBYTE = 2 ** 20;

/** From this share on, what an engine may still take is so little that it may do nothing but look for garbage. */
const SCARCE = 0.9;

/** How much it takes of what it may, where that is nearly all; `undefined` otherwise. */
export function shortage(ownBytes: number, maxMemoryMb: number): string | undefined {
  const ownMb = ownBytes / MEBIBYTE;
  return ownMb < SCARCE * maxMemoryMb ? undefined : `${Math.ceil(ownMb)} MB of ${maxMemoryMb}`;
}

/** A process whose memory is limited. */
export interface Limited {
  readonly maxMemoryMb: number;
  /** How it is now; `null` if it is not there. */
  readonly vitals: () => Vitals | null;
  /** Ends it: it has died of that. */
  readonly end: (cause: string) => void;
}

/**
 * Ends processes that take more memory than they may. The engine limits its heap by itself, if it comes to it in time; typed arrays and
 * buffers it does not limit at all.
 */
export class MemoryWatch {
  readonly #limited: readonly Limited[];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(limited: readonly Limited[]) {
    this.#limited = limited;
  }

  /** Looks from now on, if there is anything to look at. */
  begin(): void {
    if (this.#timer !== undefined || this.#limited.length === 0) return;
    this.#timer = setInterval(() => this.look(), EVERY_MS);
    Deno.unrefTimer(this.#timer);
  }

  /** Looks once. */
  look(): void {
    for (const { maxMemoryMb, vitals, end } of this.#limited) {
      const { ownBytes = 0 } = vitals() ?? {};
      const ownMb = Math.ceil(ownBytes / MEBIBYTE);
      if (ownMb > maxMemoryMb) end(`out of memory: ${ownMb} MB of ${maxMemoryMb}`);
    }
  }

  /** Looks no more. */
  end(): void {
    clearInterval(this.#timer);
  }
}
