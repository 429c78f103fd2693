import { numberFaults } from "../arg_checks.ts";
import {
  CONNECTION_ARGS,
  connectionFaults,
  type KafkaConnectionArgs,
  shown,
  topicFault,
} from "./connection.ts";

/** What `kafkaSink` is told by. */
export type KafkaSinkArgs = KafkaConnectionArgs & {
  /** Where items go that do not name a topic. `""` if all of them do. */
  readonly topic: string;
  /** How records are packed on the way: `none`, `gzip`, `snappy`, `lz4` or `zstd`. */
  readonly compression: string;
  /** How many bytes go to a partition at a time. More than the topic's `max.message.bytes` is refused, and put again in halves. */
  readonly batchBytes: number;
  /** The header that tells a record's origin. `""` is none. */
  readonly originHeader: string;
};

/** How records may be packed. */
export const COMPRESSIONS = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

/** What they are when nothing else is said. */
export const SINK_ARGS: KafkaSinkArgs = {
  ...CONNECTION_ARGS,
  topic: "",
  compression: "none",
  batchBytes: 900_000,
  originHeader: "steady-origin",
};

/** All that is wrong with them. */
export function sinkFaults(args: KafkaSinkArgs): string[] {
  const faults = connectionFaults(args);
  const topic = args.topic === "" ? undefined : topicFault("topic", args.topic);
  if (topic !== undefined) faults.push(topic);
  if (!COMPRESSIONS.some((one) => one === args.compression)) {
    faults.push(
      `compression is ${shown(args.compression)}, give one of ${COMPRESSIONS.join(", ")}`,
    );
  }
  if (typeof args.originHeader !== "string") {
    faults.push(`originHeader is ${shown(args.originHeader)}, give the name of a header, or ""`);
  }
  faults.push(...numberFaults(args, "batchBytes", 1, 2 ** 30));
  return faults;
}
