import { contentOf, fittingIn } from "../../channel/ring/carry.ts";
import { channelSpec, lookAtChannel } from "../../channel/ring/host.ts";
import { rawShapeOf } from "../../channel/raw/mod.ts";
import { channelLabel } from "../../protocol/mod.ts";
import { stateSpec } from "../../state/mod.ts";
import { type CarriedState, fitState } from "../../state/carry.ts";
import { readMask } from "../../turn/mod.ts";
import { actorLabel, type ChannelBlueprint, type Drawn } from "../plan/mod.ts";
import type { LeftActor, LeftChannel, LeftGraph } from "./left_graph.ts";
import { ownersOf, type PlanRecord } from "./plan_record.ts";

/** What is found out before anything is carried into a graph that another program has drawn. */
export interface CarrySurvey {
  /** What cannot be carried, a clause each. */
  readonly losses: readonly string[];
  /** What goes without being missed, a clause each: cells that actors do not have any more. */
  readonly dropped: readonly string[];
  /** By label: the channels that both graphs have. */
  readonly channels: ReadonlyMap<string, CarriedChannel>;
  /** By label: the actors that both graphs have. */
  readonly actors: ReadonlyMap<string, CarriedActor>;
}

/** A channel that both graphs have, and how it is to be carried. */
export interface CarriedChannel {
  readonly left: LeftChannel;
  /** How many of its messages, the newest, are carried. */
  readonly messages: number;
  readonly columns: readonly number[] | null;
  readonly sameWriter: boolean;
  readonly sameReader: boolean;
}

/** An actor that both graphs have. */
export interface CarriedActor {
  readonly left: LeftActor;
  /** What its cells are to hold; `null` if it has never committed a turn. */
  readonly stored: CarriedState["stored"] | null;
}

/** Compares what a process has left with what this one has drawn. Half published turns are finished by then. */
export function surveyOf(left: LeftGraph, drawn: Drawn, record: PlanRecord): CarrySurvey {
  const losses: string[] = [];
  const dropped: string[] = [];
  const channels = new Map<string, CarriedChannel>();
  const actors = new Map<string, CarriedActor>();
  const owners = ownersOf(record);
  for (const channel of drawn.blueprint.channels) {
    const label = channelLabel(channel);
    const old = left.channels.get(label);
    if (old === undefined) continue;
    const { messages, fault } = fitOf(left, old, channel, drawn.isPooled(channel));
    if (fault !== undefined) losses.push(`channel ${JSON.stringify(label)} ${fault}`);
    const shape = rawShapeOf(channel.kind);
    const [from, to] = owners.get(label) as readonly [string, string];
    channels.set(label, {
      left: old,
      messages,
      columns: shape.form === "columns" ? shape.columns.map(({ width }) => width) : null,
      sameWriter: from === old.from,
      sameReader: to === old.to,
    });
  }
  for (const actor of drawn.blueprint.actors) {
    const label = actorLabel(actor);
    const old = left.byLabel.get(label);
    if (old === undefined) continue;
    const { cells } = stateSpec(actor.definition.state);
    const mask = readMask(left.region, old.journal);
    if (mask === undefined) {
      actors.set(label, { left: old, stored: null });
      continue;
    }
    const { stored, faults, gone } = fitState({ region: left.region, ...old.state }, mask, cells);
    actors.set(label, { left: old, stored });
    for (const [cell, fault] of faults) {
      losses.push(`cell "${cell}" of actor ${JSON.stringify(label)} ${fault}`);
    }
    for (const cell of gone) dropped.push(`cell "${cell}" of actor "${label}"`);
  }
  losses.push(...strangersIn(left, channels, actors));
  return { losses, dropped, channels, actors };
}

/** What of a channel's messages goes into one as it is drawn, and why not all of it. */
function fitOf(
  { region }: LeftGraph,
  { at, record }: LeftChannel,
  channel: ChannelBlueprint,
  pooled: boolean,
): { messages: number; fault?: string } {
  const { kind, options } = channel;
  const place = { region, at, spec: record };
  const { messages, bytes } = contentOf(place);
  if (messages === 0) return { messages: 0 };
  const held = `holds ${count(messages, "message")}`;
  if (record.kind !== kind.name || record.slotBytes !== kind.slotBytes) {
    return { messages: 0, fault: `${held} of kind ${record.kind}, and its kind is ${kind.name}` };
  }
  const spec = channelSpec("", kind, options, pooled);
  const fitting = fittingIn(place, spec);
  if (fitting === messages) return { messages };
  const fault = messages > spec.capacity
    ? `${held}, and its capacity is ${spec.capacity}`
    : `${held} of ${bytes} bytes, and has room for ${spec.payloadBytes} bytes`;
  return { messages: fitting, fault };
}

/** What those hold of which the other graph knows nothing. */
function strangersIn(
  { region, channels, byLabel, ledger }: LeftGraph,
  known: ReadonlyMap<string, unknown>,
  knownActors: ReadonlyMap<string, unknown>,
): string[] {
  const isGone = (label: string) => {
    const fate = ledger.fate((byLabel.get(label) as LeftActor).index)?.name;
    return fate === "ended" || fate === "removed";
  };
  const lost: string[] = [];
  for (const [label, { at, to }] of channels) {
    if (known.has(label)) continue;
    const { messages } = lookAtChannel(region, at);
    // What nobody was to take any more is not missed.
    if (messages === 0 || isGone(to)) continue;
    lost.push(
      `channel ${JSON.stringify(label)} holds ${
        count(messages, "message")
      }, and is not in the program`,
    );
  }
  for (const [label, { journal, state: { cells } }] of byLabel) {
    if (knownActors.has(label) || cells.length === 0) continue;
    if (readMask(region, journal) === undefined) continue;
    const names = cells.map(({ name }) => name).join(", ");
    lost.push(`actor ${JSON.stringify(label)} has state (${names}), and is not in the program`);
  }
  return lost;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
