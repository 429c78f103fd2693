import type { Design, DesignModule } from "../design.ts";
import { camelCase } from "../naming.ts";

/** A port that has to be named in the drawing, as it is not called after its channel. */
export type PortKey = `${string} ${string}`;

/** What a port is called in {@link namedPorts}. */
export function portKey(module: string, port: string): PortKey {
  return `${module} ${port}`;
}

/** For each port, the channels at it. */
export function channelsAtPorts({ actors }: Design): Map<PortKey, Set<string>> {
  const channels = new Map<PortKey, Set<string>>();
  for (const { module, ends } of actors) {
    for (const [port, lanes] of Object.entries(ends)) {
      const key = portKey(module, port);
      const known = channels.get(key) ?? new Set();
      for (const { channel } of lanes) known.add(channel);
      channels.set(key, known);
    }
  }
  return channels;
}

/** The ports whose names a reader of the drawing would not find by himself. */
export function namedPorts(
  { modules }: Design,
  channels: ReadonlyMap<PortKey, ReadonlySet<string>>,
): Set<PortKey> {
  const named = new Set<PortKey>();
  for (const module of modules) {
    // To name one may change what another would be called; so it goes on until that is over.
    while (nameMore(module, channels, named));
  }
  return named;
}

function nameMore(
  { name: module, ports }: DesignModule,
  channels: ReadonlyMap<PortKey, ReadonlySet<string>>,
  named: Set<PortKey>,
): boolean {
  const plain = (port: string): string => {
    const key = portKey(module, port);
    const [channel = "", ...more] = channels.get(key) ?? [];
    return named.has(key) || more.length > 0 ? port : camelCase(channel);
  };
  const namesOf = (wanted: "input" | "output") =>
    new Set(ports.filter(({ direction }) => direction === wanted).map(({ name }) => plain(name)));
  const [inputs, outputs] = [namesOf("input"), namesOf("output")];
  const wrong = ports.find(({ name, direction }) => {
    const key = portKey(module, name);
    if (named.has(key)) return false;
    const found = plain(name);
    const isDouble = inputs.has(found) && outputs.has(found);
    const isAlone = channels.get(key)?.size === 1;
    return !isAlone ||
      name !== (isDouble ? `${found}${direction === "input" ? "In" : "Out"}` : found);
  });
  if (wrong === undefined) return false;
  named.add(portKey(module, wrong.name));
  return true;
}
