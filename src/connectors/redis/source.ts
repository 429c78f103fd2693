import type { SourceWireKind } from "../wire.ts";
import { GroupReader } from "./group_reader.ts";
import { serverFaults } from "./redis_link.ts";
import type { RedisSourceArgs } from "./source_args.ts";

/**
 * Reads a stream of Redis as a member of a consumer group. Entries are acknowledged when they are settled; a member that is gone leaves its
 * entries to itself when it is back, and to the others after `claimAfterMs`.
 *
 * The origin of a message is `stream/id`. While the stream has nothing new it waits; a login that is refused, a group that there is not, or
 * a key that is no stream crash the actor. Needs `--allow-net=HOST:PORT`, and `--allow-env` for the password.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { redisSource } from "@steady-state/deno/connectors/redis";
 *
 * const args = { ...redisSource.args, server: "redis://127.0.0.1", stream: "orders" };
 * assertEquals(redisSource.faults(args), ["its group is missing, give the name of a consumer group"]);
 * ```
 */
export const redisSource: SourceWireKind<RedisSourceArgs, string> = {
  name: "redis",
  args: {
    server: "",
    user: "",
    passwordEnv: "",
    caFile: "",
    stream: "",
    group: "",
    consumer: "",
    create: false,
    from: "0",
    field: "message",
    claimAfterMs: 30_000,
    removeSettled: false,
  },
  redelivers: true,
  faults(args) {
    const faults = serverFaults(args);
    if (args.stream === "") faults.push("its stream is missing, give the key of one");
    if (args.group === "") faults.push("its group is missing, give the name of a consumer group");
    if (!/^(\$|\d+(-\d+)?)$/.test(args.from)) {
      faults.push(`its from is ${JSON.stringify(args.from)}, give "0", "$", or the id of an entry`);
    }
    if (!Number.isSafeInteger(args.claimAfterMs) || args.claimAfterMs < 1000) {
      faults.push(`its claimAfterMs is ${args.claimAfterMs}, give 1000 milliseconds or more`);
    }
    return faults;
  },
  create: (args) => Promise.resolve(new GroupReader(args)),
};
