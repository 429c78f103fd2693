import { Countdown } from "../host_time.ts";
import { systemWorld } from "../world.ts";

/** What `promise` resolves to, or `undefined` once the host has run for `ms`. */
export async function bounded<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const countdown = new Countdown(systemWorld, Math.max(0, ms), () => late.resolve(undefined));
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    countdown.cancel();
  }
}
