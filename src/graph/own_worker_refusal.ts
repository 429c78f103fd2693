import { definitionKey, ownWorker } from "../own_worker.ts";
import { type ActorBlueprint, actorLabel } from "./plan/mod.ts";

/**
 * Refuses to start a graph in a worker, or a process, of its own: it would never come to an end of starting.
 *
 * @throws {TypeError} if this is one, or one that loads the module in which a graph starts
 */
export function refuseOwnWorker(graph: string, actors: readonly ActorBlueprint[]): void {
  const own = ownWorker();
  if (own === undefined) return;
  const advice = "start a graph in the main program alone: if (import.meta.main) await run(graph)";
  if (own.isLoading) {
    throw new TypeError(
      `Cannot start graph "${graph}": its module is being loaded in a worker, for an actor of graph "${own.graph}", ${advice}`,
    );
  }
  if (own.graph !== graph) return;
  const actor = actors.find(({ definition }) =>
    definition !== undefined && own.definitions.includes(definitionKey(definition))
  );
  if (actor === undefined) return;
  throw new TypeError(
    `Cannot start graph "${graph}": this is the worker of its own actor "${
      actorLabel(actor)
    }", which would start it again and again, ${advice}; a graph that is meant to be part of itself needs another name`,
  );
}
