/** The level of a graph's log, changed while it runs. */
import { assertEquals, assertThrows } from "@std/assert";
import { Graph, type LogLevel, text } from "@steady-state/deno";
import { scribe } from "../fixtures/log_actors.ts";
import { until, Watch, within } from "../fixtures/watch.ts";

Deno.test("the level may be changed at any time, and actors heed it at their next record", async () => {
  const watch = new Watch();
  const graph = new Graph("loud", { log: watch.log, logLevel: "error" });
  const lines = graph.channel("lines", text);
  const levels = graph.channel("levels", text);
  graph.actor("SCRIBE", scribe, { ports: { lines: lines.rx, levels: levels.tx } });
  const input = graph.sender(lines);
  const output = graph.receiver(levels, { label: "OUT" });
  assertEquals(graph.logLevel, "error");
  graph.logLevel = "info";
  const seen: (string | undefined)[] = [];
  const write = async (line: string) => {
    await input.send(line);
    seen.push(await within(output.take(), `the answer to ${line}`));
  };
  await graph.start();
  assertEquals([graph.logLevel, graph.lifecycle], ["info", "running"]);
  await write("one");
  graph.logLevel = "debug";
  await write("two");
  await graph.restart("SCRIBE"); // a worker that starts later heeds it, too
  await write("three");
  // What is on its way when the level rises is held back; what is on its way when a worker is ended is not lost.
  await until(() => watch.records.some(({ text }) => text === "three"), "the record");
  graph.logLevel = "warn";
  await write("four");
  input.close();
  await graph.finished;
  assertEquals(seen, ["info", "debug", "debug", "warn"]);
  const said = watch.records.filter(({ source, level }) => source === "SCRIBE" && level === "debug")
    .map(({ text }) => text);
  assertEquals(said.filter((text) => !text.startsWith("started")), ["two", "three"]);
});

Deno.test("a level that is none is refused, and the level stays", () => {
  const graph = new Graph("loud");
  assertThrows(
    () => graph.logLevel = "loud" as LogLevel,
    TypeError,
    'Cannot set the log level of graph "loud": option logLevel is "loud", give "debug", "info", "warn" or "error"',
  );
  assertEquals(graph.logLevel, "info");
});
