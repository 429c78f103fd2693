/** `load_test.ts`: what the graph stands on this machine. A task of its own, no part of the other tests. Made once. */
import type { Design, DesignActor } from "../design.ts";
import { labelOf } from "./labels.ts";
import { exampleFunction, usesMessages } from "./kinds.ts";
import { call, type Code, importOf, laidOut, literal, object } from "./layout.ts";
import { LoadPaths, type LoadWay } from "./load_paths.ts";
import type { ModuleView } from "./module_view.ts";

const PER_SECOND = 1000;
const COUNT = 3000;

type Views = ReadonlyMap<string, ModuleView>;

/** The test's text; nothing where no actor is a source, so that nothing comes from outside. */
export function loadTestFile(design: Design, views: Views): string | null {
  const sources = design.actors.filter(({ module }) => views.get(module)!.isSource);
  const paths = new LoadPaths(design, views);
  const ways = sources.flatMap((source) =>
    views.get(source.module)!.outputs.map((port) => paths.from(source, port))
  );
  const way = ways.find(({ sink }) => sink !== undefined) ??
    ways.find(({ arriving }) => arriving !== null) ?? ways[0];
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
    testText(way, silent),
  ].join("\n");
}

function testText(way: LoadWay, silent: readonly DesignActor[]): string {
  const { source, port, sink } = way;
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
    "  const figures = run!.load!;\n",
    "  console.log(loadTable(figures));\n",
    `  deepStrictEqual(figures.sent, ${COUNT});\n`,
    outcomeText(way),
    "});\n",
  ].join("");
}

function outcomeText({ sink, arriving, last }: LoadWay): string {
  if (sink !== undefined) return `  deepStrictEqual(figures.arrived, ${COUNT});\n`;
  if (arriving === null) {
    return [
      "  // What comes of a message goes several ways or round in a circle, so nothing is timed: to time\n",
      "  // it, let measure() play the actor at which it ends, with a key that tells the messages apart.\n",
    ].join("");
  }
  const list: Code = { open: "[", items: last.map(literal), close: "]", isTall: false };
  return [
    "  // What comes of a message goes several ways, or to where others come too, so it is counted here,\n",
    "  // and not timed: to time it, let measure() play the actor at which it ends, with a key that tells\n",
    "  // the messages apart.\n",
    `  ${laidOut(["const last = ", list, ";"], 2)}\n`,
    "  const ends = figures.channels.filter(({ label }) => last.includes(label));\n",
    "  const taken = ends.reduce((sum, channel) => sum + channel.taken, 0);\n",
    "  console.log(`${taken} messages came to the ends of the graph; none of them was timed`);\n",
    `  deepStrictEqual(taken, ${COUNT * arriving});\n`,
  ].join("");
}
