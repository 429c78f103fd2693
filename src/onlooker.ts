/**
 * Who looks at a program, and has it go no further than to where it would start a graph. It is in the global scope, under a name that all
 * copies of this package know: a graph may be of another copy than who looks at it.
 *
 * @module
 */

/** A graph as it is drawn until then. It throws if the graph has faults. */
export type GraphSight = () => {
  /** Its topology. */
  readonly topology: unknown;
  /** By channel, the very kind that it carries. */
  readonly kinds: readonly unknown[];
};

/** Who looks. */
export interface Onlooker {
  /** A graph begins to be drawn. */
  begun(sight: GraphSight): void;
  /** It would be started now, and is not: this does not return. */
  stopped(sight: GraphSight): never;
}

const KEY = Symbol.for("@steady-state/deno onlooker");

type OnlookerScope = { [KEY]?: Onlooker };

/** Says who looks at the program that is loaded next. */
export function declareOnlooker(onlooker: Onlooker): void {
  Object.defineProperty(globalThis, KEY, { value: onlooker });
}

/** Who looks at this program; `undefined` if nobody does. */
export function onlooker(): Onlooker | undefined {
  return (globalThis as OnlookerScope)[KEY];
}
