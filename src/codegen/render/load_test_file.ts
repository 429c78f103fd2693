/** `load_test.ts`: what the graph stands on this machine. A task of its own, no part of the other tests. Made once. */
import type { Design } from "../design.ts";
import { labelOf } from "./graph_test_file.ts";
import { exampleText } from "./kinds.ts";
import { call, type Code, importOf, laidOut, literal } from "./layout.ts";
import type { ModuleView } from "./module_view.ts";

const PER_SECOND = 1000;
const COUNT = 3000;

/** The test's text; nothing where no actor is a source, so that nothing comes from outside. */
export function loadTestFile(
  { actors }: Design,
  views: ReadonlyMap<string, ModuleView>,
): string | null {
  const sources = actors.filter(({ module }) => {
    const { inputs, outputs } = views.get(module)!;
    return inputs.length === 0 && outputs.length > 0;
  });
  const [source] = sources;
  if (source === undefined) return null;
  const [port] = views.get(source.module)!.outputs;
  const others = sources.slice(1);
  const options: Code = {
    open: "{",
    items: [
      `rate: ${PER_SECOND}`,
      `count: ${COUNT}`,
      `port: ${literal(port!.isBundle ? `${port!.name}[0]` : port!.name)}`,
    ],
    close: "}",
    isTall: false,
  };
  const example = exampleText(port!.type, "n");
  const maker = `(n) => ${example.startsWith("{") ? `(${example})` : example}`;
  const body = [
    `/** ${COUNT} messages, ${PER_SECOND} a second, on one output of ${
      literal(labelOf(source)).replaceAll("*/", "* /")
    }; the other sources are silent. */\n`,
    'Deno.test("a load on the threads of this machine", async () => {\n',
    "  const [run] = await simulate(() => buildGraph(), { real: true }, async (stage) => {\n",
    `    ${laidOut(["const messagesSent = ", call("load", maker, options), ";"], 4)}\n`,
    `    ${laidOut([call("stage.perform", literal(labelOf(source)), "messagesSent"), ";"], 4)}\n`,
    ...others.map((actor) =>
      `    ${laidOut([call("stage.perform", literal(labelOf(actor)), "idle()"), ";"], 4)}\n`
    ),
    `    await stage.until(() => messagesSent.sent === ${COUNT});\n`,
    "    stage.stop();\n",
    "    await stage.finished;\n",
    "  });\n",
    "  console.log(loadTable(run!.load!));\n",
    `  deepStrictEqual(run!.load!.sent, ${COUNT});\n`,
    "});\n",
  ].join("");
  return [
    [
      importOf(["deepStrictEqual"], "node:assert"),
      importOf(
        ["load", "loadTable", "simulate", ...(others.length > 0 ? ["idle"] : [])],
        "@steady-state/deno/testing",
      ),
      importOf(["buildGraph"], "./main.ts"),
      example.startsWith("messages.") ? 'import * as messages from "./messages.ts";\n' : "",
    ].join(""),
    body,
  ].join("\n");
}
