/** Bits of a region that are other ones than its graph has written, wherever they are. */
import {
  CHANNEL_HEAD_HIGH_WORD,
  CHANNEL_HEADER_BYTES,
} from "../../src/channel/ring/channel_layout.ts";
import { leftGraph } from "../../src/graph/ground/left_graph.ts";
import { readPlan } from "../../src/graph/ground/plan_record.ts";
import {
  REGION_CANARY_WORD,
  REGION_HEADER_BYTES,
  REGION_OWNER_WORD,
  REGION_PROCESSES_WORD,
} from "../../src/memory/region_layout.ts";
import { PROBE_BYTES } from "../../src/probe/probe_layout.ts";
import { RegionHeader } from "../../src/region/header.ts";
import { ledgerEndByte } from "../../src/region/ledger_layout.ts";
import { LETTERS_NEXT_WORD, LETTERS_RING_BYTE } from "../../src/region/letter_ring_layout.ts";
import { channelSize } from "../../src/channel/ring/host.ts";
import { journalBytes } from "../../src/turn/mod.ts";
import { JOURNAL_GENERATION_WORD } from "../../src/turn/journal_layout.ts";
import type { Dice } from "./dice.ts";

/** Some bytes of a region. */
export interface Area {
  /** What they are of, such as `messages`. */
  readonly name: string;
  /**
   * What may come of another bit there. `same`: the start is refused, or nothing is changed by it. `value`: a message or a cell says something
   * else. `count`: so does what the graph goes by, and each value could be right.
   */
  readonly may: "same" | "value" | "count";
  readonly from: number;
  readonly to: number;
}

const WORD = 4;

/** All areas of a region in which anything is. */
export function areasOf(bytes: Uint8Array): Area[] {
  const region = new SharedArrayBuffer(bytes.length);
  new Uint8Array(region).set(bytes);
  const { textBytes } = new RegionHeader(region);
  const text = new TextDecoder().decode(
    bytes.slice(REGION_HEADER_BYTES, REGION_HEADER_BYTES + textBytes),
  );
  const graph = leftGraph(readPlan(text), textBytes, () => region);
  const { ledgerAt, lettersAt } = graph;
  const area = (name: string, may: Area["may"], from: number, size: number): Area => ({
    name,
    may,
    from,
    to: from + size,
  });
  const word = (at: number) => new DataView(region).getInt32(at, true);
  const actors = graph.actors.length;
  return [
    area("header", "same", 0, REGION_PROCESSES_WORD * WORD),
    area("header", "same", (REGION_CANARY_WORD + 1) * WORD, 2 * WORD),
    area("owner", "count", REGION_OWNER_WORD * WORD, WORD),
    area("plan", "same", REGION_HEADER_BYTES, textBytes),
    area("ballot", "count", graph.ballot, 4 * WORD),
    ...graph.workers.map(({ doorbell }) => area("doorbell", "same", doorbell, 256 + 16)),
    ...[...graph.channels.values()].flatMap(({ at, record }) => {
      const size = channelSize({
        ...record,
        name: record.channel,
        checked: false,
        overflow: "wait",
      });
      return [
        area("measures", "same", at, CHANNEL_HEAD_HIGH_WORD * WORD),
        area("cursors", "count", at + CHANNEL_HEAD_HIGH_WORD * WORD, 24),
        area("cursors", "count", at + 128, 8),
        area("cursors", "count", at + 256, 8),
        area("trail", "count", at + 136, 120),
        area("messages", "value", at + CHANNEL_HEADER_BYTES, size - CHANNEL_HEADER_BYTES),
      ];
    }),
    ...graph.actors.flatMap(({ plan: { journal, probe, state, ends } }) => [
      area("journal", "same", journal, JOURNAL_GENERATION_WORD * WORD),
      area(
        "turns",
        "count",
        journal + JOURNAL_GENERATION_WORD * WORD,
        journalBytes(ends.length) - JOURNAL_GENERATION_WORD * WORD,
      ),
      area("probe", "count", probe, PROBE_BYTES),
      ...state.cells.map(({ at, stride, group }) =>
        area("cells", "value", state.at + at, Math.min(group === 0 ? 8 : 80, stride) + stride)
      ),
    ]),
    area("ledger", "same", ledgerAt, 4 * WORD),
    ...Array.from({ length: actors }, (_, actor) => [
      area("fate", "same", ledgerAt + ledgerEndByte(actor, 0), WORD),
      area("entry", "count", ledgerAt + ledgerEndByte(actor, 0) + WORD, 3 * WORD),
    ]).flat(),
    area("deaths", "count", ledgerAt + ledgerEndByte(actors, 0), graph.ends * 16),
    area("letters", "same", lettersAt, 2 * WORD),
    area("letter", "value", lettersAt + 2 * WORD, 2 * WORD),
    area(
      "letter",
      "value",
      lettersAt + LETTERS_RING_BYTE,
      word(lettersAt + LETTERS_NEXT_WORD * WORD),
    ),
  ];
}

/** A bit that is turned. */
export interface Flip {
  readonly area: Area;
  readonly at: number;
  readonly bit: number;
}

/** Turns a bit of one of the areas, each name of them as often as any other. */
export function flipBit(bytes: Uint8Array, areas: readonly Area[], dice: Dice): Flip {
  const names = [...new Set(areas.map(({ name }) => name))];
  const name = names[dice.below(names.length)];
  const among = areas.filter((area) => area.name === name);
  const area = among[dice.below(among.length)] as Area;
  const at = area.from + dice.below(area.to - area.from);
  const bit = dice.below(8);
  bytes[at]! ^= 1 << bit;
  return { area, at, bit };
}
