/**
 * What an error of the client means: that the wire is told something that cannot be, that it is to be tried again, or that the
 * membership of a group is over.
 *
 * @module
 */

import { MisconfiguredError } from "../wire.ts";
import type { KafkaConnectionArgs } from "./connection.ts";

/** What brokers answer that stays so until somebody changes something, and what to do. */
const FOR_GOOD: Readonly<Record<string, string>> = {
  TOPIC_AUTHORIZATION_FAILED: "give the user the right to the topic",
  GROUP_AUTHORIZATION_FAILED: "give the user the right to the group",
  CLUSTER_AUTHORIZATION_FAILED: "give the user the right IDEMPOTENT_WRITE to the cluster",
  UNSUPPORTED_SASL_MECHANISM: "give a mechanism that the broker's listener has",
  ILLEGAL_SASL_STATE: "give servers of a listener that takes a login, or leave user out",
  INCONSISTENT_GROUP_PROTOCOL:
    "its other members share partitions out in another way than roundrobin: give a group of its own",
  INVALID_SESSION_TIMEOUT: "give a sessionTimeoutMs that the broker allows",
  INVALID_GROUP_ID: "give another group",
  INVALID_TOPIC_EXCEPTION: "give the name of a topic that brokers allow",
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: "give the user the right to write idempotently",
};

/** What brokers answer when they will never take a batch as it is. */
const REFUSALS = [
  "MESSAGE_TOO_LARGE",
  "RECORD_LIST_TOO_LARGE",
  "INVALID_TIMESTAMP",
  "INVALID_RECORD",
];

/** An error and all that is in it: of several tries, of several brokers, and what each came of. */
export function* within(error: unknown, depth = 0): Generator<Record<string, unknown>> {
  if (typeof error !== "object" || error === null || depth > 8) return;
  const one = error as Record<string, unknown>;
  yield one;
  if (Array.isArray(one.errors)) {
    for (const inner of one.errors) {
      yield* within(inner, depth + 1);
    }
  }
  yield* within(one.cause, depth + 1);
}

/** Whether one of these answers of a broker is in an error. */
export function answers(error: unknown, ...ids: readonly string[]): boolean {
  for (const one of within(error)) {
    if (ids.some((id) => one.apiId === id)) return true;
  }
  return false;
}

/** Whether the broker no longer has this member in the group's present generation. */
export function isMembershipOver(error: unknown): boolean {
  return answers(
    error,
    "UNKNOWN_MEMBER_ID",
    "ILLEGAL_GENERATION",
    "REBALANCE_IN_PROGRESS",
    "FENCED_INSTANCE_ID",
  );
}

/** Whether the broker that keeps the group is about to be another, or is only beginning to keep it. */
export function isCoordinatorMoving(error: unknown): boolean {
  return answers(
    error,
    "COORDINATOR_NOT_AVAILABLE",
    "COORDINATOR_LOAD_IN_PROGRESS",
    "NOT_COORDINATOR",
  );
}

/** Why a broker refuses a batch for good, if it does. */
export function refusal(error: unknown): string | undefined {
  return REFUSALS.find((id) => answers(error, id));
}

/** Whether the topic is not there, as far as the broker knows. */
export function isTopicMissing(error: unknown): boolean {
  for (const one of within(error)) {
    if (one.apiId === "UNKNOWN_TOPIC_OR_PARTITION" || one.apiId === "UNKNOWN_TOPIC_ID") return true;
    if (typeof one.message === "string" && one.message.startsWith("Unknown topic ")) return true;
  }
  return false;
}

/** An error of the client as the wire throws it: what was being done, where, and what to do about it if anything can be. */
export function trouble(doing: string, args: KafkaConnectionArgs, error: unknown): Error {
  if (error instanceof MisconfiguredError) return error;
  const told = `Cannot ${doing} at ${args.servers}`;
  // What the client throws has each of its tries, and what each came of; the last of them says what is wrong.
  let last = error;
  for (const one of within(error)) {
    if (one.code === "PLT_KFK_AUTHENTICATION") {
      return new MisconfiguredError(
        `${told}: the login of user ${args.user} by ${args.mechanism} is refused, give the right user and mechanism, and the password in the variable that passwordEnv names`,
        { cause: one },
      );
    }
    const advice = FOR_GOOD[String(one.apiId)];
    if (advice !== undefined) {
      return new MisconfiguredError(`${told}: ${one.apiId}, ${advice}`, { cause: one });
    }
    if (typeof one.message === "string" && /certificate/i.test(one.message)) {
      return new MisconfiguredError(
        `${told}: ${one.message}, give by caFile the certificates that brokers are known by`,
        { cause: one },
      );
    }
    if (one.message === "Broker requires TLS.") {
      return new MisconfiguredError(`${told}: the broker speaks TLS only, set tls`, {
        cause: one,
      });
    }
    last = one;
  }
  const said = last instanceof Error && last.message !== "" ? last.message : String(last);
  return new Error(`${told}: ${said}`, { cause: last });
}

/** The error of a topic that there is not. */
export function missingTopic(doing: string, args: KafkaConnectionArgs, topics: string): Error {
  return new MisconfiguredError(
    `Cannot ${doing} at ${args.servers}: there is no topic ${topics}, make it, or give the name of one that there is`,
  );
}
