import type { Rx } from "../../channel/rx.ts";
import type { Tx } from "../../channel/tx.ts";
import { type Duration, msOf } from "../moment.ts";
import { done, hindered } from "./hindered.ts";
import type { AnyPerformer } from "./part.ts";

/**
 * Does as `performer` does, but later: each of its turns begins only so much after what it waits for is there. Between two bounds the
 * simulation's dice choose.
 *
 * ```ts
 * import { collect, delaying } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const slow = delaying(collect<number>(), ["10 ms", "2 s"]); // for stage.perform("SINK", slow)
 * assertEquals(slow.taken, []);
 * ```
 *
 * @param delay how long, or the least and the most
 * @throws {TypeError} if that is no stretch of time
 */
export function delaying<F extends AnyPerformer>(
  performer: F,
  delay: Duration | readonly [least: Duration, most: Duration],
): F {
  const [least, most = least] = Array.isArray(delay)
    ? delay as readonly Duration[]
    : [delay as Duration];
  const from = msOf(least as Duration, "delay a performer");
  const to = msOf(most as Duration, "delay a performer");
  if (from > to) {
    throw new RangeError(
      `Cannot delay a performer for ${least} to ${most}: the least is more than the most, give them the other way round`,
    );
  }
  return hindered(performer, (actor) => {
    /** What it had done when its turn began: in the middle of a turn there is no waiting, which would cut it in two. */
    let begun = done(actor, "both");
    let isDelayed = false;
    const pause = async () => {
      const until = actor.clock.now() + from + Math.random() * (to - from);
      // A stop cuts a wait short, and it is slow all the same.
      for (let now = actor.clock.now(); now < until; now = actor.clock.now()) {
        await actor.wait(actor.timeout(until - now));
      }
      isDelayed = true;
    };
    const between = () => {
      begun = done(actor, "both");
      isDelayed = false;
    };
    return {
      async wait(condition) {
        const met = await actor.wait(condition);
        between();
        if (met) await pause();
        return met;
      },
      async take<T>(port: Rx<T>) {
        // A stop cuts the first wait short, and no other: a take goes on.
        if (await actor.wait(port.avail()) || await actor.wait(port.avail())) await pause();
        const message = await actor.take(port);
        isDelayed = true;
        return message;
      },
      async send<T>(port: Tx<T>, message: T) {
        if (!isDelayed && done(actor, "both") === begun) await pause();
        return await actor.send(port, message);
      },
      isRunning(accept) {
        const goesOn = actor.isRunning(accept);
        between();
        return goesOn;
      },
      commit() {
        const committed = actor.commit();
        between();
        return committed;
      },
    };
  });
}
