/**
 * How long a broker has to answer.
 *
 * @module
 */

import type { WireWorld } from "../wire.ts";

/** That long, in milliseconds: longer, and it is taken to be gone. */
export const ANSWER_MS = 5_000;

/** What was asked for, unless the broker does not answer. For questions that a broker answers at once, unlike that of joining a group. */
export async function answered<T>(
  asked: Promise<T>,
  world: WireWorld,
  closing: AbortSignal,
): Promise<T> {
  const over = new AbortController();
  const late = world.pause(ANSWER_MS, AbortSignal.any([over.signal, closing]));
  try {
    return await Promise.race([
      asked,
      late.then(() => {
        throw new Error(`a broker has not answered for ${ANSWER_MS / 1000} seconds`);
      }),
    ]);
  } finally {
    over.abort();
  }
}
