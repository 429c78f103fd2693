/**
 * What a worker of this package says of itself to whoever starts a graph in it. A graph in an actor's `run` is fine. One that starts
 * where a module is loaded for the sake of its actors would start itself again in each of its own workers, and so on for ever.
 *
 * @module
 */

/** A worker, as code that runs in it can know it. */
export interface OwnWorker {
  /** The graph that it belongs to. */
  readonly graph: string;
  /** Its actors' definitions, each as {@link definitionKey} names it. */
  readonly definitions: readonly string[];
  /** Whether it is loading the modules of its actors. */
  isLoading: boolean;
}

/** In the global scope, and under a name that all copies of this package know: the graph may be of another than the worker. */
const KEY = Symbol.for("@steady-state/deno worker");

type Scope = { [KEY]?: OwnWorker };

/** Says what this worker is. */
export function declareOwnWorker(worker: OwnWorker): void {
  Object.defineProperty(globalThis, KEY, { value: worker });
}

/** The worker that this code runs in; `undefined` if it is none of this package. */
export function ownWorker(): OwnWorker | undefined {
  return (globalThis as Scope)[KEY];
}

/** Names a definition. */
export function definitionKey(
  { module, exportName }: { readonly module: string; readonly exportName: string },
): string {
  return `${exportName} ${module}`;
}
