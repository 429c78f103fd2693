/** The short form of `storm_run.ts`, in a process of its own: it gives up a permission that other tests need. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import type { ProcessStormResult } from "./storm.ts";

Deno.test({
  name:
    "processes that are killed, crash, hang and take all memory lose nothing and double nothing, and a spare takes their place",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const program = fileURLToPath(new URL("storm_run.ts", import.meta.url));
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-lock", "--no-check", "--quiet", program],
        ...["--seed", "12", "--deaths", "8", "--kills", "40", "--spare", "--json"],
      ],
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert(text !== "", new TextDecoder().decode(stderr));
    const { messages, lost, doubled, isClean, causes, misnamed }: ProcessStormResult = JSON.parse(
      text,
    );
    assertEquals([lost, doubled, isClean, misnamed], [0, 0, true, []]);
    assert(messages > 0);
    assertEquals(Object.values(causes).reduce((sum, count) => sum + count, 0), 8);
  },
});
