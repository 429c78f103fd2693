/**
 * What can be said about a channel, a bundle and a mesh, and what is wrong with what was said.
 *
 * @module
 */
import { CHANNEL_OPTIONS } from "../../channel/ring/host.ts";
import type { ChannelOptions } from "../../channel/ring/mod.ts";
import {
  flag,
  misuse,
  type OptionFault,
  type Place,
  placed,
  type Schema,
  shown,
  whole,
} from "../../option_faults.ts";
import type { AlertRule, ChannelMetric } from "../../protocol/mod.ts";
import type { ChannelBlueprint } from "../plan/mod.ts";
import { alertRules } from "./alert_options.ts";
import { nameFaults } from "./names.ts";
import { saturation, saturationOf, type SaturationOptions } from "./saturation_options.ts";
import { shownAs, type ShownOptions, shownStats } from "./shown_options.ts";

/** How a channel is drawn in the picture of its graph: on the page, in `/graph.dot` and by `dotView`. */
export interface ChannelLookOptions {
  /**
   * Whether its two actors stand beside each other: in one column where the picture goes from left to right, in one row where it goes
   * from top to bottom, whatever else joins them. For a helper that is no step of the way, such as one that answers what another asks,
   * or that logs for it. Sidecars of one actor, and theirs, share its column. Of the members of a pool and of folded actors it holds, too.
   *
   * @default {false}
   */
  readonly sidecar?: boolean;
  /**
   * Has it drawn as one edge with the channels of the same `partner` between the same two actors, whichever way they lead: a payload and
   * its index, a request and its answer. The edge is called so, has a head at each end to which something goes, and opens to each of its
   * channels; alerts, figures and metrics stay those of the single channels. Without it, all channels from one actor to another that
   * have no partner are one edge on the page, and each an edge of its own in DOT.
   *
   * @default {none}
   */
  readonly partner?: string;
}

/** How long a channel is, when it raises alerts, and how it is drawn. */
export interface WatchedChannelOptions extends ChannelOptions, ChannelLookOptions {
  /**
   * When alerts are raised about it, each rule made by `alertRule`. They take the place of the graph's; an empty array is for none.
   * The worst that is active is the level that the page shows.
   *
   * @default {those of the graph}
   */
  readonly alerts?: readonly AlertRule<ChannelMetric>[];
  /**
   * Has the log, and the page's, tell when its sender waits long for room: who waits, how long, and for which reader, at level `warn`.
   *
   * @default {nothing is told}
   */
  readonly saturation?: SaturationOptions;
  /**
   * Statistics that are shown of it, at most four, besides what always is: at its edge where it has one of its own, else in its details.
   * They take the place of the graph's; an empty array is for none.
   *
   * @default {those of the graph}
   */
  readonly shown?: readonly ShownOptions<ChannelMetric>[];
}

/** How long a bundle's lanes are, and how many. */
export interface BundleOptions extends WatchedChannelOptions {
  /** How many lanes the bundle has, from 1 to 10,000. */
  readonly girth: number;
}

/** How long the channels of a mesh are, and how many senders and takers it has. */
export interface MeshOptions extends WatchedChannelOptions {
  /** How many senders. */
  readonly from: number;
  /** How many takers. */
  readonly to: number;
}

function partnerName(name: unknown, place: Place): readonly OptionFault[] {
  if (typeof name !== "string") return [misuse(`${placed(place)} is ${shown(name)}, give a text`)];
  return nameFaults(placed(place), name).map(misuse);
}

/** What is known of {@link ChannelLookOptions}. */
export const CHANNEL_LOOK_OPTIONS: Schema<ChannelLookOptions, "sidecar"> = {
  sidecar: { check: flag, default: false },
  partner: { check: partnerName },
};

/** Options of a channel that have a value where they are left out. */
type ChannelStandards = "capacity" | "checked" | "overflow" | "sidecar";

/** What is known of {@link WatchedChannelOptions}. */
export const WATCHED_CHANNEL_OPTIONS: Schema<WatchedChannelOptions, ChannelStandards> = {
  ...CHANNEL_OPTIONS,
  alerts: { check: alertRules("channel") },
  saturation: { check: saturation },
  shown: { check: shownStats("channel") },
  ...CHANNEL_LOOK_OPTIONS,
};

/** How many lanes a bundle, and how many senders a mesh may have. */
export const MAX_GIRTH = 10_000;

const COUNT = { check: whole(1, MAX_GIRTH), required: true } as const;

/** What is known of {@link BundleOptions}. */
export const BUNDLE_OPTIONS: Schema<BundleOptions, ChannelStandards> = {
  girth: COUNT,
  ...WATCHED_CHANNEL_OPTIONS,
};

/** What is known of {@link MeshOptions}. */
export const MESH_OPTIONS: Schema<MeshOptions, ChannelStandards> = {
  from: COUNT,
  to: COUNT,
  ...WATCHED_CHANNEL_OPTIONS,
};

/** One object for the many channels that are given no options. */
const STANDARD_MEASURES = Object.freeze({});

/** What is drawn of the options of a channel: its measures, how it is watched, and how it looks. */
export function drawnChannel(
  options: WatchedChannelOptions,
): Omit<ChannelBlueprint, "number" | "name" | "lane" | "kind"> {
  const {
    alerts,
    saturation,
    sidecar = CHANNEL_LOOK_OPTIONS.sidecar.default,
    partner,
    shown,
    ...measures
  } = options;
  const isStandard = Object.keys(measures).length === 0;
  return {
    options: isStandard ? STANDARD_MEASURES : measures,
    alerts: alerts ?? null,
    saturation: saturationOf(saturation),
    sidecar,
    partner: partner ?? null,
    shown: shownAs(shown),
  };
}
