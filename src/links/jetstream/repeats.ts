import type { WireWorld } from "../../client/wire_world.ts";
import type { LogEgressLane } from "./egress_lane.ts";
import type { RepeatedRange } from "./states.ts";
import { behind } from "./frame.ts";
import { LaneReader } from "./lane_reader.ts";
import type { LogWriter } from "./log_writer.ts";
import { originsIn } from "./origins.ts";

/** What a kind's name begins with whose messages say where they come from. */
const DELIVERY = "delivery(";

/** What was found at the front of some messages. */
export interface Found {
  /** How many messages, from the first one on, are alike in that. */
  readonly count: number;
  /** Whether the log has them. */
  readonly isRepeated: boolean;
}

/** A message of the log that has come again, and is on its way to be passed over. */
interface Match {
  readonly origin: string;
  readonly number: number;
}

/** What the log had of a lane when this process began, by origin. */
class LaneRepeats {
  readonly from: number;
  readonly to: number;
  /** A bit for each message: whether it has come again, and was passed over for good. */
  readonly seen: Uint8Array;
  /** The numbers of those that have not come again, in order. */
  readonly open = new Map<string, number[]>();
  readonly matches: Match[] = [];

  constructor({ from, to, seen }: RepeatedRange) {
    this.from = from;
    this.to = to;
    this.seen = seen === ""
      ? new Uint8Array(Math.ceil((to - from) / 8))
      : Uint8Array.fromBase64(seen);
  }

  get kept(): RepeatedRange {
    const { from, to, seen } = this;
    return { from, to, seen: seen.toBase64() };
  }

  add(number: number, origin: string): void {
    if (number < this.from || number >= this.to) return;
    const at = number - this.from;
    if (((this.seen[at >> 3] as number) >> (at & 7)) & 1) return;
    const numbers = this.open.get(origin);
    if (numbers === undefined) this.open.set(origin, [number]);
    else numbers.push(number);
  }

  find(origin: string): boolean {
    const numbers = this.open.get(origin);
    const number = numbers?.shift();
    if (number === undefined) return false;
    if (numbers?.length === 0) this.open.delete(origin);
    this.matches.push({ origin, number });
    return true;
  }

  /** The next so many matches are passed over for good. */
  keep(count: number): void {
    for (const { number } of this.matches.splice(0, count)) {
      const at = number - this.from;
      this.seen[at >> 3] = (this.seen[at >> 3] as number) | (1 << (at & 7));
    }
  }

  takeBack(): void {
    for (const { origin, number } of this.matches.splice(0).reverse()) {
      const numbers = this.open.get(origin);
      if (numbers === undefined) this.open.set(origin, [number]);
      else numbers.unshift(number);
    }
  }
}

/**
 * Finds deliveries that the log has already: after the death of its process a source has those handed over again that it had not settled.
 * The end of the log is looked through for their origins; as many messages of an origin are passed over as it has.
 */
export class Repeats {
  readonly #lanes: readonly LaneRepeats[];

  private constructor(lanes: readonly LaneRepeats[]) {
    this.#lanes = lanes;
  }

  /**
   * Looks through the end of a log.
   *
   * @param kept what an earlier connection of this process has looked through; empty for the first
   * @returns `undefined` if messages of that kind do not say where they come from
   */
  static async find(
    { log, claim, lanes: ranges }: LogWriter,
    world: WireWorld,
    kept: readonly RepeatedRange[],
  ): Promise<Repeats | undefined> {
    // Where the number of the first message is given, nothing else needs to be known of it.
    if (!claim.kind.startsWith(DELIVERY) || log.address.first !== null) return undefined;
    const girth = ranges.length;
    const window = Math.ceil(log.address.window / girth);
    const lanes: LaneRepeats[] = [];
    for (const [lane, { first, end }] of ranges.entries()) {
      const repeats = new LaneRepeats(
        kept[lane] ?? { from: Math.max(first, end - window), to: end, seen: "" },
      );
      lanes.push(repeats);
      const from = Math.max(first, repeats.from);
      if (from >= repeats.to) continue;
      const reading = { log, lane, girth, world, hash: claim.hash };
      const reader = await LaneReader.open(reading, from);
      const { signal } = new AbortController();
      for (let next = from; next < repeats.to;) {
        for (const frame of (await reader.read(signal)).frames) {
          const origins = originsIn(frame.body, frame.count);
          origins.forEach((origin, i) => repeats.add(frame.first + i, origin));
          next = behind(frame);
        }
      }
    }
    return new Repeats(lanes);
  }

  /** What is to be kept: of each lane what was looked through, and what of it has come again. */
  get kept(): RepeatedRange[] {
    return this.#lanes.map(({ kept }) => kept);
  }

  /** Looks at messages that come next: of how many from the first one on the same can be said. */
  look(lane: number, body: Uint8Array, count: number): Found {
    const repeats = this.#lanes[lane] as LaneRepeats;
    if (repeats.open.size === 0) return { count, isRepeated: false };
    const origins = originsIn(body, count);
    let alike = 0;
    while (alike < count && repeats.find(origins[alike] as string)) alike++;
    if (alike > 0) return { count: alike, isRepeated: true };
    while (alike < count && !repeats.open.has(origins[alike] as string)) alike++;
    return { count: alike, isRepeated: false };
  }

  /** That many messages of a lane that have come again are taken. */
  keep({ number }: LogEgressLane, count: number): void {
    this.#lanes[number]?.keep(count);
  }

  /** What was found since it was last kept will be looked at again. */
  takeBack(): void {
    for (const lane of this.#lanes) lane.takeBack();
  }
}
