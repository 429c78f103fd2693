import type { DesignActor } from "../design.ts";

/** The label of an actor in the graph: `TickConsumer 2`. */
export function labelOf({ name, instance }: DesignActor): string {
  return instance === null ? name : `${name} ${instance}`;
}
