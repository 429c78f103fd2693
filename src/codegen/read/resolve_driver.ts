import type { Driver } from "../design.ts";
import { snakeCase } from "../naming.ts";
import type { DrawnAmount, DrawnDriver } from "./driver_marks.ts";
import type { DrawnPort } from "./modules.ts";
import { closest } from "./near_words.ts";

/** How often a source sends of which nothing is said. */
const SOURCE_EVERY_MS = 1000;

/** Looks up the channels of a driver at the ports of its module; `undefined` where one is not there, which `fault` is told. */
export function resolveDriver(
  drawn: DrawnDriver,
  ports: readonly DrawnPort[],
  fault: (text: string) => void,
): Driver | undefined {
  const beats: Driver[] = [];
  const rest = resolved(drawn, ports, beats, fault);
  if (rest === "fault") return undefined;
  return groupOf("any", rest === undefined ? beats : [...beats, rest]);
}

/** Whether AtMostEvery is one of several choices: there it gives turns, and holds none back. */
export function hasIdleHold(drawn: DrawnDriver): boolean {
  if (!("of" in drawn)) return false;
  const isChoice = drawn.when === "any" &&
    drawn.of.some((part) => part.when === "periodic" && !part.isLeast);
  return isChoice || drawn.of.some(hasIdleHold);
}

/** What is done where a drawing says nothing: work is there when a message is, and room for what comes of it. */
export function usualDriver(ports: readonly DrawnPort[]): Driver {
  const inputs = ports.filter(({ direction }) => direction === "input");
  const outputs = ports.filter(({ direction }) => direction === "output");
  const work: Driver[] = inputs.length === 0
    ? [{ when: "periodic", everyMs: SOURCE_EVERY_MS }]
    : [groupOf(
      "any",
      inputs.map(({ name }) => ({ when: "avail", port: name, count: 1, share: 0 })),
    )];
  const room = outputs.map(({ name }): Driver => ({
    when: "vacant",
    port: name,
    count: 1,
    share: 1,
  }));
  return groupOf("all", [...work, ...room]);
}

/** The beats that come whatever else holds go to `beats`; `undefined` if there is nothing else. */
function resolved(
  drawn: DrawnDriver,
  ports: readonly DrawnPort[],
  beats: Driver[],
  fault: (text: string) => void,
): Driver | undefined | "fault" {
  if (drawn.when === "periodic") {
    const beat: Driver = { when: "periodic", everyMs: drawn.everyMs };
    if (!drawn.isLeast) return beat;
    beats.push(beat);
    return undefined;
  }
  if (drawn.when === "other") return drawn;
  if ("channel" in drawn) return amountOf(drawn, ports, fault);
  const of = drawn.of.map((part) => resolved(part, ports, beats, fault));
  if (of.includes("fault")) return "fault";
  const parts = of.filter((part): part is Driver => part !== undefined);
  return parts.length === 0 ? undefined : groupOf(drawn.when, parts);
}

function amountOf(
  { when, channel, count, share }: DrawnAmount,
  ports: readonly DrawnPort[],
  fault: (text: string) => void,
): Driver | "fault" {
  const [word, direction, other] = when === "avail"
    ? ["OnEvent", "input", "OnCapacity"]
    : ["OnCapacity", "output", "OnEvent"];
  const known = portsCalled(snakeCase(channel), ports);
  const right = portsCalled(
    snakeCase(channel),
    ports.filter((port) => port.direction === direction),
  );
  const [port, second] = right;
  if (second !== undefined) {
    const names = right.flatMap(({ channels }) => channels.map(({ name }) => name));
    fault(`${word}(${channel}) may be ${names.join(" or ")}, write which`);
    return "fault";
  }
  if (port === undefined) {
    const all = ports.filter((port) => port.direction === direction).flatMap(({ channels }) =>
      channels.map(({ name }) => name)
    );
    const near = closest(channel, all) ?? all.join(" or ");
    const what = direction === "input" ? "takes from" : "sends on";
    const wrong = known.length > 0 ? `, ${other}(${channel}) would be the other way round` : "";
    fault(
      `${word}(${channel}) is on a channel that it does not have${wrong}, it ${what} ${
        all.length === 0 ? "none" : near
      }`,
    );
    return "fault";
  }
  const capacity = Math.min(...port.channels.map(({ capacity }) => capacity));
  if (count > capacity) {
    fault(
      `${word}(${channel}:${count}) can never be, as the channel holds ${capacity}, write #${count} or a smaller count`,
    );
    return "fault";
  }
  return { when, port: port.name, count, share };
}

/** The ports that a name means: by their channel, or else by their own name, or else by what their channel is called in the drawing. */
function portsCalled(name: string, ports: readonly DrawnPort[]): readonly DrawnPort[] {
  const ways: readonly ((port: DrawnPort) => boolean)[] = [
    ({ channels }) => channels.length === 1 && channels[0]!.name === name,
    (port) => snakeCase(port.name) === name,
    ({ channels }) => channels.some((channel) => channel.name === name || channel.called === name),
  ];
  for (const way of ways) {
    const found = ports.filter(way);
    if (found.length > 0) return found;
  }
  return [];
}

/** Groups of a group that say the same are its parts. */
function groupOf(when: "any" | "all", parts: readonly Driver[]): Driver {
  const of = parts.flatMap((part) => part.when === when ? part.of : [part]);
  return of.length === 1 ? of[0]! : { when, of };
}
