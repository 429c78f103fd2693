/** Whole processes that are stopped for a while by a signal, as a debugger, a frozen container or a laptop's lid does it. */
import { assertEquals } from "@std/assert";
import { runProgram } from "../fixtures/program.ts";
import { deadline } from "../fixtures/strain.ts";

for (const pauseMs of [1200, 3000]) {
  for (
    const [what, program, said] of [
      ["hung that was in the middle of its turn", "paused_in_turn", "0 crashes, ended\n"],
      ["cut off that was about to stop", "paused_in_stop", "clean\n"],
      ["given up that the host waits for", "paused_in_wait", "came\n"],
    ] as const
  ) {
    Deno.test({
      name: `nobody is ${what} when the process was stopped for ${pauseMs} ms or more`,
      ignore: Deno.build.os !== "linux",
      async fn() {
        const { code, stdout, stderr } = await runProgram(program, {
          permissions: ["-A"],
          // Longer than the deadlines of the program, which has more time where the machine has less.
          pauseMs: deadline(pauseMs),
        });
        assertEquals([code, stdout], [0, said], stderr);
      },
    });
  }
}
