import { filled, optionFaults, type Schema, throwOptionFaults, whole } from "../option_faults.ts";

/** How much an inbox holds. */
export interface InboxOptions {
  /**
   * How many items it holds at most, those that the turn under way has taken included, from 1 to 16,777,216. At a stop these are
   * still to be taken.
   *
   * @default {64}
   */
  readonly capacity?: number;
  /**
   * How many may wait for room at most, from 0 to 16,777,216. One more is refused at once: whoever asks is told that it is too much,
   * instead of waiting for what will come too late.
   *
   * @default {1_024}
   */
  readonly maxWaiting?: number;
}

const MOST = 2 ** 24;

/** What is known of {@link InboxOptions}. */
export const INBOX_OPTIONS: Schema<InboxOptions, keyof InboxOptions> = {
  capacity: { check: whole(1, MOST), default: 64 },
  maxWaiting: { check: whole(0, MOST), default: 1024 },
};

/** How much an inbox holds, everything said. Throws what is wrong with the options, all of it. */
export function inboxSettings(doing: string, options: InboxOptions): Required<InboxOptions> {
  throwOptionFaults(doing, optionFaults(INBOX_OPTIONS, options));
  return filled<InboxOptions, keyof InboxOptions>(INBOX_OPTIONS, options);
}
