import { isDeepStrictEqual } from "node:util";
import { any } from "../../actor/mod.ts";
import type { Delivery, KeptDelivery } from "../../channel/delivery/mod.ts";
import type { KindShape } from "../../channel/kind_shape.ts";
import type { Rx } from "../../channel/rx.ts";
import { answered, reportError } from "../../errors.ts";
import {
  filled,
  optionFaults,
  type Schema,
  shown,
  throwOptionFaults,
} from "../../option_faults.ts";
import { type Duration, duration, msOf } from "../moment.ts";
import {
  type AnyActor,
  type Backstage,
  direct,
  NO_BACKSTAGE,
  type ScriptedPerformer,
  type Takes,
} from "./part.ts";
import { carried, endsOf, kindAt, portName, type PortUse } from "./ports.ts";

/** Says of a message whether it is the one that is expected. */
export type Expectation<T> = (message: T) => boolean;

/** What a delivery may be written as where it is expected: plain data. */
export type PlainOf<T> = T extends Delivery<infer M> ? KeptDelivery<M> : never;

/** Where and when messages are expected. */
export interface ExpectingOptions<N = string> {
  /** The port that it takes from; the only one that takes, if not given. */
  readonly port?: N;
  /** How long each message may take, after the one before it; for ever, if not given. */
  readonly within?: Duration;
}

/** What is known of {@link ExpectingOptions}. */
export const EXPECTING_OPTIONS: Schema<ExpectingOptions<string | undefined>> = {
  port: { check: portName },
  within: { check: duration },
};

/** How many messages are shown of those that came before, and of those that wait. */
const MOST_SHOWN = 5;

/**
 * Takes what comes and holds it against what is expected: these messages, in this order, and none beside them. In the place of a
 * message may stand a function that says whether it is the right one; what that throws is a difference, too, so assertions of any
 * library will do. Messages are compared as they come out of a channel of that kind.
 *
 * What differs, what comes too late, what comes beyond the last, and an end before it fails the simulation at that moment, with the
 * port, the place, what was expected, what came, and what the channel holds. So does a script that ends before all has come.
 *
 * ```ts
 * import { Graph, u32 } from "@steady-state/deno";
 * import { defineActor, rx, tx } from "@steady-state/deno/actor";
 * import { expecting, feed, simulate } from "@steady-state/deno/testing";
 * import { assertRejects } from "@std/assert";
 *
 * const source = defineActor(import.meta, "source", { ports: { out: tx(u32) }, run() {} });
 * const sink = defineActor(import.meta, "sink", { ports: { in: rx(u32) }, run() {} });
 *
 * function numbers(): Graph {
 *   const graph = new Graph("numbers");
 *   const { tx: out, rx: input } = graph.channel("numbers", u32);
 *   return graph.actor("SOURCE", source, { ports: { out } })
 *     .actor("SINK", sink, { ports: { in: input } });
 * }
 *
 * async function test(sent: number[]): Promise<void> {
 *   await simulate(numbers, {}, async (stage) => {
 *     stage.perform("SOURCE", source, feed(sent));
 *     stage.perform("SINK", sink, expecting([1, (n: number) => n > 1, 3], { within: "1 s" }));
 *     await stage.finished;
 *   });
 * }
 *
 * await test([1, 2, 3]);
 * await assertRejects(() => test([1, 2, 5]), Error, "message 3 is 5, expected is 3");
 * ```
 *
 * @param port where they are to come
 * @throws {TypeError} if the options are wrong, with all that is wrong with them
 */
export function expecting<T, N extends string>(
  messages: Iterable<T | PlainOf<T> | Expectation<T>>,
  port: N,
): ScriptedPerformer<Takes<N, T>>;
/** On the port of that name, within a time. */
export function expecting<T, const N extends string>(
  messages: Iterable<T | PlainOf<T> | Expectation<T>>,
  options: { readonly port: N; readonly within?: Duration },
): ScriptedPerformer<Takes<N, T>>;
/** On the only port that takes, or on one whose name the compiler does not check. */
export function expecting<T>(
  messages: Iterable<T | PlainOf<T> | Expectation<T>>,
  where?: string | ExpectingOptions,
): ScriptedPerformer<Takes<undefined, T>>;
export function expecting<T>(
  messages: Iterable<T | PlainOf<T> | Expectation<T>>,
  where: string | ExpectingOptions<string | undefined> = {},
): ScriptedPerformer<Takes<never, T>> {
  const options = typeof where === "string" ? { port: where } : where;
  throwOptionFaults("expect messages", optionFaults(EXPECTING_OPTIONS, options));
  const { port, within } = filled<ExpectingOptions<string | undefined>, never>(
    EXPECTING_OPTIONS,
    options,
  );
  const expected = [...messages] as (T | Expectation<T>)[];
  const values = expected.filter((one) => typeof one !== "function");
  const use: PortUse = {
    verb: "expecting",
    direction: "rx",
    port,
    needsOrder: true,
    messages: values,
  };
  const withinMs = within === undefined ? Infinity : msOf(within, "expect messages");
  const roles = new Map<string, Expected<T>>();
  const run = (actor: AnyActor) => {
    let role = roles.get(actor.label);
    if (role === undefined) roles.set(actor.label, role = new Expected(expected, undefined));
    return role.play(actor, endsOf<Rx<T>>(actor, use)[0] as Rx<T>, use, withinMs);
  };
  return direct(run, {
    uses: [use],
    cast: (label, ports) => void roles.set(label, new Expected(expected, kindAt(ports, use))),
    begin: (backstage) => roles.forEach((role) => role.begin(backstage)),
    unmet() {
      const waiting = [...roles].flatMap(([label, role]) => role.unmet(label) ?? []);
      return waiting.length === 0 ? undefined : waiting.join("; ");
    },
  });
}

/** What one actor has to get. */
class Expected<T> {
  readonly #expected: readonly (T | Expectation<T>)[];
  readonly #kind: KindShape | undefined;
  #backstage: Backstage = NO_BACKSTAGE;
  /** What it has got, and not for good as long as the turn has not committed. */
  #got: T[] = [];
  #due = Infinity;

  constructor(expected: readonly (T | Expectation<T>)[], kind: KindShape | undefined) {
    this.#expected = expected;
    this.#kind = kind;
  }

  begin(backstage: Backstage): void {
    this.#backstage = backstage;
    this.#got = [];
    this.#due = Infinity;
  }

  async play(actor: AnyActor, input: Rx<T>, use: PortUse, withinMs: number): Promise<void> {
    const { clock } = actor;
    const fail = (why: string, cause?: unknown) => {
      const text = `Cannot play actor "${actor.label}" by ${use.verb}(): ${why}; ${
        this.#before(input)
      }`;
      this.#backstage.fail(cause === undefined ? new Error(text) : new Error(text, { cause }));
    };
    // A message that a generation before has taken, and not for good, comes again.
    this.#got.length = Math.min(this.#got.length, input.taken);
    if (this.#due === Infinity) this.#due = clock.now() + withinMs;
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      const left = this.#expected.length - input.taken;
      const due = left > 0 ? this.#due : Infinity;
      const avail = input.avail();
      const isLate = () => actor.timeout(Math.max(0, due - clock.now()));
      await actor.wait(
        due === Infinity ? avail : any(avail, input.closedAndEmpty(), isLate()),
      );
      const message = input.tryTake();
      if (message !== undefined) {
        const fault = this.#faultOf(message, input.taken, use);
        if (fault !== undefined) return fail(fault.text, fault.cause);
        this.#got.push(message);
        this.#due = clock.now() + withinMs;
      } else if (left > 0 && clock.now() >= due) {
        return fail(`${this.#next(input.taken)} has not come within ${withinMs} ms`);
      } else if (input.isClosedAndEmpty) break;
    }
    if (input.taken < this.#expected.length && input.isClosedAndEmpty) {
      fail(`port "${input.name}" is closed, and ${this.#next(input.taken)} has not come`);
    }
  }

  /** What it waits for. */
  unmet(label: string): string | undefined {
    const { length } = this.#got;
    if (length >= this.#expected.length) return undefined;
    return `actor "${label}" still expects ${this.#next(length)}`;
  }

  /** @param number of the message, from 1 on */
  #faultOf(
    message: T,
    number: number,
    { verb }: PortUse,
  ): { readonly text: string; readonly cause?: unknown } | undefined {
    const what = `message ${number} is ${shown(message)}`;
    if (number > this.#expected.length) {
      return { text: `${what}, and no more than ${this.#expected.length} are expected` };
    }
    const expected = this.#expected[number - 1] as T | Expectation<T>;
    if (typeof expected !== "function") {
      const comes = this.#kind === undefined
        ? expected
        : carried(this.#kind, verb, expected).message;
      return isDeepStrictEqual(message, comes)
        ? undefined
        : { text: `${what}, expected is ${shown(expected)}` };
    }
    try {
      const answer: unknown = (expected as Expectation<T>)(message);
      if (answered(answer, "know whether it is the one that is expected")) return undefined;
    } catch (cause) {
      return {
        text: `${what}, and ${sourceOf(expected)} throws ${reportError(cause).message}`,
        cause,
      };
    }
    return { text: `${what}, expected is one for which ${sourceOf(expected)} holds` };
  }

  #next(had: number): string {
    const next = this.#expected[had];
    const { length } = this.#expected;
    const which = typeof next === "function" ? sourceOf(next) : shown(next);
    return `message ${had + 1} of ${length} (${which})`;
  }

  /** What came before, and what the channel holds. */
  #before(input: Rx<T>): string {
    const got = this.#got.slice(-MOST_SHOWN).map(shown).join(", ");
    const waiting = input.peekBatch(MOST_SHOWN).map(shown).join(", ");
    return `before it came ${got || "nothing"}, and port "${input.name}" holds ${
      waiting || "nothing more"
    }`;
  }
}

function sourceOf(call: object): string {
  const source = Function.prototype.toString.call(call).replace(/\s+/g, " ");
  return source.length > 100 ? `${source.slice(0, 100)}…` : source;
}
