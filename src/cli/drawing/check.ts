import { basename } from "node:path";
import {
  type ComparedTopology,
  differencesBetween,
  fieldDifferences,
  type KnownKinds,
  normalFormOfTopology,
  typesOfChannels,
} from "../../codegen/compare/mod.ts";
import { normalFormOf } from "../../codegen/mod.ts";
import { faultsText } from "../../errors.ts";
import { filled, optionFaults, textsOf } from "../../option_faults.ts";
import { isAddress } from "../script.ts";
import { UsageError } from "../usage_error.ts";
import { designOfFile, folderOf, pathOf, textOfFile, urlOfMessages, urlOfModule } from "./files.ts";
import { CHECK_OPTIONS, type CheckOptions, readUrl } from "./options.ts";
import { loadKinds, loadProgram, partText } from "./program.ts";
import { staleFilesIn, unusedPortsIn } from "./project_files.ts";
import { topologyOfRunning } from "./running_graph.ts";

/** What a check has found. */
export interface CheckFindings {
  /** Whether nothing differs. */
  readonly same: boolean;
  /** What is told, a line for each difference. */
  readonly text: string;
}

/**
 * Holds a drawing against a program, or against a graph that runs. The program is loaded in a thread of its own, and none of its actors
 * starts. One that exports no `buildGraph`, or one that needs arguments, is run up to where it starts its graph; so is one for which there
 * are `args`. It needs `--allow-read` for the project, `--allow-run` to run a program, and `--allow-net` for the host of a graph that runs.
 *
 * ```ts
 * import { checkDrawing, createProject } from "@steady-state/deno/create";
 * import { assertEquals } from "@std/assert";
 *
 * const place = await Deno.makeTempDir();
 * const [drawing, main] = [`${place}/hello/graph.dot`, `${place}/hello/main.ts`];
 * await createProject({ folder: `${place}/hello` });
 * await Deno.writeTextFile(drawing, 'digraph hello { COUNTER -> ADDER [label="name::numbers <u32> #32"]; }');
 * assertEquals(await checkDrawing({ drawing, main }), {
 *   same: false,
 *   text: "numbers (COUNTER -> ADDER): #32 in graph.dot, #64 in main.ts",
 * });
 * await Deno.remove(place, { recursive: true });
 * ```
 *
 * @throws {UsageError} if the drawing has faults, all of which it tells, or there is nothing to hold it against
 */
export async function checkDrawing(options: CheckOptions = {}): Promise<CheckFindings> {
  const faults = textsOf(optionFaults(CHECK_OPTIONS, options));
  if (faults.length > 0) throw new UsageError(faultsText("check a drawing", faults));
  const settings = filled<CheckOptions, "drawing" | "main">(CHECK_OPTIONS, options);
  const [drawing, main] = [pathOf(settings.drawing), pathOf(settings.main)];
  const design = await designOfFile(drawing);
  const { topology, kinds, name, until } = await foundGraph(drawing, main, options);
  const drawn = normalFormOf(design);
  const found = normalFormOfTopology(topology, typesOfChannels(kinds, design));
  const names = { drawn: basename(drawing), found: name };
  const lines = [
    ...differencesBetween(drawn, found, names),
    ...fieldDifferences(design, topology, kinds, names),
  ];
  if (options.against === undefined && !isAddress(main)) {
    const folder = folderOf(main);
    lines.push(...await unusedPortsIn(folder, design), ...await staleFilesIn(folder, design));
  }
  if (lines.length > 0 && until !== undefined) lines.push(partText(name, until));
  if (lines.length > 0) return { same: false, text: lines.join("\n") };
  const { actors, lanes } = drawn;
  const counts = `${count(actors.length, "actor")}, ${count(lanes.length, "channel")}`;
  return { same: true, text: `${names.drawn} and ${names.found} say the same: ${counts}` };
}

/** What the drawing is held against. */
async function foundGraph(
  drawing: string,
  main: string,
  { messages, against, token, args }: CheckOptions,
): Promise<{
  readonly topology: ComparedTopology;
  readonly kinds: KnownKinds;
  readonly name: string;
  readonly until?: string;
}> {
  if (against === undefined && !isAddress(main) && await textOfFile(main) === undefined) {
    throw new UsageError(
      `Cannot check ${drawing}: it has no faults, and there is no program ${main} to hold it against, ` +
        `give its path, or make a project, as in create my-service --dot ${drawing}`,
    );
  }
  const kindsAt = await urlOfMessages(main, messages);
  if (against === undefined) {
    const program = await loadProgram(urlOfModule(main), kindsAt, { ...args && { args } });
    return { ...program, name: basename(main) };
  }
  const page = readUrl(against);
  return {
    topology: await topologyOfRunning(page, token ?? tokenOfEnvironment()),
    kinds: kindsAt === null ? { exported: null } : await loadKinds(kindsAt),
    name: page.host,
  };
}

/** The variable that sets the token of a page. */
const TOKEN_VARIABLE = "TELEMETRY_TOKEN";

function tokenOfEnvironment(): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: TOKEN_VARIABLE });
  return state === "granted" ? Deno.env.get(TOKEN_VARIABLE) || undefined : undefined;
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}
