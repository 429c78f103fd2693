/**
 * What plays an actor in a simulation, in place of its module. Each is exact under faults: what it has done it reads from its channels,
 * so a death makes it neither send twice nor count twice.
 *
 * @module
 */
import type { Actor } from "../actor/mod.ts";
import type { Rx } from "../channel/rx.ts";
import type { Tx } from "../channel/tx.ts";
import { textOf } from "../errors.ts";

/** Plays an actor: as its `run`. */
export type Performer = (actor: Actor) => Promise<void> | void;

/** A performer that keeps what it takes. */
export interface CollectingPerformer<T> extends Performer {
  /** What it has taken for good, in order. */
  readonly taken: readonly T[];
}

/** The end of a port that is one of `direction`: that of the name given, or the only one there is. */
export function endOf<E>(
  actor: Actor,
  direction: "rx" | "tx",
  port: string | undefined,
  verb: string,
): E {
  const ports = Object.entries(actor.ports as Readonly<Record<string, unknown>>).filter(([, end]) =>
    typeof end === "object" && end !== null && (direction === "tx" ? "trySend" : "tryTake") in end
  );
  const named = port === undefined ? ports : ports.filter(([name]) => name === port);
  if (named.length === 1) return (named[0] as [string, E])[1];
  const names = ports.map(([name]) => name).join(", ") || "none";
  throw new TypeError(
    `Cannot play actor "${actor.label}" by ${verb}(): ${
      port === undefined
        ? `it has ${ports.length} ports that could be meant, name one`
        : `it has no such port as ${textOf(port)}`
    } of ${names}`,
  );
}

/**
 * Sends these messages, each once, and ends. On the port of that name, or on the only one that sends. See {@link collect}.
 *
 * ```ts
 * import { feed } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const orders = feed([1, 2, 3], "orders"); // for stage.perform("SHOP", orders)
 * assertEquals(typeof orders, "function");
 * ```
 */
export function feed(messages: Iterable<unknown>, port?: string): Performer {
  const all = [...messages];
  return async (actor) => {
    const out = endOf<Tx<unknown>>(actor, "tx", port, "feed");
    // What a generation before had not committed is not counted, and is sent again.
    while (out.sent < all.length && actor.isRunning(() => out.close())) {
      if (!(await actor.send(out, all[out.sent]))) return;
    }
  };
}

/**
 * Takes what comes until nothing more can, and keeps it. On the port of that name, or on the only one that takes.
 *
 * ```ts
 * import { Graph, u32 } from "@steady-state/deno";
 * import { defineActor, rx, tx } from "@steady-state/deno/actor";
 * import { collect, feed, simulate } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const source = defineActor(import.meta, "source", { ports: { out: tx(u32) }, run() {} });
 * const sink = defineActor(import.meta, "sink", { ports: { in: rx(u32) }, run() {} });
 *
 * const numbers = new Graph("numbers");
 * const { tx: out, rx: input } = numbers.channel("numbers", u32);
 * numbers.actor("SOURCE", source, { ports: { out } }).actor("SINK", sink, { ports: { in: input } });
 *
 * await simulate(() => numbers, {}, async (stage) => {
 *   const all = collect<number>();
 *   stage.perform("SOURCE", feed([1, 2, 3]));
 *   stage.perform("SINK", all);
 *   await stage.finished;
 *   assertEquals(all.taken, [1, 2, 3]);
 * });
 * ```
 */
export function collect<T = unknown>(port?: string): CollectingPerformer<T> {
  const taken: T[] = [];
  const run = async (actor: Actor) => {
    const input = endOf<Rx<T>>(actor, "rx", port, "collect");
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      await actor.wait(input.avail());
      for (;;) {
        // Where it stands in all: a message that a generation before has taken, and not for good, is put where it was.
        const place = input.taken;
        const message = input.tryTake();
        if (message === undefined) break;
        taken.length = place;
        taken[place] = message;
      }
    }
  };
  return Object.assign(run, { taken });
}

/**
 * Takes a message and sends what `change` makes of it, one a turn; the message itself if it is not given.
 *
 * ```ts
 * import { echo } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const cashier = echo({ from: "orders", to: "bills", change: (cents: number) => cents * 1.19 });
 * assertEquals(typeof cashier, "function"); // for stage.perform("CASHIER", cashier)
 * ```
 */
export function echo<T, R>(
  ports: { readonly from?: string; readonly to?: string; readonly change?: (message: T) => R } = {},
): Performer {
  const { from, to, change = (message: T) => message as unknown as R } = ports;
  return async (actor) => {
    const input = endOf<Rx<T>>(actor, "rx", from, "echo");
    const out = endOf<Tx<R>>(actor, "tx", to, "echo");
    for (let m = await actor.take(input); m !== undefined; m = await actor.take(input)) {
      await actor.send(out, change(m));
    }
  };
}

/**
 * Throws at the beginning of its first so many generations, then does as `performer` does: what depends on it must bear that.
 *
 * ```ts
 * import { failing, feed } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const flaky = failing(feed([1, 2, 3]), { times: 2 });
 * assertEquals(typeof flaky, "function"); // for stage.perform("SOURCE", flaky)
 * ```
 */
export function failing(performer: Performer, { times = 1 } = {}): Performer {
  return async (actor) => {
    if (actor.generation < times) throw new Error("fails, as the test wants it");
    await performer(actor);
  };
}

/**
 * Does nothing, and does not end before it is asked to.
 *
 * ```ts
 * import { idle } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(typeof idle(), "function"); // for stage.perform("SINK", idle()): its channel fills
 * ```
 */
export function idle(): Performer {
  return async (actor) => {
    while (actor.isRunning()) await actor.wait(actor.stopping());
  };
}
