import type { ActorNode, DefinitionNode, Topology } from "../../protocol/mod.ts";
import type { CodeView } from "./api_schema.ts";

/**
 * Which code the actors run, and at which ports the channels end: every name once, and numbers after. Of a module it tells the name of
 * its file only: where that lies is nobody's business who asks over HTTP.
 */
export function codeView({ definitions, actors, channels }: Topology): CodeView {
  const places = definitions.map(({ ports }) => new Map(ports.map((port, place) => [port, place])));
  const placeOf = (actor: number, port: string) => {
    const { definition } = actors[actor] as ActorNode;
    return (places[definition] as Map<string, number>).get(port) as number;
  };
  return {
    definitions: definitions.map((definition) => ({
      module: fileOf(definition),
      exportName: definition.exportName,
      ports: definition.ports,
      ...definition.ofHost && { ofHost: true },
    })),
    actors: actors.map(({ definition }) => definition),
    from: channels.map(({ from, fromPort }) => placeOf(from, fromPort)),
    to: channels.map(({ to, toPort }) => placeOf(to, toPort)),
  };
}

/** The last part of a path. A module that is its own URL, as `data:` ones are, has no file. */
function fileOf({ module }: DefinitionNode): string {
  const { protocol, pathname } = new URL(module);
  if (!/^(file|https?|jsr|npm):$/.test(protocol)) return protocol;
  const name = pathname.slice(pathname.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
