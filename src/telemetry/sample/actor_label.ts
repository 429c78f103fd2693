import type { ActorNode } from "../../protocol/mod.ts";

/** How an actor is called where a name alone is not enough: `parse`, or `parse 3` for one of several. */
export function actorLabel({ name, instance }: Pick<ActorNode, "name" | "instance">): string {
  return instance === null ? name : `${name} ${instance}`;
}
