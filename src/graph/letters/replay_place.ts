import { textOf } from "../../errors.ts";
import { anything, optionFaults, type Schema, throwOptionFaults } from "../../option_faults.ts";
import type { EndPlan, PortSchema } from "../../protocol/mod.ts";
import type { DeadLetter } from "./dead_letters.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";

/** Which port of the letter's actor a dead letter is replayed to. */
export interface ReplayOptions {
  /**
   * The port. On an input, the actor gets the message again, from whoever sends there; on an output, the actor itself sends it, to
   * whoever takes there.
   *
   * @default {the one that the message came by; a letter that an actor wrote itself names none}
   */
  readonly port?: string;
  /**
   * The lane, where the port is a bundle.
   *
   * @default {the one that the message came by, where the port is}
   */
  readonly lane?: number;
}

/** Where a dead letter goes. */
export interface ReplayPlace {
  /** The actor that sends it. */
  readonly writer: PlannedActor;
  /** The sending end's number among the ends of that actor. */
  readonly end: number;
  /** The actor that is to take it. */
  readonly reader: PlannedActor;
}

/** What is known of {@link ReplayOptions}. What ports and lanes there are the letter's actor says. */
export const REPLAY_OPTIONS: Schema<ReplayOptions> = {
  port: { check: anything() },
  lane: { check: anything() },
};

/**
 * Finds the channel that a dead letter is to go to, and who sends on it.
 *
 * @throws {TypeError} if there is none, with the ports that there are
 */
export function replayPlace(
  plan: GraphPlan,
  letter: DeadLetter,
  options: ReplayOptions,
): ReplayPlace {
  throwOptionFaults(DOING, optionFaults(REPLAY_OPTIONS, options));
  const actor = plan.actors.find(({ plan: { label } }) => label === letter.actor);
  if (actor === undefined) {
    throw replayRefusal(
      `graph "${plan.graph}" has no actor "${textOf(letter.actor)}", ` +
        "give the letter the label of one that has taken its part: { ...letter, actor }",
    );
  }
  const { channel, port } = endOf(actor, letter, options);
  checkMessage(actor.definition.ports[port], port, letter);
  const find = (direction: EndPlan["direction"]) => {
    for (const found of plan.actors) {
      const end = found.plan.ends.findIndex((end) =>
        end.direction === direction && end.channel === channel
      );
      if (end >= 0) return { actor: found, end };
    }
    // The checks have seen to it that each channel has both ends.
    throw new Error(`Cannot happen: channel ${channel} has no ${direction} end`);
  };
  const { actor: writer, end } = find("tx");
  return { writer, end, reader: find("rx").actor };
}

const DOING = "replay a dead letter";

/** The error of a dead letter that cannot be replayed. */
export function replayRefusal(why: string): TypeError {
  return new TypeError(`Cannot ${DOING}: ${why}`);
}

/** A source that could not make a message of what came has none to put back. */
function checkMessage(
  port: PortSchema[string] | undefined,
  name: string,
  { message }: DeadLetter,
): void {
  if (!port?.kind.name.startsWith("delivery(")) return;
  if (typeof message === "object" && message !== null && "message" in message) return;
  throw replayRefusal(
    `it has no message, as one of a source that could not send it, and port "${name}" ${
      port.direction === "rx" ? "takes" : "sends"
    } deliveries, give it one: { ...letter, message: { origin, message } }`,
  );
}

function endOf(
  { plan: { label, ends }, definition }: PlannedActor,
  letter: DeadLetter,
  options: ReplayOptions,
) {
  const port = options.port ?? letter.port;
  const ports = Map.groupBy(ends, (end) => end.port);
  const listed = describePorts(definition.ports);
  if (port === null || port === undefined) {
    throw replayRefusal(
      `actor "${label}" wrote it itself, so no port is known, say to which it is to go: replay(letter, { port }); ${listed}`,
    );
  }
  const lanes = ports.get(port);
  if (lanes === undefined) {
    throw replayRefusal(`actor "${label}" has no port "${textOf(port)}"; ${listed}`);
  }
  const lane = options.lane ?? (port === letter.port ? letter.lane : null) ?? null;
  const isBundle = definition.ports[port]?.bundle === true;
  const end = lanes.find((_, i) => lane === (isBundle ? i : null));
  if (end !== undefined) return end;
  const what = `port "${port}" of actor "${label}"`;
  if (!isBundle) {
    throw replayRefusal(`${what} is no bundle, but lane ${textOf(lane)} is given, leave it out`);
  }
  const given = lane === null ? "and no lane is given" : `and has no lane ${textOf(lane)}`;
  throw replayRefusal(
    `${what} is a bundle ${given}, give one: replay(letter, { port, lane }), from 0 to ${
      lanes.length - 1
    }`,
  );
}

function describePorts(ports: PortSchema): string {
  const list = Object.entries(ports).map(([port, { direction, kind, bundle }]) =>
    `"${port}" (${direction === "rx" ? "takes" : "sends"} ${kind.name}${
      bundle ? ", a bundle" : ""
    })`
  );
  if (list.length === 0) return "it has none";
  return `its ports are ${list.join(", ")}`;
}
