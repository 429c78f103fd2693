/**
 * What became of each partition's part of a round that has failed as a whole.
 *
 * @module
 */

import { within } from "./trouble.ts";

/** What brokers answer when they will never take a part as it is. */
const REFUSALS: Readonly<Record<number, string>> = {
  10: "MESSAGE_TOO_LARGE",
  18: "RECORD_LIST_TOO_LARGE",
  32: "INVALID_TIMESTAMP",
  87: "INVALID_RECORD",
};

/** By `topic/partition`: whether its part is there, or why it is refused. What is not in it is not known. */
export type PartitionOutcomes = ReadonlyMap<string, "done" | { readonly refused: string }>;

/** The parts of an answer to a round that matter here. */
interface ProduceAnswer {
  readonly responses?: readonly {
    readonly name: string;
    readonly partitionResponses: readonly { readonly index: number; readonly errorCode: number }[];
  }[];
}

/** What is known of each partition from the error of a round, which has the answers of all brokers that have answered. */
export function outcomesOf(error: unknown): PartitionOutcomes {
  const outcomes = new Map<string, "done" | { refused: string }>();
  for (const one of within(error)) {
    const produced = one.produced as
      | { offsets?: { topic: string; partition: number }[] }
      | undefined;
    for (const { topic, partition } of produced?.offsets ?? []) {
      outcomes.set(`${topic}/${partition}`, "done");
    }
    for (
      const { name, partitionResponses }
        of (one.response as ProduceAnswer | undefined)?.responses ?? []
    ) {
      for (const { index, errorCode } of partitionResponses) {
        const refused = REFUSALS[errorCode];
        if (errorCode === 0) outcomes.set(`${name}/${index}`, "done");
        else if (refused !== undefined) outcomes.set(`${name}/${index}`, { refused });
      }
    }
  }
  return outcomes;
}
