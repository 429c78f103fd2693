import type { ActorShape, DefinitionSource, WorkerPlan } from "../../protocol/mod.ts";

/** Where the definitions of a worker's actors are, each listed once. */
export function sourcesOf(
  definitions: readonly ActorShape[],
): Pick<WorkerPlan, "definitions" | "sources"> {
  const sources: DefinitionSource[] = [];
  // Most actors of a troupe share the very definition; the same one may have been made twice all the same.
  const places = new Map<ActorShape | string, number>();
  const placeOf = (definition: ActorShape) => {
    const source = sourceOf(definition);
    const key = JSON.stringify(source);
    const place = places.get(key) ?? sources.push(source) - 1;
    places.set(key, place);
    places.set(definition, place);
    return place;
  };
  return {
    definitions: definitions.map((definition) => places.get(definition) ?? placeOf(definition)),
    sources,
  };
}

function sourceOf({ module, exportName, ports }: ActorShape): DefinitionSource {
  return {
    module,
    exportName,
    ports: Object.entries(ports).map(([name, { direction, bundle, kind }]) => ({
      name,
      direction,
      bundle,
      kind: kind.name,
    })),
  };
}
