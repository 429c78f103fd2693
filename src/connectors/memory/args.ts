import { fromEnvironment } from "../../client/environment.ts";
import { MisconfiguredError } from "../wire.ts";
import { type LocalBroker, localBroker } from "./broker.ts";
import type { LocalTopic } from "./topic.ts";

/** What both ends of a broker in memory are told. */
export type MemoryArgs = {
  /** The broker's name: `memoryBroker(name)` in the actor's thread. */
  readonly broker: string;
  /** The topic's name. To be given. */
  readonly topic: string;
  /** How many partitions the topic is made with if there is none of that name; 0 makes none, and that is a mistake then. */
  readonly partitions: number;
  /** The name of an environment variable with the token that the broker wants; `""` where it wants none. */
  readonly tokenEnv: string;
};

/** The values of those that the graph does not give. */
export const MEMORY_ARGS: MemoryArgs = {
  broker: "memory",
  topic: "",
  partitions: 0,
  tokenEnv: "",
};

/** All that is wrong with these. */
export function memoryFaults({ broker, topic, partitions, tokenEnv }: MemoryArgs): string[] {
  return [
    ...textFault("broker", broker, "give the name of a broker"),
    ...textFault("topic", topic, "give the name of a topic"),
    ...(Number.isInteger(partitions) && partitions >= 0
      ? []
      : [`args partitions is ${partitions}, give a whole number from 0`]),
    ...(typeof tokenEnv === "string"
      ? []
      : ["args tokenEnv is no text, give the name of an environment variable"]),
  ];
}

/** What is wrong with an arg that has to be a text with something in it. */
export function textFault(name: string, value: unknown, advice: string): string[] {
  return typeof value === "string" && value !== ""
    ? []
    : [`args ${name} is ${JSON.stringify(value)}, ${advice}`];
}

/** The topic, and whose it is. @throws {MisconfiguredError} if there is none, or the broker lets nobody in with that token */
export function openMemoryTopic(
  { broker: name, topic: called, partitions, tokenEnv }: MemoryArgs,
): { readonly broker: LocalBroker; readonly topic: LocalTopic } {
  const broker = localBroker(name);
  const doing = `open topic "${called}" of broker "${name}"`;
  broker.checkUp(doing);
  if (!broker.admits(fromEnvironment("tokenEnv", tokenEnv))) {
    throw new MisconfiguredError(
      tokenEnv === ""
        ? `Cannot ${doing}: it wants a token, name the environment variable that has it by tokenEnv`
        : `Cannot ${doing}: it refuses the token of environment variable ${tokenEnv}, set the right one`,
    );
  }
  const found = broker.topic(called);
  if (found !== undefined) return { broker, topic: found };
  if (partitions > 0) return { broker, topic: broker.createTopic(called, { partitions }) };
  throw new MisconfiguredError(
    `Cannot ${doing}: there is none in this thread, make it with createTopic, or give partitions`,
  );
}
