import type { JetstreamAddress } from "../../links/jetstream/mod.ts";
import type { Acknowledge } from "../../links/terms.ts";
import type { LinkDeathCosts, LinkRole } from "../../protocol/mod.ts";

/** What decides about what a death of a process costs, as far as the pod with this end of an aqueduct knows. */
export interface LinkMortality {
  readonly role: LinkRole;
  readonly acknowledge: Acknowledge;
  /** The log between the pods, if there is one. */
  readonly via: JetstreamAddress | undefined;
  /** Whether it carries deliveries, which have an origin. */
  readonly hasOrigins: boolean;
  /** Whether the graph lies in a file, which outlives its process. */
  readonly isInFile: boolean;
}

const IN_FILE = "nothing: its channels lie in a file, and the next process goes on with them";

/** What it costs when one of both processes is killed, as by SIGKILL. The guide to aqueducts has the same as tables. */
export function deathCosts(mortality: LinkMortality): LinkDeathCosts {
  const { role, via, isInFile } = mortality;
  const costs = via === undefined ? ofLink(mortality) : ofLog(mortality, via);
  if (!isInFile) return costs;
  return role === "egress" ? { ...costs, sending: IN_FILE } : { ...costs, taking: IN_FILE };
}

function ofLink({ role, acknowledge }: LinkMortality): LinkDeathCosts {
  const sending =
    "what its channel has and was not received is lost, unless its source sends it again";
  const received = "what is in its channels is lost";
  const settled = "nothing is lost, what has not left its graph comes again: at least once";
  // Only the end that takes says upon what a message is forgotten.
  if (role === "egress") {
    return {
      sending,
      taking: `it says by acknowledge: "received": ${received}; "settled": ${settled}`,
    };
  }
  return {
    sending,
    taking: `${acknowledge === "settled" ? settled : received} (acknowledge: "${acknowledge}")`,
  };
}

function ofLog({ role, hasOrigins }: LinkMortality, via: JetstreamAddress): LinkDeathCosts {
  const broker = "nothing: it has given to the system what it has acknowledged";
  if (role === "egress") {
    return { sending: ofLogSending(via, hasOrigins), taking: "its own pod says", broker };
  }
  return { sending: "its own pod says", taking: ofLogTaking(via), broker };
}

function ofLogSending({ first }: JetstreamAddress, hasOrigins: boolean): string {
  if (first !== null) {
    return "nothing: what its source sends again is known by its number (first)";
  }
  if (hasOrigins) return "nothing: what its source sends again is known by its origin";
  return "what was in its channels is lost; what its source sends again is in the log twice";
}

function ofLogTaking({ from, position, share, ackWaitMs }: JetstreamAddress): string {
  if (from !== null) return "nothing: the program says with which message to go on (from)";
  if (share !== null) {
    return `nothing is lost, after ${ackWaitMs} ms another pod has what it had: at least once`;
  }
  return position === "graph"
    ? "no message is missing in its durable state, those since the last save come again"
    : "nothing is lost, what was not settled comes again: at least once";
}
