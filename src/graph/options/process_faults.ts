import { DOORBELL_PROCESS_MASK } from "../../memory/doorbell_layout.ts";
import { type ActorBlueprint, actorLabel, type Blueprint, processOf } from "../plan/mod.ts";

/** The numbers of processes begin with that of the host, which is 1. */
const MOST_PROCESSES = DOORBELL_PROCESS_MASK - 1;

/** What cannot be in a process of its own: a sentence for each. */
export function processFaults({ troupes, actors }: Blueprint): string[] {
  const processes = new Set(troupes.filter(processOf));
  if (processes.size === 0) return [];
  const members = actors.filter(({ troupe }) => troupe !== null && processes.has(troupe));
  return [
    ...(processes.size > MOST_PROCESSES
      ? [`there are ${processes.size} processes, draw ${MOST_PROCESSES} at most`]
      : []),
    ...members.flatMap(memberFaults),
  ];
}

function memberFaults(actor: ActorBlueprint): string[] {
  const { definition, args, troupe } = actor;
  const where = `actor "${actorLabel(actor)}" cannot be in process "${troupe?.name}"`;
  const faults = Object.entries({ ...definition?.args, ...args }).flatMap(([name, value]) =>
    isShared(value)
      ? [`${where}: its arg "${name}" shares memory, which ends with the program, give plain data`]
      : []
  );
  if (definition?.module?.startsWith("blob:")) {
    faults.push(`${where}: its module is a blob, which the program alone has, put it into a file`);
  }
  return faults;
}

/** Whether any of it is memory that others see, too. */
function isShared(value: unknown, seen: Set<unknown> = new Set()): boolean {
  if (typeof value !== "object" || value === null || seen.has(value)) return false;
  seen.add(value);
  if (value instanceof SharedArrayBuffer) return true;
  if (ArrayBuffer.isView(value)) return value.buffer instanceof SharedArrayBuffer;
  const parts = value instanceof Map
    ? [...value.keys(), ...value.values()]
    : value instanceof Set
    ? [...value]
    : Object.values(value);
  return parts.some((part) => isShared(part, seen));
}
