import type { ActorRecord, ChannelRecord, PlanRecord } from "./plan_record.ts";

/** What of two plans differs, a clause each. */
export function planDifferences(before: PlanRecord, now: PlanRecord): string[] {
  const [was, is] = [linesOf(before), linesOf(now)];
  const differences: string[] = [];
  for (const [subject, text] of was) {
    const other = is.get(subject);
    if (other === undefined) differences.push(`${subject} is in the file and not in the program`);
    else if (other !== text) {
      differences.push(`${subject} is ${text} in the file and is ${other} in the program`);
    }
  }
  for (const subject of is.keys()) {
    if (!was.has(subject)) differences.push(`${subject} is in the program and not in the file`);
  }
  if (differences.length === 0) differences.push("actors or channels are in another order");
  return differences;
}

/** What people read of each part of a plan, by what it is about. */
function linesOf({ graph, layouts, channels, actors }: PlanRecord): Map<string, string> {
  return new Map([
    ["graph", JSON.stringify(graph)],
    ["layouts", JSON.stringify(layouts)],
    ...channels.map((channel) =>
      [`channel ${JSON.stringify(channel.channel)}`, channelText(channel)] as const
    ),
    ...actors.map((actor) => [`actor ${JSON.stringify(actor.actor)}`, actorText(actor)] as const),
  ]);
}

function channelText(
  { kind, capacity, slotBytes, payloadBytes, overflow, pooled }: ChannelRecord,
): string {
  return [
    `${kind}, capacity ${capacity}, slots of ${slotBytes} bytes`,
    ...(payloadBytes === 0 ? [] : [`${payloadBytes} bytes of payload`]),
    ...(overflow === "" ? [] : [overflow]),
    ...(pooled ? ["taken by a pool"] : []),
  ].join(", ");
}

function actorText({ worker, seat, ends, cells, pool }: ActorRecord): string {
  const wired = ends.map(([port, direction, channel]) => `${port} ${direction} ${channel}`);
  const state = cells.map(([name, kind, maxBytes]) =>
    maxBytes === 0 ? `${name} ${kind}` : `${name} ${kind} of ${maxBytes} bytes`
  );
  return [
    `worker ${worker}, seat ${seat}`,
    `ports ${wired.join(", ")}`,
    `state ${state.join(", ")}`,
    ...(pool === null ? [] : [`of pool ${pool}`]),
  ].join("; ");
}
