import type { ActorDefinition } from "../actor/definition.ts";
import { egress } from "../links/egress.ts";
import { ingress } from "../links/ingress.ts";
import { definitionKey } from "../own_worker.ts";
import type { ActorShape } from "../protocol/mod.ts";

const DEFINITIONS: readonly ActorDefinition[] = [
  egress as unknown as ActorDefinition,
  ingress as unknown as ActorDefinition,
];

/** A definition as a worker would load it, of a link's actor, which the graph draws without what it does. */
export function linkDefinition(shape: ActorShape): ActorDefinition {
  const found = DEFINITIONS.find((one) => definitionKey(one) === definitionKey(shape));
  return { ...shape, run: (found as ActorDefinition).run };
}
