/** `load_test.ts`: what the graph stands on this machine. A task of its own, no part of the other tests. Made once. */
import type { Design, DesignActor, DesignPort } from "../design.ts";
import { labelOf } from "./labels.ts";
import { exampleFunction, usesMessages } from "./kinds.ts";
import { call, type Code, importOf, laidOut, literal, object } from "./layout.ts";
import type { ModuleView } from "./module_view.ts";

const PER_SECOND = 1000;
const COUNT = 3000;

type Views = ReadonlyMap<string, ModuleView>;

/** Where the load comes in, and the sink at which it is measured, if there is one. */
interface LoadWay {
  readonly source: DesignActor;
  readonly port: DesignPort;
  readonly sink: DesignActor | undefined;
}

/** The test's text; nothing where no actor is a source, so that nothing comes from outside. */
export function loadTestFile(design: Design, views: Views): string | null {
  const sources = design.actors.filter(({ module }) => views.get(module)!.isSource);
  const ways = sources.flatMap((source): LoadWay[] =>
    views.get(source.module)!.outputs.map((port) => {
      return { source, port, sink: measuredSink(design, views, source, port) };
    })
  );
  const way = ways.find(({ sink }) => sink !== undefined) ?? ways[0];
  if (way === undefined) return null;
  const { source, port, sink } = way;
  const silent = sources.filter((other) => other !== source);
  const testing = ["load", "loadTable", "simulate"];
  if (silent.length > 0) testing.push("idle");
  if (sink !== undefined) testing.push("measure");
  return [
    [
      importOf(["deepStrictEqual"], "node:assert"),
      importOf(testing, "@steady-state/deno/testing"),
      importOf(["buildGraph"], "./main.ts"),
      usesMessages(port.type) ? 'import * as messages from "./messages.ts";\n' : "",
    ].join(""),
    testText(source, port, silent, sink),
  ].join("\n");
}

function testText(
  source: DesignActor,
  port: DesignPort,
  silent: readonly DesignActor[],
  sink: DesignActor | undefined,
): string {
  const options = object({
    rate: `${PER_SECOND}`,
    count: `${COUNT}`,
    port: literal(port.isBundle ? `${port.name}[0]` : port.name),
  });
  const perform = (actor: DesignActor, performer: string) =>
    `    ${laidOut([call("stage.perform", literal(labelOf(actor)), performer), ";"], 4)}\n`;
  const made: Code = call("load", exampleFunction(port.type), options);
  return [
    'Deno.test("a load on the threads of this machine", async () => {\n',
    "  const [run] = await simulate(() => buildGraph(), { real: true }, async (stage) => {\n",
    `    ${laidOut(["const sent = ", made, ";"], 4)}\n`,
    perform(source, "sent"),
    ...silent.map((actor) => perform(actor, "idle()")),
    ...(sink === undefined ? [] : [perform(sink, "measure(sent)")]),
    `    await stage.until(() => sent.sent === ${COUNT});\n`,
    "    stage.stop();\n",
    "    await stage.finished;\n",
    "  });\n",
    "  console.log(loadTable(run!.load!));\n",
    `  deepStrictEqual(run!.load!.sent, ${COUNT});\n`,
    "});\n",
  ].join("");
}

/** Where each message of the load arrives as one, if there is such a sink: it tells how long they took. */
function measuredSink(
  { actors, channels }: Design,
  views: Views,
  source: DesignActor,
  port: DesignPort,
): DesignActor | undefined {
  const lanes = channels.flatMap(({ lanes }) => lanes);
  const first = lanes.filter(({ from, fromPort }) => from === source.id && fromPort === port.name);
  const ways = new Map<string, number>();
  let steps = 0;
  const go = (id: string) => {
    // In a cycle, or a large graph, nobody counts all ways.
    if (++steps > 1000) return;
    ways.set(id, (ways.get(id) ?? 0) + 1);
    for (const { from, to } of lanes) if (from === id) go(to);
  };
  if (first.length === 1) go(first[0]!.to);
  if (steps > 1000) return undefined;
  return actors.find(({ id, module }) => {
    const { inputs, outputs } = views.get(module)!;
    return ways.get(id) === 1 && outputs.length === 0 && inputs.length === 1 &&
      !inputs[0]!.isBundle;
  });
}
