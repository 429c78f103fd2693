import { numberFaults } from "../arg_checks.ts";
import {
  CONNECTION_ARGS,
  connectionFaults,
  type KafkaConnectionArgs,
  listed,
  shown,
  topicFault,
} from "./connection.ts";

/** What `kafkaSource` is told by. */
export type KafkaSourceArgs = KafkaConnectionArgs & {
  /** What is read, with commas between: `orders,returns`. */
  readonly topics: string;
  /** The group that it is read for. Members of a group share the partitions among them, and the broker keeps how far the group has come. */
  readonly group: string;
  /** Where a group begins in a partition in which it has not come to anything yet: `earliest` or `latest`. */
  readonly start: string;
  /** What is read of transactions: `committed`, or `all`, which has those that are open or aborted, too. */
  readonly isolation: string;
  /** After how many milliseconds without a heartbeat the broker takes this member for dead, and gives its partitions to others. */
  readonly sessionTimeoutMs: number;
  /** How many bytes a broker hands over at a time, as long as no message is larger. */
  readonly fetchBytes: number;
};

/** What they are when nothing else is said. */
export const SOURCE_ARGS: KafkaSourceArgs = {
  ...CONNECTION_ARGS,
  topics: "",
  group: "",
  start: "earliest",
  isolation: "committed",
  sessionTimeoutMs: 10_000,
  fetchBytes: 1_048_576,
};

/** All that is wrong with them. */
export function sourceFaults(args: KafkaSourceArgs): string[] {
  const topics = listed(args.topics);
  const faults = connectionFaults(args);
  if (topics.length === 0) {
    faults.push(`topics is ${shown(args.topics)}, give the name of one topic or more`);
  }
  faults.push(
    ...topics.map((one) => topicFault("topics", one)).filter((one) => one !== undefined),
  );
  if (typeof args.group !== "string" || !/^\S+$/.test(args.group)) {
    faults.push(`group is ${shown(args.group)}, give a name without spaces`);
  }
  if (args.start !== "earliest" && args.start !== "latest") {
    faults.push(`start is ${shown(args.start)}, give "earliest" or "latest"`);
  }
  if (args.isolation !== "committed" && args.isolation !== "all") {
    faults.push(`isolation is ${shown(args.isolation)}, give "committed" or "all"`);
  }
  faults.push(...numberFaults(args, "sessionTimeoutMs", 1_000, 1_800_000));
  faults.push(...numberFaults(args, "fetchBytes", 1, 2 ** 30));
  return faults;
}
