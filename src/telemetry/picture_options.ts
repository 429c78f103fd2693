import { flag, type Schema, whole } from "../option_faults.ts";

/** What the picture of the page shows, and what it leaves to the details. */
export interface PictureOptions {
  /**
   * From how many actors of one name on they are drawn as one node until somebody unfolds them, at least 2.
   *
   * @default {6, and all names that several actors share in a graph of more than 100}
   */
  readonly foldFrom?: number;
  /**
   * Whether an edge is the wider the more messages go over it. Else its colour alone says how it is.
   *
   * @default {true}
   */
  readonly edgeWidths?: boolean;
  /**
   * Whether the names of channels stand at their edges. They are told wherever else they are.
   *
   * @default {true}
   */
  readonly channelNames?: boolean;
  /**
   * Whether the kinds of messages stand at the edges, such as `u32`.
   *
   * @default {false}
   */
  readonly kinds?: boolean;
  /**
   * Whether it stands at the edges how many messages were sent in all.
   *
   * @default {true}
   */
  readonly totals?: boolean;
}

const MAX_FOLD_FROM = 1_000_000;

/** What is known of {@link PictureOptions}. */
export const PICTURE_OPTIONS: Schema<PictureOptions, Exclude<keyof PictureOptions, "foldFrom">> = {
  foldFrom: { check: whole(2, MAX_FOLD_FROM) },
  edgeWidths: { check: flag, default: true },
  channelNames: { check: flag, default: true },
  kinds: { check: flag, default: false },
  totals: { check: flag, default: true },
};
