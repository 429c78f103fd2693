/** What is around the code of a project: its entry, its settings, what it says to people. Made once, and the user's from then on. */
import type { Design } from "../design.ts";
import { linesOf, wrapped } from "./comments.ts";
import { DURABLE_FILE } from "./graph_file.ts";
import { LINE_WIDTH } from "./layout.ts";
import type { ModuleView } from "./module_view.ts";

/** How a project finds the package: what its `deno.json` says of it. */
export interface ProjectImports {
  /** Where the doors of the package are. */
  readonly imports: Readonly<Record<string, string>>;
  /** What a clone that is loaded from a URL imports itself. */
  readonly scopes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** `.gitignore`. `.steady` is not in it: what was generated last is to be kept. */
export function ignoredFiles(design: Design): string {
  return [...(isDurable(design) ? [`${DURABLE_FILE}*`] : []), "*.orig", ""].join("\n");
}

function isDurable({ actors }: Design): boolean {
  return actors.some(({ durable }) => durable);
}

function callsOutside(views: ReadonlyMap<string, ModuleView>): boolean {
  return views.values().some(({ calls }) => calls !== null);
}

function hasCycles({ modules }: Design): boolean {
  return modules.some(({ ports }) => ports.some(({ isInCycle }) => isInCycle));
}

/** `deno.json`. */
export function settings(
  design: Design,
  views: ReadonlyMap<string, ModuleView>,
  { imports, scopes }: ProjectImports,
  hasLoadTest: boolean,
): string {
  const read = "--allow-read";
  // A graph loads its modules, shows its page to this machine, and ends a thread that hangs.
  const permissions = [
    read,
    "--allow-sys",
    // Where calls go to is not drawn.
    callsOutside(views) ? "--allow-net" : "--allow-net=127.0.0.1",
    "--allow-env=TELEMETRY_SERVER_PORT",
    ...(isDurable(design) ? [`--allow-write=${DURABLE_FILE}`] : []),
  ];
  const load = {
    description: "What it stands on this machine",
    command: `deno test --no-prompt --no-check ${permissions.join(" ")} load_test.ts`,
  };
  const config = {
    imports,
    ...(scopes && { scopes }),
    tasks: {
      start: {
        description: "Run it, with its page at http://127.0.0.1:9900; Ctrl-C stops it",
        command: `deno run --no-prompt ${permissions.join(" ")} main.ts`,
      },
      test: {
        description: "Try each actor, and simulate the graph with deaths of its threads",
        command: `deno test --no-prompt ${read}${hasLoadTest ? " --ignore=load_test.ts" : ""}`,
      },
      check: {
        description: "Formatting, lint and types",
        command: "deno fmt --check && deno lint && deno check",
      },
      ...(hasLoadTest && { load }),
      generate: {
        description: "Bring the project in step with graph.dot",
        command: "deno run -A @steady-state/deno/create . --dot graph.dot",
      },
      compare: {
        description: "Compare graph.dot with what main.ts builds",
        command: `deno run --no-prompt ${read} @steady-state/deno/cli check graph.dot main.ts`,
      },
    },
    fmt: { lineWidth: LINE_WIDTH },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** `README.md`. What the drawing says stands in it as plain text, so that nothing of it is taken for Markdown. */
export function readme(
  design: Design,
  views: ReadonlyMap<string, ModuleView>,
  hasLoadTest: boolean,
): string {
  const { name, documentation, actors, channels } = design;
  const said = documentation.flatMap((text, at) => [
    ...(at === 0 ? [] : [""]),
    ...linesOf(text).flatMap((line) => wrapped(line, LINE_WIDTH)),
  ]);
  const actorsText = actors.length === 1 ? "One actor" : `${actors.length} actors`;
  const lanes = channels.reduce((count, { lanes }) => count + lanes.length, 0);
  const channelsText = lanes === 1 ? "one channel" : `${lanes} channels`;
  const code = (language: string, lines: readonly string[]) => {
    const ticks = lines.flatMap((line) => line.match(/`+/g) ?? []);
    const fence = "`".repeat(Math.max(3, ...ticks.map(({ length }) => length + 1)));
    return [`${fence}${language}`, ...lines, fence, ""];
  };
  return [
    `# ${titleOf(name)}`,
    "",
    ...(said.length === 0 ? [] : code("text", said)),
    `${actorsText} and ${channelsText}, drawn in \`graph.dot\`.`,
    "",
    ...code("sh", [
      "deno task start       # runs it, with its page at http://127.0.0.1:9900; Ctrl-C stops it",
      "deno task test        # tries each actor, and simulates the graph with deaths of its threads",
      "deno task check       # formatting, lint and types",
      ...(hasLoadTest ? ["deno task load        # what it stands on this machine"] : []),
      "deno task generate    # brings it in step with graph.dot",
      "deno task compare     # compares graph.dot with what main.ts builds",
    ]),
    ...[
      "`graph.dot` is the drawing. Change it, then run `deno task generate`.",
      "`generated/` is what the drawing says. It is overwritten: do not edit it.",
      "`messages.ts` has the messages, with an example of each. Fill in what they are made of.",
      "`actors/` has the actors and their tests. Write what each does in its `turn`.",
      "`graph_test.ts` runs the whole graph in virtual time.",
      "`main.ts` builds the graph and runs it.",
      ...(hasCycles(design)
        ? [
          "Messages may go round in a circle. A stop does not wait for those: what is in the circle then is lost, and the exit code is 0 all the same. Where they come to rest, write `plan.acceptAtRest` for `plan.accept` in the files of `actors/` that have it: then a stop waits, and none is lost.",
        ]
        : []),
      ...(callsOutside(views)
        ? [
          "The start task has `--allow-net`, because there are actors that make calls. Narrow it in `deno.json` to whom they call and the page: `--allow-net=api.example.com,127.0.0.1`.",
        ]
        : []),
      "`.steady/` is what was generated last. Keep it with the code: it is how your lines stay yours.",
    ].flatMap(bullet),
    "",
  ].join("\n");
}

function bullet(text: string): string[] {
  return wrapped(text, LINE_WIDTH - 2).map((line, at) => `${at === 0 ? "- " : "  "}${line}`);
}

/** A name as a heading: its words, and what joins them. */
function titleOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+(?:[-_.][\p{L}\p{N}]+)*/gu) ?? ["graph"];
  return words.join(" ");
}
