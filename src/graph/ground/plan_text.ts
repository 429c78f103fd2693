import { channelSpec, overflowText } from "../../channel/ring/host.ts";
import { THIS_COPY } from "../../copy.ts";
import { channelLabel } from "../../protocol/mod.ts";
import { LEDGER_VERSION } from "../../region/ledger_layout.ts";
import { LETTERS_VERSION } from "../../region/letter_ring_layout.ts";
import { stateSpec } from "../../state/mod.ts";
import {
  type ActorBlueprint,
  actorLabel,
  type ChannelBlueprint,
  type Drawn,
  endsOf,
} from "../plan/mod.ts";

/**
 * Everything that must be the same for another process to go on with the graph, as people read it: a line for each actor and each channel,
 * which begins with what it is about. What is given to actors, how patient the graph is, and what the first values of cells are, is no part
 * of it.
 */
export function planText({ blueprint, homes, isPooled }: Drawn): string {
  const places = new Map<ActorBlueprint, string>();
  homes.forEach((home, worker) =>
    home.actors.forEach((actor, seat) => places.set(actor, `worker ${worker}, seat ${seat}`))
  );
  return [
    `graph: ${JSON.stringify(blueprint.name)}`,
    `layouts: ${
      JSON.stringify({
        ...THIS_COPY.layouts,
        ledger: LEDGER_VERSION,
        letters: LETTERS_VERSION,
      })
    }`,
    ...blueprint.channels.map((channel) => channelText(channel, isPooled(channel))),
    ...blueprint.actors.map((actor) => actorText(actor, places.get(actor) as string)),
  ].join("\n");
}

function channelText(channel: ChannelBlueprint, pooled: boolean): string {
  const { kind, options } = channel;
  const label = channelLabel(channel);
  const spec = channelSpec(label, kind, options, pooled);
  const payload = spec.payloadBytes === 0 ? "" : `, ${spec.payloadBytes} bytes of payload`;
  const overflow = overflowText(spec.overflow);
  return `channel ${
    JSON.stringify(label)
  }: ${kind.name}, capacity ${spec.capacity}, slots of ${spec.slotBytes} bytes${payload}${
    overflow === "" ? "" : `, ${overflow}`
  }${pooled ? ", taken by a pool" : ""}`;
}

function actorText(actor: ActorBlueprint, place: string): string {
  const { definition, ports, pool } = actor;
  const wired = Object.keys(definition.ports).map((port) => {
    const ends = endsOf(ports[port] as Parameters<typeof endsOf>[0]);
    return `${port} ${ends.map(({ direction, label }) => `${direction} ${label}`).join(" ")}`;
  });
  const cells = stateSpec(definition.state).cells.map(({ name, kind, group, maxBytes }) =>
    group === 0 ? `${name} ${kind}` : `${name} ${kind} of ${maxBytes} bytes`
  );
  return `actor ${JSON.stringify(actorLabel(actor))}: ${place}; ports ${wired.join(", ")}; state ${
    cells.join(", ")
  }${pool === null ? "" : `; of pool ${pool.name}`}`;
}

/** What of two plans differs, a clause each. */
export function planDifferences(before: string, now: string): string[] {
  const linesOf = (text: string) =>
    new Map(text.split("\n").map((line) => [subjectOf(line), line.slice(subjectOf(line).length)]));
  const [was, is] = [linesOf(before), linesOf(now)];
  const differences: string[] = [];
  for (const [subject, text] of was) {
    const other = is.get(subject);
    if (other === undefined) differences.push(`${subject} is in the file and not in the program`);
    else if (other !== text) {
      differences.push(`${subject} is${cut(text)} in the file and is${cut(other)} in the program`);
    }
  }
  for (const subject of is.keys()) {
    if (!was.has(subject)) differences.push(`${subject} is in the program and not in the file`);
  }
  if (differences.length === 0) differences.push("actors or channels are in another order");
  return differences;
}

/** `actor "A"` or `channel "x"`: names are quoted, and have no line ends as JSON writes them. */
function subjectOf(line: string): string {
  return /^[a-z]+(?: "(?:[^"\\]|\\.)*")?/.exec(line)?.[0] ?? line;
}

function cut(text: string): string {
  return text.replace(/^:/, "");
}
