import { channelFaults } from "../channel/channel_spec.ts";
import { stateFaults } from "../state/mod.ts";
import {
  type ActorBlueprint,
  actorLabel,
  type Blueprint,
  type ChannelBlueprint,
  channelLabel,
  type EndBlueprint,
  endsOf,
} from "./blueprint.ts";

/** Everything that is wrong with a graph as drawn: one sentence each, empty when all is well. */
export function graphFaults(blueprint: Blueprint): string[] {
  const { actors, channels, faults } = blueprint;
  return [
    ...faults,
    ...(actors.length === 0 ? ["the graph has no actors, add some with graph.actor()"] : []),
    ...duplicates(actors.map(actorLabel), "actor"),
    ...duplicates(channels.map(channelLabel), "channel"),
    ...channels.flatMap((channel) => channelFaults(channelLabel(channel), channel.options)),
    ...actors.flatMap(actorFaults),
    ...actors.flatMap((actor) => stateFaults(actorLabel(actor), actor.definition.state)),
    ...endFaults(blueprint),
  ];
}

function duplicates(labels: readonly string[], what: string): string[] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([label, count]) =>
    `${what} "${label}" is there ${count} times, give each a name of its own${
      what === "actor" ? " or an instance number" : ""
    }`
  );
}

function actorFaults(actor: ActorBlueprint): string[] {
  const label = actorLabel(actor);
  const { definition } = actor;
  const faults: string[] = [];
  if (actor.name === "") faults.push("an actor has an empty name, give it one");
  for (const [name, port] of Object.entries(definition.ports)) {
    const wired = actor.ports[name];
    if (wired === undefined) {
      faults.push(
        `port "${name}" of actor "${label}" is not wired, give it the ${port.direction} end of a ${port.kind.name} ${
          port.bundle ? "bundle" : "channel"
        }`,
      );
    } else {
      faults.push(...wiringFaults(`port "${name}" of actor "${label}"`, port, wired));
    }
  }
  for (const name of Object.keys(actor.ports)) {
    if (definition.ports[name] === undefined) {
      faults.push(
        `actor "${label}" has no port "${name}", it has ${listed(Object.keys(definition.ports))}`,
      );
    }
  }
  return [...faults, ...argFaults(actor)];
}

function wiringFaults(
  where: string,
  port: ActorBlueprint["definition"]["ports"][string],
  wired: EndBlueprint | readonly EndBlueprint[],
): string[] {
  if (Array.isArray(wired) !== port.bundle) {
    return [
      port.bundle
        ? `${where} takes a bundle and is wired to a single end, wire it to all lanes`
        : `${where} takes a single end and is wired to a bundle, wire it to one lane`,
    ];
  }
  const ends = endsOf(wired);
  if (ends.length === 0) return [`${where} is wired to a bundle without lanes`];
  const faults: string[] = [];
  for (const end of ends) {
    if (end.direction !== port.direction) {
      faults.push(`${where} takes a ${port.direction} end and is wired to ${describe(end)}`);
    } else if (end.kind !== port.kind.name) {
      faults.push(
        `${where} carries ${port.kind.name} and is wired to ${
          describe(end)
        }, which carries ${end.kind}`,
      );
    }
  }
  return faults;
}

function describe(end: EndBlueprint): string {
  return `the ${end.direction} end of channel "${end.label}"`;
}

function argFaults({ definition, args, ...actor }: ActorBlueprint): string[] {
  const label = actorLabel(actor);
  const faults: string[] = [];
  for (const [name, value] of Object.entries(args)) {
    if (!(name in definition.args)) {
      faults.push(
        `actor "${label}" has no arg "${name}", it has ${listed(Object.keys(definition.args))}`,
      );
      continue;
    }
    const standard = definition.args[name];
    if (standard !== undefined && standard !== null && typeof value !== typeof standard) {
      faults.push(
        `arg "${name}" of actor "${label}" is ${
          String(value)
        }, a ${typeof value}, give a ${typeof standard}`,
      );
    }
    try {
      structuredClone(value);
    } catch {
      faults.push(
        `arg "${name}" of actor "${label}" cannot be copied to its worker, give plain data`,
      );
    }
  }
  return faults;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => `"${name}"`).join(", ");
}

/** Each end of each channel belongs to exactly one port. */
function endFaults({ actors, channels }: Blueprint): string[] {
  const known = new Set<ChannelBlueprint>(channels);
  const users = new Map<string, string[]>();
  const key = (channel: ChannelBlueprint, direction: string) =>
    `the ${direction} end of channel "${channelLabel(channel)}"`;
  const faults: string[] = [];
  for (const actor of actors) {
    for (const [port, wired] of Object.entries(actor.ports)) {
      for (const end of endsOf(wired)) {
        const user = `port "${port}" of actor "${actorLabel(actor)}"`;
        if (!known.has(end.channel)) {
          faults.push(`${user} is wired to ${describe(end)} of another graph, use one of this`);
          continue;
        }
        const name = key(end.channel, end.direction);
        users.set(name, [...(users.get(name) ?? []), user]);
      }
    }
  }
  for (const channel of channels) {
    for (const direction of ["tx", "rx"]) {
      const name = key(channel, direction);
      const wired = users.get(name) ?? [];
      if (wired.length === 0) faults.push(`${name} is not wired, give it to a port of an actor`);
      if (wired.length > 1) {
        faults.push(
          `${name} is wired ${wired.length} times (${wired.join(", ")}), use a bundle for several`,
        );
      }
    }
  }
  return faults;
}
