/** What an actor wrote to its log is read, even if its thread is ended in the same moment. */
import { assertEquals } from "@std/assert";
import { Graph, text } from "@steady-state/deno";
import { scribe } from "../fixtures/log_actors.ts";
import { Watch, within } from "../fixtures/watch.ts";

Deno.test("no record is lost that an actor wrote before its worker was ended", async () => {
  const ROUNDS = 20;
  const watch = new Watch();
  const graph = new Graph("ended", { log: watch.log, logLevel: "debug" });
  const lines = graph.channel("lines", text);
  const levels = graph.channel("levels", text);
  graph.actor("SCRIBE", scribe, { ports: { lines: lines.rx, levels: levels.tx } });
  const input = graph.sender(lines);
  const output = graph.receiver(levels, { label: "OUT" });
  await graph.start();
  const written: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const line = `line ${round}`;
    written.push(line);
    await input.send(line);
    await within(output.take(), `the answer to ${line}`);
    await graph.restart("SCRIBE");
  }
  input.close();
  await graph.finished;
  const read = watch.records.map(({ text }) => text).filter((text) => text.startsWith("line "));
  assertEquals(read, written);
});
