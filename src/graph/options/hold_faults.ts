import { textOf } from "../../errors.ts";
import { isObject, shown } from "../../option_faults.ts";
import type { ActorShape } from "../../protocol/mod.ts";

/** Kinds of cells that count far enough: for an input of one channel, and for one of a bundle, a list by lane. */
const COUNTING = ["f64", "u64"];
const LISTING = ["json"];

/** What is wrong with what an actor says of the inputs that it keeps messages of: one sentence each. */
export function holdFaults(label: string, { holds, ports, state }: ActorShape): string[] {
  if (holds === undefined) return [];
  const what = `"holds" of actor "${label}"`;
  if (!isObject(holds)) return [`${what} is ${shown(holds)}, give an object`];
  return Object.entries(holds).flatMap(([name, cell]: [string, unknown]) => {
    const port = Object.hasOwn(ports, name) ? ports[name] : undefined;
    if (port === undefined) {
      return [`${what} has ${shown(name)}, which is no port, give the name of an input`];
    }
    if (port.direction !== "rx") {
      return [`${what} has port "${name}", which is an output, give the name of an input`];
    }
    const entry = typeof cell === "string" && Object.hasOwn(state, cell) ? state[cell] : undefined;
    if (entry === undefined) {
      return [
        `${what} has ${textOf(cell)} for port "${name}", give the name of a cell of its state`,
      ];
    }
    const kind = "kind" in entry ? entry.kind?.name : entry.name;
    const fitting = port.bundle ? LISTING : COUNTING;
    if (kind !== undefined && fitting.includes(kind)) return [];
    const wanted = port.bundle
      ? "json with a list of numbers, one for each lane of the bundle"
      : "f64 or u64";
    return [
      `${what} has cell "${cell}" for port "${name}", which is a ${kind}, give one of ${wanted}`,
    ];
  });
}
