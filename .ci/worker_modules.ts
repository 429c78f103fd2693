/**
 * Writes `src/troupe/worker.js`, which names every module that a worker loads of this package. Run it after one of them comes, goes or
 * gets another name: `deno task worker-modules`.
 */
import { fileURLToPath } from "node:url";

const ROOT = new URL("../", import.meta.url);

/** The file that is written, from the root. */
export const WORKER_PATH = "src/troupe/worker.js";

/** What it runs: what each worker loads, and then what each module of an actor does. */
const ENTRY = "src/troupe/entry.ts";
const ACTOR_DOOR = "src/actor/mod.ts";

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier?: string };
    readonly isDynamic?: boolean;
  }[];
}

/** What is run with `entry`, from the root; imports of types alone are not, nor what is imported where it is used. */
export async function modulesOf(entry: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", fileURLToPath(new URL(entry, ROOT))],
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: Module[] };
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const loaded = new Set<string>();
  function visit(specifier: string): void {
    if (loaded.has(specifier)) return;
    loaded.add(specifier);
    for (const { code, isDynamic } of byName.get(specifier)?.dependencies ?? []) {
      if (code?.specifier !== undefined && isDynamic !== true) visit(code.specifier);
    }
  }
  visit(new URL(entry, ROOT).href);
  return [...loaded].map((specifier) => specifier.replace(ROOT.href, ""));
}

/** What is to stand in it now. */
export async function workerText(): Promise<string> {
  const modules = new Set([...await modulesOf(ENTRY), ...await modulesOf(ACTOR_DOOR)]);
  modules.delete(ENTRY);
  const imports = [...[...modules].sort(), ENTRY].map((module) =>
    `import "${module.replace(/^src\/troupe\//, "./").replace(/^src\//, "../")}";`
  );
  return `/**
 * What the host names as a worker's module. Each worker gets this URL with a number of its own, and the number would make a
 * TypeScript module a new one each time, to be checked anew wherever types are checked.
 *
 * It names all that a worker loads of this package, in one list: found level by level, the modules take a tenth longer. One that is
 * missing here is loaded all the same. Written by \`deno task worker-modules\`.
 *
 * The imports are static: with one that has to be awaited, the host's first message could come before anybody listens.
 */
${imports.join("\n")}
`;
}

if (import.meta.main) await Deno.writeTextFile(new URL(WORKER_PATH, ROOT), await workerText());
