import type { Rx } from "../../channel/rx.ts";
import type { Tx } from "../../channel/tx.ts";
import {
  filled,
  number,
  optionFaults,
  type Schema,
  throwOptionFaults,
  whole,
} from "../../option_faults.ts";
import { done, hindered } from "./hindered.ts";
import { type AnyActor, type AnyPerformer, type Backstage, NO_BACKSTAGE } from "./part.ts";

/** When a performer does no more as it should. */
export interface TripOptions {
  /**
   * How often in all, whatever else dies.
   *
   * @default {1}
   */
  readonly times?: number;
  /**
   * After so many messages that it has taken, or, if it only sends, has sent; each time anew. The last of them is in hand, and comes
   * again.
   *
   * @default {0}
   */
  readonly after?: number;
}

type TripStandards = "times" | "after";

/** What is known of {@link TripOptions}. */
export const TRIP_OPTIONS: Schema<TripOptions, TripStandards> = {
  times: {
    check: number(
      (times) => times === Infinity || (Number.isInteger(times) && times >= 0),
      "give a whole number from 0, or Infinity",
    ),
    default: 1,
  },
  after: { check: whole(0, Number.MAX_SAFE_INTEGER), default: 0 },
};

/**
 * Does as `performer` does, but throws: `times` times in all, each time after so many messages. What depends on it must bear that.
 *
 * ```ts
 * import { failing, feed } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const flaky = failing(feed([1, 2, 3]), { times: 2, after: 1 });
 * assertEquals(typeof flaky, "function"); // for stage.perform("SOURCE", flaky)
 * ```
 *
 * @throws {TypeError} if the options are wrong, with all that is wrong with them
 */
export function failing<F extends AnyPerformer>(performer: F, options: TripOptions = {}): F {
  return tripped(performer, "fail", options, (_actor, after) => {
    throw new Error(
      `fails${
        after === 0 ? "" : ` after ${after} ${after === 1 ? "message" : "messages"}`
      }, as the test wants it`,
    );
  });
}

/**
 * Does as `performer` does, but hangs: its thread stands still and does not answer, `times` times in all, each time after so many
 * messages. Only the graph's hang guard ends that, with all actors of that thread: after the actor's `hangTimeoutMs`.
 *
 * ```ts
 * import { collect, hanging } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const stuck = hanging(collect<number>(), { after: 10 }); // for stage.perform("SINK", stuck)
 * assertEquals(stuck.taken, []);
 * ```
 *
 * @throws {TypeError} if the options are wrong, with all that is wrong with them
 */
export function hanging<F extends AnyPerformer>(performer: F, options: TripOptions = {}): F {
  return tripped(performer, "hang", options, ({ label }, _after, backstage) => {
    backstage.hang(label);
    return new Promise(() => {});
  });
}

/** Does something else than it should, so often, after so many messages. */
function tripped<F extends AnyPerformer>(
  performer: F,
  doing: string,
  options: TripOptions,
  trip: (actor: AnyActor, after: number, backstage: Backstage) => Promise<void>,
): F {
  throwOptionFaults(`have a performer ${doing}`, optionFaults(TRIP_OPTIONS, options));
  const { times, after } = filled<TripOptions, TripStandards>(TRIP_OPTIONS, options);
  let backstage = NO_BACKSTAGE;
  /** How often it has, and how much it had done then, by label. */
  const trips = new Map<string, { count: number; from: number | undefined }>();
  const stateOf = (actor: AnyActor) => {
    let state = trips.get(actor.label);
    if (state === undefined) trips.set(actor.label, state = { count: 0, from: 0 });
    return state;
  };
  const check = async (actor: AnyActor): Promise<void> => {
    const state = stateOf(actor);
    if (state.count >= times || done(actor, "taken") - (state.from ?? 0) < after) return;
    state.count++;
    state.from = undefined;
    await trip(actor, after, backstage);
  };
  return hindered(performer, (actor) => {
    // What the generation that did so has left uncommitted is undone by now.
    stateOf(actor).from ??= done(actor, "taken");
    return {
      async wait(condition) {
        await check(actor);
        return await actor.wait(condition);
      },
      async take<T>(port: Rx<T>) {
        await check(actor);
        return await actor.take(port);
      },
      async send<T>(port: Tx<T>, message: T) {
        await check(actor);
        return await actor.send(port, message);
      },
    };
  }, {
    begin(behind) {
      backstage = behind;
      trips.clear();
    },
    atEnd: check,
  });
}
