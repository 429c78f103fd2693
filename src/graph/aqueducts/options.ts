/**
 * What can be said about an aqueduct, and what is wrong with what was said.
 *
 * @module
 */
import type { LinkAddress } from "../../links/link.ts";
import type { Acknowledge } from "../../links/terms.ts";
import { isJetstream, type JetstreamAddress } from "../../links/jetstream/mod.ts";
import { addressFaults } from "../../links/addresses.ts";
import {
  anything,
  type Check,
  choice,
  isObject,
  misuse,
  type OptionFault,
  placed,
  type Schema,
  shown,
  that,
  time,
  whole,
} from "../../option_faults.ts";
import type { Troupe } from "../plan/mod.ts";
import { MAX_GIRTH, WATCHED_CHANNEL_OPTIONS, type WatchedChannelOptions } from "../options/mod.ts";

/** How an aqueduct finds its other end, and what its channel in this pod is like. */
export interface AqueductOptions
  extends Pick<WatchedChannelOptions, "capacity" | "bytes" | "alerts" | "saturation" | "shown"> {
  /**
   * Where this pod waits for the other one to connect. Several aqueducts of a graph may have one address.
   *
   * @default {none: give one of listen and connect}
   */
  readonly listen?: LinkAddress;
  /**
   * Where this pod connects to, again and again until there is somebody.
   *
   * @default {none: give one of listen and connect}
   */
  readonly connect?: LinkAddress;
  /**
   * What lies between the two pods, where neither knows of the other: a log that outlives both, made by `jetstream()`. Both give it, in
   * place of `listen` and `connect`.
   *
   * @default {none: the pods connect with each other}
   */
  readonly via?: JetstreamAddress;
  /**
   * How many lanes it has, from 1 to 10,000: then it is a bundle. Both ends must have the same.
   *
   * @default {one channel}
   */
  readonly girth?: number;
  /**
   * Upon what the sending pod forgets a message, for the end that takes: `"received"`, once it is in the channel here; `"settled"`, once
   * all that came of it has left the graph here. With `"settled"` a death of this process loses nothing: the sending pod has it still,
   * and sends it again.
   *
   * @default {"received"}
   */
  readonly acknowledge?: Acknowledge;
  /**
   * What the actor is called that carries it.
   *
   * @default {the aqueduct's name in capitals, and EGRESS or INGRESS}
   */
  readonly label?: string;
  /**
   * The troupe that its actor belongs to. In the thread of the actor that it is joined to a message wakes no other thread on its way, so
   * it goes there and back in half of the time; but long turns there hold up the link, and much of what flows is as fast as one thread
   * is. All that listen at one address share a thread, so what is said of one of them holds for all.
   *
   * @default {none: that of the actors at it, if they all belong to one, else a thread of its own}
   */
  readonly troupe?: Troupe;
  /**
   * How long its actor waits at a stop until everything is acknowledged, in milliseconds. It should be less than the `stopTimeoutMs` of
   * the graph.
   *
   * @default {20_000}
   */
  readonly stopTimeoutMs?: number;
}

/** Options of an aqueduct that have a value where they are left out. */
type AqueductStandards = "acknowledge" | "stopTimeoutMs";

function address(does: "listens" | "connects"): Check<LinkAddress> {
  return (value, place): readonly OptionFault[] =>
    isObject(value)
      ? addressFaults(value, does).map((fault) => misuse(`${placed(place)}: ${fault}`))
      : [
        misuse(
          `${placed(place)} is ${
            shown(value)
          }, give an address made by tcp(), unix() or webSocket()`,
        ),
      ];
}

const { capacity, bytes, alerts, saturation, shown: shownStats } = WATCHED_CHANNEL_OPTIONS;

/** What is known of {@link AqueductOptions}. */
export const AQUEDUCT_OPTIONS: Schema<AqueductOptions, AqueductStandards> = {
  listen: { check: address("listens") },
  connect: { check: address("connects") },
  via: { check: that(isJetstream, "give one made by jetstream()") },
  girth: { check: whole(1, MAX_GIRTH) },
  acknowledge: { check: choice(["received", "settled"]), default: "received" },
  label: { check: that((value) => typeof value === "string", "give a text") },
  troupe: { check: anything() },
  stopTimeoutMs: { check: time, default: 20_000 },
  capacity: { check: capacity.check },
  bytes,
  alerts,
  saturation,
  shown: shownStats,
};

/** What is wrong with options of an aqueduct together. */
export function aqueductFaults(
  owner: string,
  { listen, connect, via, acknowledge }: AqueductOptions,
): string[] {
  const given = Object.entries({ listen, connect, via })
    .filter(([, value]) => value !== undefined).map(([name]) => name);
  const faults: string[] = [];
  if (given.length === 0) {
    faults.push(
      `${owner} has no address, give it listen in one pod and connect in the other, or via in both`,
    );
  } else if (given.length > 1) {
    const rest = via === undefined
      ? "give one of them here and the other in the other pod"
      : "give via alone, in both pods";
    faults.push(`${owner} has ${given.join(" and ")}, ${rest}`);
  }
  if (via !== undefined && acknowledge !== undefined) {
    faults.push(
      `${owner} has via and acknowledge, leave that out: a log is told of what is settled, and the sending pod forgets what the log has`,
    );
  }
  return faults;
}
