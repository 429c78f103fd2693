import { RegionPlan } from "../../memory/region.ts";
import type { SeatAddress } from "../../memory/doorbell.ts";
import type { ActorPlan, EndPlan } from "../../protocol/mod.ts";
import { ledgerBytes } from "../../region/ledger_layout.ts";
import { lettersBytes } from "../../region/letter_ring_layout.ts";
import { LedgerWords, LetterRing } from "../../region/mod.ts";
import { ballotBytes } from "../../shutdown/ballot_layout.ts";
import { stateSpec } from "../../state/mod.ts";
import { type GraphPlan, type PlacedParts, placeParts } from "../plan/mod.ts";
import {
  type ActorRecord,
  type CellRecord,
  type ChannelRecord,
  ownersOf,
  type PlanRecord,
} from "./plan_record.ts";
import { ringBytesFor } from "./ring_bytes.ts";

/** What has to be known of an actor to look at what it has left, and to finish it. */
export type ActorRemains = Pick<
  ActorPlan,
  "index" | "label" | "journal" | "probe" | "state" | "ends"
>;

/** What has to be known of a graph for the same: of one that this process has drawn, or that it found described in a file. */
export interface Remains extends Pick<GraphPlan, "region" | "ballot" | "writerOf"> {
  readonly workers: readonly { readonly doorbell: number; readonly actors: ArrayLike<unknown> }[];
  readonly actors: readonly { readonly plan: ActorRemains }[];
}

/** An actor of a graph that another program has drawn. */
export interface LeftActor extends ActorRemains {
  /** How many ends those before it have. */
  readonly firstEnd: number;
}

/** A graph that another program has drawn, as its description says where everything is. */
export interface LeftGraph extends Remains {
  readonly record: PlanRecord;
  readonly ledger: LedgerWords;
  readonly ledgerAt: number;
  readonly letters: LetterRing;
  readonly lettersAt: number;
  /** How many channel ends all actors have. */
  readonly ends: number;
  /** By label. */
  readonly channels: ReadonlyMap<string, LeftChannel>;
  readonly byLabel: ReadonlyMap<string, LeftActor>;
}

/** A channel of it, and the labels of the actors that it leads from and to. */
export interface LeftChannel {
  readonly at: number;
  readonly record: ChannelRecord;
  readonly from: string;
  readonly to: string;
}

/** How large a region is, in bytes, that such a graph lies in. */
export type MapRegion = (bytes: number) => SharedArrayBuffer;

/**
 * Finds its way in what another program has left.
 *
 * @param textBytes how long the text of its description is
 * @param map gives the region, which is so large
 */
export function leftGraph(record: PlanRecord, textBytes: number, map: MapRegion): LeftGraph {
  const { actors, channels } = record;
  const memory = new RegionPlan();
  memory.reserve(textBytes);
  const ballot = memory.reserve(ballotBytes(actors.length));
  const parts = partsOf(record);
  const places = placeParts(memory, parts);
  const ends = parts.firstEnds[actors.length] as number;
  const ledgerAt = memory.reserve(ledgerBytes(actors.length, ends));
  const ringBytes = ringBytesFor(channels.map(({ payloadBytes }) => payloadBytes));
  const lettersAt = memory.reserve(lettersBytes(ringBytes));
  const region = map(memory.bytes);
  const numbers = new Map(channels.map(({ channel }, number) => [channel, number]));
  const owners = ownersOf(record);
  const indexes = new Map(actors.map(({ actor }, index) => [actor, index]));
  const ownerOf = (channel: string, end: 0 | 1) =>
    indexes.get((owners.get(channel) as readonly [string, string])[end]) as number;
  const seatOf = (actor: number): SeatAddress => {
    const { worker, seat } = actors[actor] as ActorRecord;
    return {
      doorbell: places.doorbells.of(worker),
      seats: parts.seatCounts[worker] as number,
      seat,
    };
  };
  const endOf = ([port, direction, label]: ActorRecord["ends"][number]): EndPlan => {
    const channel = numbers.get(label) as number;
    return {
      port,
      direction,
      channel,
      at: places.channels.of(channel),
      spec: parts.measures[channel] as EndPlan["spec"],
      peer: seatOf(ownerOf(label, direction === "tx" ? 1 : 0)),
    };
  };
  const plans = actors.map(({ actor, ends, cells }, index): LeftActor => ({
    index,
    label: actor,
    firstEnd: parts.firstEnds[index] as number,
    journal: places.journals.of(index),
    probe: places.probes.of(index),
    state: { at: places.states.of(index), cells: stateSpec(schemaOf(cells)).cells },
    ends: ends.map(endOf),
  }));
  return {
    record,
    region,
    ballot,
    workers: Array.from(parts.seatCounts, (seats, worker) => ({
      doorbell: places.doorbells.of(worker),
      actors: { length: seats },
    })),
    actors: plans.map((plan) => ({ plan })),
    writerOf: (channel) => ownerOf((channels[channel] as ChannelRecord).channel, 0),
    ledger: new LedgerWords(region, ledgerAt, actors.length),
    ledgerAt,
    letters: new LetterRing(region, lettersAt, ringBytes),
    lettersAt,
    ends,
    channels: new Map(channels.map((record, number) => {
      const [from, to] = owners.get(record.channel) as readonly [string, string];
      return [record.channel, { at: places.channels.of(number), record, from, to }];
    })),
    byLabel: new Map(plans.map((plan) => [plan.label, plan])),
  };
}

function partsOf({ actors, channels }: PlanRecord): PlacedParts & { seatCounts: Int32Array } {
  const workers = actors.reduce((most, { worker }) => Math.max(most, worker + 1), 0);
  const seatCounts = new Int32Array(workers);
  for (const { worker } of actors) seatCounts[worker]!++;
  const firstEnds = new Int32Array(actors.length + 1);
  actors.forEach(({ ends }, actor) =>
    firstEnds[actor + 1] = firstEnds[actor] as number + ends.length
  );
  return {
    seatCounts,
    firstEnds,
    measures: channels.map(({ channel, capacity, slots, slotBytes, payloadBytes, pooled }) => ({
      name: channel,
      capacity,
      slots,
      slotBytes,
      payloadBytes,
      pooled,
      // How its ends behave is of no account where they are not at work.
      checked: false,
      overflow: "wait",
    })),
    stateBytes: actors.map(({ cells }) =>
      cells.length === 0 ? 0 : stateSpec(schemaOf(cells)).bytes
    ),
  };
}

function schemaOf(cells: readonly CellRecord[]): Parameters<typeof stateSpec>[0] {
  return Object.fromEntries(
    cells.map(([name, kind, maxBytes]) => [
      name,
      // None of them begins here.
      { kind: { name: kind }, initial: null, maxBytes },
    ]),
  );
}
