/**
 * `small_program.ts FILE [VARIANT…]`: starts a small graph in that file and prints one line of JSON: `{"fault": …}`, or `{"state": …, "news": …}` once it has come to its end. With `hold`, it
 * prints `"running"` and goes on until it is killed.
 */
import { f64, Graph, u32 } from "../../mod.ts";
import { libcPaths } from "../../src/region/libc.ts";
import { counter, eater } from "./small_actors.ts";

const [file = "", ...variants] = Deno.args;
const is = (variant: string) => variants.includes(variant);

function draw(): Graph {
  const news: string[] = [];
  const graph = new Graph(is("other name") ? "large" : "small", {
    region: {
      file,
      ...(is("sync") && { syncEveryMs: 20 }),
      ...(is("refuse") && { onChange: "refuse" }),
    },
    ...(is("durable") && { durable: { file: `${file}.db`, everyMs: 5 } }),
    log: ({ level, text }) => level === "debug" || news.push(`${level}: ${text}`),
  });
  const numbers = is("other kind")
    ? graph.channel("numbers", f64, { capacity: 8 })
    : graph.channel(is("other channel") ? "figures" : "numbers", u32, {
      capacity: is("longer") ? 16 : 8,
    });
  graph.actor("COUNTER", counter, {
    ports: { numbers: numbers.tx as never },
    args: { last: is("hold") ? 1e9 : 100 },
  });
  graph.actor("EATER", eater, {
    ports: { numbers: numbers.rx as never },
    durable: is("durable"),
  });
  if (is("more")) {
    const others = graph.channel("others", u32);
    graph.actor("COUNTER", counter, { instance: 2, ports: { numbers: others.tx } });
    graph.actor("EATER", eater, { instance: 2, ports: { numbers: others.rx } });
  }
  newsOf.set(graph, news);
  return graph;
}

const newsOf = new WeakMap<Graph, string[]>();

/** From here on the system takes this process for a user who owns nothing. Its program is loaded by then: nobody may be allowed to read that. */
function becomeNobody(): void {
  const libc = Deno.dlopen(libcPaths()[0]!, {
    seteuid: { parameters: ["u32"], result: "i32" },
  });
  if (libc.symbols.seteuid(65_534) !== 0) throw new Error("Cannot become another user");
}

try {
  if (is("nobody") && Deno.uid() === 0) becomeNobody();
  if (is("unprepared")) draw().telemetry;
  const graph = draw();
  await graph.start();
  if (is("twice")) await draw().start();
  if (is("hold")) {
    const isKept = () => !is("durable") || Deno.statSync(`${file}.db`).size > 0;
    while (graph.state("COUNTER").next as number < 1000 || !isKept()) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    console.log(JSON.stringify("running"));
    await graph.finished;
  }
  const { actors } = await graph.finished;
  const ffi = Deno.permissions.querySync({ name: "ffi" }).state;
  const told = newsOf.get(graph);
  console.log(JSON.stringify({ state: actors.map(({ state }) => state), told, ffi }));
} catch (error) {
  console.log(JSON.stringify({ fault: (error as Error).message }));
}
Deno.exit(0);
