import { assert } from "@std/assert";
import { within } from "../../fixtures/watch.ts";

const FIXTURE = new URL("../fixtures/latency_memory.ts", import.meta.url);

Deno.test("LatencyMeter: takes about 20 kB, however wide the latencies spread", async () => {
  const { success, stdout } = await within(
    new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-lock", "--no-check", "--v8-flags=--expose-gc", FIXTURE.href],
    }).output(),
    "the measurement",
  );
  assert(success);
  const bytes = Number(new TextDecoder().decode(stdout));
  assert(bytes > 1000 && bytes < 28_000, `${bytes} bytes a channel`);
});
