/**
 * What a generation that goes on with caution needs of an input: to let the program see little of it, and to be told when a message is
 * touched. So it is known what it dies of. All other generations pay nothing for it.
 *
 * @module
 */
import type { Rx } from "../rx.ts";
import type { RxControl } from "./rx_control.ts";

/**
 * Of each verb of an end, whether it takes or shows messages. Each class of ends says it of its own verbs, as `touches`, and this type
 * lets it forget none.
 */
export type Touches<E> = {
  readonly [V in keyof E as E[V] extends (...args: never[]) => unknown ? V : never]: boolean;
};

/** Lets the program see at least so many of the messages that are not taken for good, and no fewer than it may see already. */
export function showAtLeast(rx: RxControl, messages: number): void {
  const limit = (rx.published + messages) | 0;
  if (rx.limit === undefined || ((limit - rx.limit) | 0) > 0) rx.limit = limit;
}

/** Calls `onTouch` before each verb of the end that takes or shows messages, until it is called with nothing. */
export function watchTouches({ end }: RxControl, onTouch: (() => void) | undefined): void {
  const own = end as unknown as Record<string, unknown>;
  const { touches } = end.constructor as unknown as { readonly touches: Touches<Rx<unknown>> };
  const verbs = Object.entries(touches).flatMap(([verb, touches]) => touches ? [verb] : []);
  // In the reverse order when it is over: then the object becomes what it was, and as fast.
  for (const verb of onTouch === undefined ? verbs.toReversed() : verbs) {
    // On the object itself, so that all other ends keep their bare verbs.
    delete own[verb];
    if (onTouch === undefined) continue;
    const bare = own[verb] as (...args: unknown[]) => unknown;
    own[verb] = (...args: unknown[]) => {
      onTouch();
      return bare.apply(end, args);
    };
  }
}
