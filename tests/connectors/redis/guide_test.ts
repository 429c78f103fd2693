/** The program in the guide to Redis is sound, and does what the guide says. */
import { assertEquals } from "@std/assert";
import { type RedisReply, textOf } from "../../../src/connectors/redis/replies.ts";
import { deno, writeProgram } from "../../examples/page_program.ts";
import { noRedis, startRedis } from "../servers/redis.ts";

Deno.test({
  name: noRedis === undefined
    ? "the program in the guide to Redis bills what is in its stream"
    : `the program in the guide to Redis is not run: ${noRedis}`,
  ignore: noRedis !== undefined,
  async fn() {
    await using redis = await startRedis();
    const folder = await Deno.makeTempDir();
    try {
      const files = await writeProgram(".github/guides/connector_redis.md", folder);
      assertEquals(files, ["actors.ts", "billing.ts"]);
      const flags = ["--allow-sys", "--allow-read", "--allow-net=127.0.0.1"];
      const program = deno(folder, [
        ...["run", "--no-lock", "--no-prompt", "--quiet", ...flags, "billing.ts", redis.url],
      ]).spawn();
      const output = program.output();
      await redis.run("XADD", "orders", "*", "message", '{"id":1,"cents":200}');
      while (await redis.run("XLEN", "bills") === 0) { /* until it is billed */ }
      program.kill("SIGTERM");
      const { code, stderr } = await output;
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
      const [[id]] = await redis.run("XRANGE", "orders", "-", "+") as [[RedisReply]];
      const [[, fields]] = await redis.run("XRANGE", "bills", "-", "+") as [
        [RedisReply, RedisReply[]],
      ];
      assertEquals(fields.map(textOf), [
        ...["message", '{"id":1,"cents":250}'],
        ...["origin", `orders/${textOf(id)}`],
      ]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
