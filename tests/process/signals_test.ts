/** What a process of actors does about signals that are meant for the program. */
import { assertEquals } from "@std/assert";
import { Graph, u32 } from "../../mod.ts";
import { END_SIGNALS } from "../../src/signals.ts";
import { doomed } from "./harm_actors.ts";

Deno.test("what asks the whole program for its end, such as Ctrl-C in a terminal, ends none of its processes", async () => {
  const graph = new Graph("asked", { log: () => {} });
  const numbers = graph.channel("numbers", u32);
  const out = graph.channel("out", u32);
  graph.actor("ECHO", doomed, {
    ports: { numbers: numbers.rx, out: out.tx },
    args: { lives: 0 },
    troupe: graph.process("P"),
  });
  const sender = graph.sender(numbers);
  const receiver = graph.receiver(out);
  await graph.start();
  await sender.send(1);
  assertEquals(await receiver.take(), 1);
  const [{ pid } = { pid: null }] = graph.telemetry.processes!();
  for (const signal of END_SIGNALS) Deno.kill(pid!, signal);
  await sender.send(2);
  assertEquals(await receiver.take(), 2);
  sender.close();
  assertEquals((await graph.finished).clean, true);
  assertEquals([graph.crashes.length, graph.telemetry.processes!()[0]?.starts], [0, 1]);
});
