import { basename, join } from "node:path";
import {
  type ComparedTopology,
  differencesBetween,
  handOf,
  type KnownKinds,
  normalFormOfTopology,
  typesOfChannels,
  unusedPorts,
} from "../../codegen/compare/mod.ts";
import { type Design, normalFormOf } from "../../codegen/mod.ts";
import { isAddress } from "../script.ts";
import { designOfFile, folderOf, textOfFile, urlOfMessages, urlOfModule } from "./files.ts";
import type { CheckOptions } from "./options.ts";
import { loadKinds, loadProgram } from "./program.ts";
import { topologyOfRunning } from "./running_graph.ts";

/** What a check has found. */
export interface CheckFindings {
  /** Whether nothing differs. */
  readonly same: boolean;
  /** What is told, a line or several. */
  readonly text: string;
}

/**
 * Holds a drawing against a program, or against a graph that runs.
 *
 * @throws {UsageError} if the drawing has faults, or there is nothing to hold it against
 */
export async function checkDrawing(options: CheckOptions): Promise<CheckFindings> {
  const design = await designOfFile(options.drawing);
  const { topology, kinds, name } = await foundGraph(options);
  const drawn = normalFormOf(design);
  const found = normalFormOfTopology(topology, typesOfChannels(kinds, design));
  const names = { drawn: basename(options.drawing), found: name };
  const lines = differencesBetween(drawn, found, names);
  if (options.against === undefined && !isAddress(options.main)) {
    const folder = folderOf(options.main);
    lines.push(...await unusedPortsIn(folder, design), ...await handEditsIn(folder));
  }
  if (lines.length > 0) return { same: false, text: lines.join("\n") };
  const { actors, lanes } = drawn;
  const counts = `${count(actors.length, "actor")}, ${count(lanes.length, "channel")}`;
  return { same: true, text: `${names.drawn} and ${names.found} say the same: ${counts}` };
}

/** What the drawing is held against. */
async function foundGraph({ main, messages, against, token }: CheckOptions): Promise<{
  readonly topology: ComparedTopology;
  readonly kinds: KnownKinds;
  readonly name: string;
}> {
  const kindsAt = await urlOfMessages(main, messages);
  if (against === undefined) {
    return { ...await loadProgram(urlOfModule(main), kindsAt), name: basename(main) };
  }
  return {
    topology: await topologyOfRunning(against, token ?? tokenOfEnvironment()),
    kinds: kindsAt === null ? { exported: null } : await loadKinds(kindsAt),
    name: against.host,
  };
}

/** The variable that sets the token of a page. */
const TOKEN_VARIABLE = "TELEMETRY_TOKEN";

function tokenOfEnvironment(): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: TOKEN_VARIABLE });
  return state === "granted" ? Deno.env.get(TOKEN_VARIABLE) || undefined : undefined;
}

/** A port that came is no error of types, and would be fed, or starve, without a word. */
async function unusedPortsIn(folder: string, { modules }: Design): Promise<string[]> {
  const lines = await Promise.all(modules.map(async (module) => {
    const file = `actors/${module.name}.ts`;
    const text = await textOfFile(join(folder, file));
    if (text === undefined) return [];
    return unusedPorts(module, text).map((port) =>
      `${port} of ${module.name} is declared, and nowhere used in ${file}`
    );
  }));
  return lines.flat();
}

/** What was written into a file that is overwritten. */
async function handEditsIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(join(folder, "generated"))) {
      if (isFile && name.endsWith(".ts")) files.push(name);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  const lines = await Promise.all(
    files.sort().map(async (name) => {
      const hand = await handOf(await Deno.readTextFile(join(folder, "generated", name)));
      if (hand === "made") return [];
      const what = hand === "edited"
        ? "was edited by hand"
        : "has no line that says that it is made from a drawing";
      return [
        `generated/${name} ${what}: it is overwritten when the project is brought in step with its drawing, ` +
        "put what is to stay into actors/ or main.ts",
      ];
    }),
  );
  return lines.flat();
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}
