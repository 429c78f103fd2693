import type { Cover } from "./cover.ts";
import { currentThread } from "./context.ts";

/** The machine's own, as they are before anybody puts others in their place. */
const MACHINE = {
  random: Math.random,
  getRandomValues: crypto.getRandomValues,
  randomUUID: crypto.randomUUID,
} as const;

function random(): number {
  return currentThread()?.random() ?? MACHINE.random();
}

/** Fills these bytes by chance: that of the simulation for its code. Returns whether it is code of one. */
export function fillByChance(bytes: Uint8Array): boolean {
  const thread = currentThread();
  if (thread === undefined) return false;
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(thread.random() * 256);
  return true;
}

function getRandomValues<T extends ArrayBufferView>(this: Crypto, array: T): T {
  // First by the machine, which knows what may be filled and how much of it.
  MACHINE.getRandomValues.call(this, array as never);
  fillByChance(new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength));
  return array;
}

/** An id of version 4. */
export function uuidByChance(): string {
  const bytes = new Uint8Array(16);
  if (!fillByChance(bytes)) return MACHINE.randomUUID.call(crypto);
  bytes[6] = (bytes[6] as number) & 0x0f | 0x40;
  bytes[8] = (bytes[8] as number) & 0x3f | 0x80;
  const hex = bytes.toHex();
  return [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]].map(([from, to]) => hex.slice(from, to))
    .join("-");
}

/** Chance of all kinds. */
export function chanceCovers(): Cover[] {
  return [
    { of: Math, key: "random", by: { value: random } },
    { of: Crypto.prototype, key: "getRandomValues", by: { value: getRandomValues } },
    { of: Crypto.prototype, key: "randomUUID", by: { value: uuidByChance } },
  ];
}
