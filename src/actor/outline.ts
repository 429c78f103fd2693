/**
 * Whether a definition that a worker has loaded is the one that the host drew the graph with. A module may say something else when it
 * is loaded again: it has been edited since, or what it exports depends on where it runs.
 *
 * @module
 */
import type { ActorShape, PortShape } from "../protocol/actor_shape.ts";
import type { DefinitionSource } from "../protocol/messages.ts";
import type { StateSchema } from "../state/mod.ts";

/** What each is, by name, in words. */
type Outline = ReadonlyMap<string, string>;

/** Where a definition and what the host knows of it differ: a clause each, empty when they do not. */
export function outlineFaults(
  { ports, state }: Pick<ActorShape, "ports" | "state">,
  drawn: Pick<DefinitionSource, "ports" | "cells">,
): string[] {
  const drawnPorts = new Map(drawn.ports.map((port) => [port.name, inWords(port, port.kind)]));
  const drawnCells = new Map(drawn.cells.map(({ name, kind }) => [name, kind]));
  return [
    ...differences("port", drawnPorts, portsOf(ports)),
    ...differences("state cell", drawnCells, cellsOf(state)),
  ];
}

function portsOf(ports: Readonly<Record<string, PortShape>>): Outline {
  return new Map(
    Object.entries(ports).map(([name, port]) => [name, inWords(port, port.kind.name)]),
  );
}

function inWords({ direction, bundle }: Omit<PortShape, "kind">, kind: string): string {
  return `${direction} of ${kind}${bundle ? ", a bundle" : ""}`;
}

function cellsOf(state: StateSchema): Outline {
  return new Map(Object.entries(state).map(([name, cell]) => [name, cellKind(cell)]));
}

function cellKind(cell: StateSchema[string]): string {
  return "kind" in cell ? cell.kind.name : cell.name;
}

function differences(what: string, drawn: Outline, loaded: Outline): string[] {
  const names = new Set([...drawn.keys(), ...loaded.keys()]);
  return [...names].filter((name) => drawn.get(name) !== loaded.get(name)).map((name) =>
    `${what} "${name}" is ${placed(drawn.get(name))} in the graph and ${
      placed(loaded.get(name))
    } in this module`
  );
}

function placed(words: string | undefined): string {
  return words === undefined ? "not there" : words;
}
