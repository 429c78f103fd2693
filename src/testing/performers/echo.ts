import type { Rx } from "../../channel/rx.ts";
import type { Tx } from "../../channel/tx.ts";
import {
  callback,
  optionFaults,
  type Schema,
  shown,
  throwOptionFaults,
} from "../../option_faults.ts";
import {
  type AnyActor,
  direct,
  NO_BACKSTAGE,
  type ScriptedPerformer,
  type Sends,
  type Takes,
} from "./part.ts";
import { anyAvail } from "./collect.ts";
import { endsOf, portName, type PortUse } from "./ports.ts";

/** From where to where {@link echo} goes. */
export interface EchoOptions<T, R, From, To> {
  /** The port that it takes from; the only one that takes, if not given. */
  readonly from?: From;
  /** The port that it sends on; the only one that sends, if not given. */
  readonly to?: To;
  /** What it makes of a message; the message itself, if not given. */
  readonly change?: (message: T) => R;
}

/** What is known of {@link EchoOptions}. */
export const ECHO_OPTIONS: Schema<
  EchoOptions<unknown, unknown, string | undefined, string | undefined>
> = {
  from: { check: portName },
  to: { check: portName },
  change: { check: callback() },
};

/**
 * Takes a message and sends what `change` makes of it, one a turn; the message itself if it is not given. From several lanes it takes
 * in turn, to several it deals in turn.
 *
 * ```ts
 * import { echo } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const cashier = echo({ from: "orders", to: "bills", change: (cents: number) => cents * 1.19 });
 * assertEquals(typeof cashier, "function"); // for stage.perform("CASHIER", cashier)
 * ```
 *
 * @throws {TypeError} if the options are wrong, with all that is wrong with them
 */
export function echo<
  From extends string | undefined = undefined,
  To extends string | undefined = undefined,
>(
  options?: EchoOptions<never, never, From, To> & { readonly change?: undefined },
): ScriptedPerformer<Takes<From, unknown> | Sends<To, never>>;
/** What goes out is an `R`. */
export function echo<
  T,
  R,
  From extends string | undefined = undefined,
  To extends string | undefined = undefined,
>(options: EchoOptions<T, R, From, To>): ScriptedPerformer<Takes<From, T> | Sends<To, R>>;
export function echo<T, R>(
  options: {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly change?: ((message: T) => R) | undefined;
  } = {},
): ScriptedPerformer<never> {
  throwOptionFaults("echo", optionFaults(ECHO_OPTIONS, options));
  const { from, to, change = (message: T) => message as unknown as R } = options;
  const taking: PortUse = { verb: "echo", direction: "rx", port: from };
  const sending: PortUse = { verb: "echo", direction: "tx", port: to };
  let backstage = NO_BACKSTAGE;
  const send = async (actor: AnyActor, out: Tx<R>, message: T) => {
    const changed = change(message);
    try {
      await actor.send(out, changed);
    } catch (thrown) {
      // It is no death of the actor: the test says what cannot be.
      if (!(thrown instanceof TypeError || thrown instanceof RangeError)) throw thrown;
      backstage.fail(
        new Error(
          `Cannot play actor "${actor.label}" by echo(): what it makes of ${
            shown(message)
          } does not fit: ${thrown.message}`,
          { cause: thrown },
        ),
      );
    }
  };
  const run = async (actor: AnyActor) => {
    const inputs = endsOf<Rx<T>>(actor, taking);
    const outs = endsOf<Tx<R>>(actor, sending);
    const isOver = () => inputs.every((input) => input.isClosedAndEmpty);
    for (let turn = 0; actor.isRunning(isOver); turn++) {
      if (!(await actor.wait(anyAvail(inputs))) && isOver()) return;
      const full = inputs.filter((input) => !input.isEmpty);
      const open = outs.filter((out) => !out.isAbandoned);
      const message = full[turn % full.length]?.tryTake();
      const out = open[turn % open.length];
      if (message !== undefined && out !== undefined) await send(actor, out, message);
    }
  };
  return direct(run, { uses: [taking, sending], begin: (behind) => void (backstage = behind) });
}
