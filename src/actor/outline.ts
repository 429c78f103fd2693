/**
 * Whether a definition that a worker has loaded is the one that the host drew the graph with. A module may say something else when it
 * is loaded again: it has been edited since, or what it exports depends on where it runs.
 *
 * @module
 */
import { fitsAny } from "../channel/ring/mod.ts";
import type { ActorShape, DefinitionSource, Port } from "../protocol/mod.ts";

/** What each is, by name, in words. */
type Descriptions = ReadonlyMap<string, string>;

/** Where the ports of a definition and those that the host knows of differ: a clause each, empty when they do not. Its state is as the plan says. */
export function outlineFaults(
  { ports }: Pick<ActorShape, "ports">,
  drawn: Pick<DefinitionSource, "ports">,
): string[] {
  const drawnPorts = new Map(drawn.ports.map((port) => [port.name, inWords(port, port.kind)]));
  const kinds = new Map(drawn.ports.map(({ name, kind }) => [name, kind]));
  return differences(drawnPorts, portsOf(ports, kinds));
}

/** @param kinds those of the graph, by port: a port that takes any channel for its own has whichever that is */
function portsOf(
  ports: Readonly<Record<string, Port>>,
  kinds: ReadonlyMap<string, string>,
): Descriptions {
  return new Map(
    Object.entries(ports).map(([name, port]) => {
      const { kind } = port;
      return [name, inWords(port, (fitsAny(kind) ? kinds.get(name) : undefined) ?? kind.name)];
    }),
  );
}

function inWords({ direction, bundle }: Omit<Port, "kind">, kind: string): string {
  return `${direction} of ${kind}${bundle ? ", a bundle" : ""}`;
}

function differences(drawn: Descriptions, loaded: Descriptions): string[] {
  const names = new Set([...drawn.keys(), ...loaded.keys()]);
  return [...names].filter((name) => drawn.get(name) !== loaded.get(name)).map((name) =>
    `port "${name}" is ${placed(drawn.get(name))} in the graph and ${
      placed(loaded.get(name))
    } in this module`
  );
}

function placed(words: string | undefined): string {
  return words === undefined ? "not there" : words;
}
