/** `actors/<module>.ts` and what belongs to it: made once, and the user's from then on. */
import type { DesignModule } from "../design.ts";
import { documentation } from "./comments.ts";
import { conditionCode } from "./conditions.ts";
import { LINE_WIDTH, literal } from "./layout.ts";
import type { ModuleView } from "./module_view.ts";

/** The actor's file. Nothing stands in it that the drawing can change, but its own name. */
export function actorFile({ module, calls }: ModuleView): string {
  return calls === null ? turnsFile(module) : callsFile(module);
}

function turnsFile({ name, exportName }: DesignModule): string {
  const state = exportName === "state" ? "cells" : "state";
  return [
    `import { type Actor, defineActor, f64 } from "@steady-state/deno/actor";\n`,
    `import * as plan from "../generated/${name}.ts";\n\n`,
    "/** What it knows, and keeps when it dies. */\n",
    `const ${state} = { turns: f64 };\n\n`,
    "/** What graph.dot says of it is `plan`: its ports, when it is due, when it agrees to stop. */\n",
    definition(exportName, [
      "ports: plan.ports,",
      state === "state" ? "state," : `state: ${state},`,
      "async run(actor) {",
      "  while (actor.isRunning(plan.accept(actor))) {",
      "    if (await actor.wait(plan.due(actor))) await turn(actor);",
      "  }",
      "},",
    ]),
    "\n",
    "/** What it does each time it is due: all of it counts together, or none if it dies. */\n",
    `async function turn(actor: Actor<typeof plan.ports, typeof ${state}>): Promise<void> {\n`,
    "  await plan.standIn(actor); // yours to write, with actor.ports and actor.state\n",
    "  actor.state.turns++;\n",
    "}\n",
  ].join("");
}

function callsFile({ name, exportName }: DesignModule): string {
  const call = exportName === "call" ? "callOnce" : "call";
  const state = exportName === "state" ? "cells" : "state";
  return [
    `import { type CallAttempt, defineActor, f64 } from "@steady-state/deno/actor";\n`,
    `import * as plan from "../generated/${name}.ts";\n\n`,
    "/** What it knows, and keeps when it dies: how many calls had an answer, repeated ones counted again. */\n",
    `const ${state} = { answered: f64 };\n\n`,
    "/** What graph.dot says of it is in `plan`: its ports, and how many calls there are at a time. */\n",
    definition(exportName, [
      "ports: plan.ports,",
      state === "state" ? "state," : `state: ${state},`,
      "async run(actor) {",
      "  await plan.callForEach(actor, async (job, attempt) => {",
      `    const result = await ${call}(job, attempt);`,
      "    actor.state.answered++;",
      "    return result;",
      "  });",
      "},",
    ]),
    "\n",
    "/** Calls what is outside for one job. If it throws, the job is tried again. */\n",
    `async function ${call}(job: plan.Job, attempt: CallAttempt) {\n`,
    "  return await plan.standIn(job, attempt); // yours to write\n",
    "}\n",
  ].join("");
}

/** The definition with this body, whose names may be too long for one line. */
function definition(exportName: string, body: readonly string[]): string {
  const head = `export const ${exportName} = defineActor(`;
  const name = literal(exportName);
  const lines = (indent: number) => body.map((line) => `${" ".repeat(indent)}${line}\n`).join("");
  return `${head}import.meta, ${name}, {`.length <= LINE_WIDTH
    ? `${head}import.meta, ${name}, {\n${lines(2)}});\n`
    : `${head}\n  import.meta,\n  ${name},\n  {\n${lines(4)}  },\n);\n`;
}

/** The conditions of its own that a module waits for: nothing where there are none. */
export function eventsFile(view: ModuleView): string | null {
  if (view.calls !== null) return null;
  const { events } = conditionCode(view);
  if (events.length === 0) return null;
  const head =
    "/** What the actor waits for that is no channel and no clock: `Other(…)` in graph.dot. */\n";
  const functions = events.map((name) =>
    [
      documentation([
        `Fulfils when ${name} has come; if it fails, it is called again. A second stands in for it: yours to write.`,
      ]),
      `export function ${name}(signal: AbortSignal): Promise<void> {\n`,
      "  const { promise, resolve } = Promise.withResolvers<void>();\n",
      "  const timer = setTimeout(resolve, 1000);\n",
      '  signal.addEventListener("abort", () => {\n',
      "    clearTimeout(timer);\n",
      "    resolve();\n",
      "  });\n",
      "  return promise;\n",
      "}\n",
    ].join("")
  );
  return [head, ...functions].join("\n");
}
