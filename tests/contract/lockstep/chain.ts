/** A chain of actors as real threads have it in shared memory: rings, journals, states, doorbells and the ballot. */
import {
  channelSize,
  type ChannelSpec,
  channelSpec,
  initChannel,
} from "../../../src/channel/ring/channel_spec.ts";
import { text } from "../../../src/channel/mod.ts";
import { initDoorbell, type SeatAddress } from "../../../src/memory/doorbell.ts";
import { doorbellBytes } from "../../../src/memory/doorbell_layout.ts";
import { RegionPlan } from "../../../src/memory/region.ts";
import type { EndPlan } from "../../../src/protocol/mod.ts";
import { ballotBytes } from "../../../src/shutdown/ballot_layout.ts";
import { Tally } from "../../../src/shutdown/tally.ts";
import { type CellSpec, initState, readState, stateSpec } from "../../../src/state/mod.ts";
import { u32 } from "../../../src/channel/mod.ts";
import { initJournal, journalBytes, readMask } from "../../../src/turn/mod.ts";

/** The kind that all its channels carry. */
export const KIND = text;

const CELLS: readonly CellSpec[] = stateSpec({ next: u32, disorder: u32 }).cells;

/** An actor's place. */
export interface ChainPlace {
  readonly seat: SeatAddress;
  readonly journal: number;
  readonly state: number;
  readonly cells: readonly CellSpec[];
  readonly ends: readonly EndPlan[];
}

/** A chain, as plain data that threads are told. */
export interface Chain {
  readonly region: SharedArrayBuffer;
  readonly ballot: number;
  readonly places: readonly ChainPlace[];
  /** How many messages the first makes. */
  readonly messages: number;
}

/** Lays out a chain of so many actors. */
export function layChain(actors: number, capacity: number, messages: number): Chain {
  const plan = new RegionPlan();
  const spec: ChannelSpec = channelSpec("link", KIND, { capacity, bytes: 64 });
  const links = Array.from({ length: actors - 1 }, () => plan.reserve(channelSize(spec)));
  const seats = Array.from({ length: actors }, (): SeatAddress => ({
    doorbell: plan.reserve(doorbellBytes(1)),
    seats: 1,
    seat: 0,
  }));
  const end = (link: number, direction: "rx" | "tx"): EndPlan => ({
    port: direction,
    direction,
    channel: link,
    at: links[link] as number,
    spec,
    peer: seats[direction === "rx" ? link : link + 1] as SeatAddress,
  });
  const places = seats.map((seat, i): ChainPlace => {
    const ends = [
      ...(i === 0 ? [] : [end(i - 1, "rx")]),
      ...(i === actors - 1 ? [] : [end(i, "tx")]),
    ];
    return {
      seat,
      journal: plan.reserve(journalBytes(ends.length)),
      state: plan.reserve(stateSpec({ next: u32, disorder: u32 }).bytes),
      cells: CELLS,
      ends,
    };
  });
  const ballot = plan.reserve(ballotBytes(actors));
  const region = plan.allocate();
  for (const at of links) initChannel(region, at, spec);
  for (const { seat, journal, state, ends } of places) {
    initDoorbell(region, seat.doorbell, seat.seats);
    initJournal(region, journal, ends.length);
    initState(region, state);
  }
  new Tally(region, ballot, actors).lifecycle = "running";
  return { region, ballot, places, messages };
}

/** The committed state of an actor. */
export function stateOf({ region }: Chain, { state, cells, journal }: ChainPlace): {
  readonly next: number;
  readonly disorder: number;
} {
  return readState(region, state, cells, readMask(region, journal)) as {
    next: number;
    disorder: number;
  };
}
