import { flag, type Schema, that, whole } from "../../option_faults.ts";

/** How the host sends. */
export interface SenderOptions {
  /**
   * What the actor is called that stands for it on the page, in the log and in the report.
   *
   * @default {HOST and the name of the channel}
   */
  readonly label?: string;
  /**
   * How many sends may wait for room, beside those that are accepted: as many of these as the channel holds messages. One more is
   * refused at once with an `UndeliveredError` whose reason is `full`; an HTTP handler answers 503 to that.
   *
   * @default {1_024}
   */
  readonly maxWaiting?: number;
  /**
   * Whether the host follows what is sent until it has left the graph: `graph.settled(sender.label)` resolves once all that was sent up to
   * now has, and `graph.inFlight(sender.label)` tells how much has not.
   *
   * @default {false}
   */
  readonly followed?: boolean;
}

/** How the host takes. */
export interface ReceiverOptions {
  /**
   * What the actor is called that stands for it on the page, in the log and in the report.
   *
   * @default {HOST and the name of the channel}
   */
  readonly label?: string;
}

const label = { check: that<string>((value) => typeof value === "string", "give a text") };

/** What is known of {@link SenderOptions}. */
export const SENDER_OPTIONS: Schema<SenderOptions, "maxWaiting" | "followed"> = {
  label,
  maxWaiting: { check: whole(0, 2 ** 24), default: 1024 },
  followed: { check: flag, default: false },
};

/** What is known of {@link ReceiverOptions}. */
export const RECEIVER_OPTIONS: Schema<ReceiverOptions> = { label };
