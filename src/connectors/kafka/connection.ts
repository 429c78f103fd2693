/**
 * How source and sink reach a cluster of Kafka: the args that both have, and what the client is told by them.
 *
 * @module
 */

import { fromEnvironment } from "../../client/environment.ts";
import { MisconfiguredError } from "../wire.ts";

/** The args by which a cluster is reached. */
export type KafkaConnectionArgs = {
  /** Where brokers are, `host:port`, separated by commas. The others of the cluster are learnt from them. */
  readonly servers: string;
  /** What this client is called in the broker's logs and quotas. */
  readonly clientId: string;
  /** Who logs in by SASL; `""` is nobody. */
  readonly user: string;
  /** The name of the environment variable that holds the password of `user`. */
  readonly passwordEnv: string;
  /** How `user` logs in: `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`. */
  readonly mechanism: string;
  /** Whether the connection is encrypted by TLS. */
  readonly tls: boolean;
  /** The file with the certificates, as PEM, by which brokers are known; `""` is those of the system. */
  readonly caFile: string;
};

/** The values that they have when nothing else is said. */
export const CONNECTION_ARGS: KafkaConnectionArgs = {
  servers: "",
  clientId: "steady-state",
  user: "",
  passwordEnv: "",
  mechanism: "PLAIN",
  tls: false,
  caFile: "",
};

const SERVER = /^[^\s:,]+:\d{1,5}$/;
const TOPIC = /^[a-zA-Z0-9._-]{1,249}$/;
const MECHANISMS = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const;

/** All that is wrong with them. */
export function connectionFaults(args: KafkaConnectionArgs): string[] {
  const faults: string[] = [];
  const wrong = listed(args.servers).filter((server) => !SERVER.test(server));
  if (listed(args.servers).length === 0 || wrong.length > 0) {
    faults.push(
      `servers is ${
        shown(args.servers)
      }, give host:port of one broker or more, with commas between`,
    );
  }
  if (typeof args.clientId !== "string" || !/^\S+$/.test(args.clientId)) {
    faults.push(`clientId is ${shown(args.clientId)}, give a name without spaces`);
  }
  if (!MECHANISMS.some((mechanism) => mechanism === args.mechanism)) {
    faults.push(`mechanism is ${shown(args.mechanism)}, give one of ${MECHANISMS.join(", ")}`);
  }
  if ((args.user === "") !== (args.passwordEnv === "")) {
    faults.push(
      `user is ${shown(args.user)} and passwordEnv ${
        shown(args.passwordEnv)
      }: give both or neither`,
    );
  }
  if (args.caFile !== "" && !args.tls) {
    faults.push(`caFile is ${shown(args.caFile)} and tls is not set: set tls, or leave caFile out`);
  }
  return faults;
}

/** What is wrong with a text that is to be the name of a topic. */
export function topicFault(arg: string, topic: string): string | undefined {
  if (TOPIC.test(topic) && topic !== "." && topic !== "..") return undefined;
  return `${arg} is ${shown(topic)}, give names of 1 to 249 letters, digits, dots, _ or -`;
}

/** The texts of a list that is written with commas. */
export function listed(text: string): string[] {
  if (typeof text !== "string") return [];
  return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
}

/** A value as faults show it. */
export function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** What the client is made with: where the brokers are, who logs in, and how long to wait for an answer. */
export interface ConnectionOptions {
  readonly clientId: string;
  readonly bootstrapBrokers: string[];
  readonly connectTimeout: number;
  readonly autocreateTopics: boolean;
  readonly sasl?: { mechanism: (typeof MECHANISMS)[number]; username: string; password: string };
  readonly tls?: { ca?: string };
}

/**
 * Args as the client takes them.
 *
 * @throws {MisconfiguredError} if the password or the certificates cannot be read
 */
export async function connectionOptions(args: KafkaConnectionArgs): Promise<ConnectionOptions> {
  const password = fromEnvironment("passwordEnv", args.passwordEnv);
  const mechanism = MECHANISMS.find((one) => one === args.mechanism) ?? "PLAIN";
  return {
    clientId: args.clientId,
    bootstrapBrokers: listed(args.servers),
    connectTimeout: 5_000,
    autocreateTopics: false,
    ...(password === undefined ? {} : { sasl: { mechanism, username: args.user, password } }),
    ...(args.tls ? { tls: args.caFile === "" ? {} : { ca: await certificates(args.caFile) } } : {}),
  };
}

async function certificates(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw new MisconfiguredError(
      `Cannot read ${path}, which caFile names: give a file of certificates, and allow it by --allow-read`,
      { cause: error },
    );
  }
}
