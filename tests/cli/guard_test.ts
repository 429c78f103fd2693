import { fileURLToPath } from "node:url";
import { assertEquals } from "@std/assert";
import { within } from "../fixtures/watch.ts";

const POST_GUARD = fileURLToPath(new URL("./fixtures/post_guard.ts", import.meta.url));

Deno.test({
  name: "a guard goes when its process is dead, though nobody takes note of that",
  ignore: Deno.build.os !== "linux",
  async fn() {
    // A parent that never asks for its child: it has become another program, which does not know of it.
    const parent = new Deno.Command("sh", {
      args: ["-c", 'sleep 3600 & echo "$!"; exec tail -f /dev/null'],
      stdout: "piped",
    }).spawn();
    try {
      const { value } = await parent.stdout.getReader().read();
      const dead = Number(new TextDecoder().decode(value));
      while (!Deno.readTextFileSync(`/proc/${parent.pid}/comm`).startsWith("tail")) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      Deno.kill(dead, "SIGKILL");
      while (!Deno.readTextFileSync(`/proc/${dead}/stat`).includes(") Z ")) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      const poster = new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-lock", "--no-check", "-A", POST_GUARD, `${dead}`],
        stdout: "null",
        stderr: "piped",
      }).spawn();
      // The guard has the same standard error, which so ends when both have.
      const said = new Response(poster.stderr).text();
      assertEquals(
        [(await poster.status).code, await within(said, "the end of the guard", 60_000)],
        [0, ""],
      );
    } finally {
      parent.kill("SIGKILL");
      await Promise.all([parent.status, parent.stdout.cancel().catch(() => {})]);
    }
  },
});
