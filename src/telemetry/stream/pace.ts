import { columnsOf, type WireColumns } from "../wire/mod.ts";
import { FrameRing } from "./frame_ring.ts";
import type { SentFrame } from "./frame_ring.ts";
import type { GraphSample } from "../sample/mod.ts";
import { Round } from "./round.ts";
import type { RoundParts } from "./round.ts";

/** What all rounds of a pace have in common. */
export type PaceParts = Pick<
  RoundParts,
  "frame" | "idPrefix" | "topology" | "life" | "alerts" | "links"
>;

/**
 * All clients that want as many frames a second: what changed since their last frame is the same for all of them, so that it is
 * encoded once.
 */
export class PaceGroup {
  readonly #parts: PaceParts;
  readonly #ring = new FrameRing();
  #round: Round | null = null;
  #columns: WireColumns | null = null;

  constructor(parts: PaceParts) {
    this.#parts = parts;
  }

  /** The last round, if there was one. */
  get round(): Round | null {
    return this.#round;
  }

  /** Makes the next round, of `sample`. Not to be called again before it has resolved. */
  async advance(sample: GraphSample): Promise<Round> {
    const after = columnsOf(sample);
    const round = new Round({
      ...this.#parts,
      sample,
      sequence: (this.#round?.sequence ?? 0) + 1,
      before: this.#columns,
      after,
    });
    const { nextLife, nextAlert, sequence: s } = round;
    this.#ring.push({ s, time: sample.time, bytes: await round.tick(), nextLife, nextAlert });
    this.#columns = after;
    return this.#round = round;
  }

  /** The frame with that id and all that came after it; `null` if it is none of this pace, or none that is kept. */
  from(id: string): readonly [SentFrame, ...SentFrame[]] | null {
    const dot = id.lastIndexOf(".");
    const s = id.slice(dot + 1);
    if (id.slice(0, dot) !== this.#parts.idPrefix || !/^\d{1,15}$/.test(s)) return null;
    return this.#ring.from(Number(s));
  }
}
