/**
 * What code of a simulation has the machine do: read a file, ask a service. It takes none of the simulation's time, whatever it takes
 * of the machine's, and how fast it is changes nothing: what it brings is given to whoever sent for it once nobody has anything else to
 * do, in the order in which it was sent for.
 *
 * @module
 */
import { type CallPlace, callPlace } from "./place.ts";

/** Who sends the machine on errands. */
export interface Dispatcher {
  /** Errands under way, the oldest first. */
  readonly errands: Errand[];
  /** The last one that it sent for, if any. */
  lastErrand: Errand | undefined;
  /** Modules of its actors. */
  readonly modules: ReadonlySet<string>;
}

/** Something that the machine does for code of a simulation. */
export interface Errand {
  /** What was called. */
  readonly what: string;
  readonly place: CallPlace | undefined;
  /** Errands have numbers in the order in which they were sent for, in all simulations. */
  readonly order: number;
  /** Resolves once it is done, for better or worse. */
  readonly done: Promise<void>;
  /** Gives what came of it to whoever sent for it. */
  bring(): void;
}

let sent = 0;

/** Sends for something: `promise` is what the machine promises. The result is what code of the simulation gets, once it is brought. */
export function sendFor<T>(sender: Dispatcher, what: string, promise: Promise<T>): Promise<T> {
  const result = Promise.withResolvers<T>();
  let bring = () => {};
  const done = promise.then(
    (value) => void (bring = () => result.resolve(value)),
    (thrown) => void (bring = () => result.reject(thrown)),
  );
  addErrand(sender, what, done, () => bring());
  return result.promise;
}

/** Sends for something that is brought by a call. */
export function addErrand(
  sender: Dispatcher,
  what: string,
  done: Promise<void>,
  bring: () => void,
): void {
  const errand = { what, place: callPlace(sender.modules), order: sent++, done, bring };
  sender.errands.push(errand);
  sender.lastErrand = errand;
}
