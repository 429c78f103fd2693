/**
 * Modules of actors as each worker has them: instances of its own. In one isolate a module is loaded once, so what it keeps in variables
 * would be shared by all workers and outlive their deaths; a module whose URL has another fragment is another instance, and so is here
 * whatever it imports from files. Packages are shared.
 *
 * @module
 */
import { registerHooks } from "node:module";
import { type ActorDefinition, definitionIn } from "../actor/definition.ts";
import type { DefinitionSource } from "../protocol/mod.ts";
import { inNoThread } from "./context.ts";
import { keptIn, type ModuleScan, scanModule } from "./module_scan.ts";
import { isOwnBuiltin, isUnseen, makeOwnBuiltin, ownBuiltin } from "./own_builtins.ts";

/** What is known of a module and all that it imports from files. */
interface Survey {
  /** Whether each worker needs an instance of its own, or all of them one that is not the test's, or the test's will do. */
  readonly need: "each" | "all" | "none";
  /** What it keeps in a variable, by name. */
  readonly kept: string | undefined;
  /** How many there are. */
  readonly modules: number;
}

/** This package, which all share. */
const OWN = new URL("../", import.meta.url).href;
const DOOR = new URL("../mod.ts", import.meta.url).href;
const KIT = new URL("./", import.meta.url).href;
const MARK = "#steady-state-";

const surveys = new Map<string, Survey>();
let instances = 0;

/** Whether a module may be loaded once more: one from a file, of nobody's package. */
function isLocal(url: string): boolean {
  return url.startsWith("file:") && !url.includes("/node_modules/") && !isOfPackage(url);
}

function isOfPackage(url: string): boolean {
  return url.startsWith(OWN) || url === DOOR;
}

function resolved(specifier: string, from: string): string {
  try {
    return /^\.{0,2}\//.test(specifier)
      ? new URL(specifier, from).href
      : import.meta.resolve(specifier);
  } catch {
    return specifier;
  }
}

/** Looks at these modules and all that they import, once in a process. To be awaited before {@link needsOwn} is asked. */
export async function surveyModules(urls: Iterable<string>): Promise<void> {
  for (const url of new Set(urls)) {
    if (!surveys.has(url)) surveys.set(url, await surveyed(url));
  }
}

async function surveyed(root: string): Promise<Survey> {
  const none: Survey = { need: "none", kept: undefined, modules: 0 };
  // What a program is run with would be run again.
  if (!isLocal(root) || root === Deno.mainModule) return none;
  const seen = new Set([root]);
  const builtins = new Set<string>();
  const unseen: string[] = [];
  const scans: ModuleScan[] = [];
  for (const url of seen) {
    const text = await textOf(url);
    if (text === undefined) {
      console.warn(
        `A simulation cannot read ${url}, so it does not know what ${root} keeps in variables, and all share it: run with ` +
          "--allow-read, or give freshModules: false to say that this is right",
      );
      return none;
    }
    const isPlain = (specifier: string) => isOfPackage(resolved(specifier, url));
    const scan = scanModule(text, isPlain);
    scans.push(scan);
    for (const specifier of scan.imports) {
      const target = resolved(specifier, url);
      // A test: loaded once more, it would be registered once more.
      if (target.startsWith(KIT)) return none;
      if (isLocal(target) && /\.[cm]?[jt]sx?$/.test(target)) seen.add(target);
      if (isOwnBuiltin(target)) builtins.add(target);
      if (isUnseen(target)) unseen.push(`${url} imports ${target}`);
    }
  }
  for (const builtin of builtins) await makeOwnBuiltin(builtin);
  if (unseen.length > 0) {
    console.warn(
      `A simulation does not see what Node's modules do by themselves: ${unseen.join(", ")}; ` +
        "play actors that use it, or give them what they need by an argument",
    );
  }
  const kept = keptIn(scans);
  const need = kept !== undefined ? "each" : builtins.size > 0 ? "all" : "none";
  return { need, kept, modules: seen.size };
}

async function textOf(url: string): Promise<string | undefined> {
  const path = new URL(url);
  const { state } = await Deno.permissions.query({ name: "read", path });
  if (state !== "granted") return undefined;
  return await Deno.readTextFile(path).catch(() => undefined);
}

/** Whether a worker needs another instance of that module than the test's. It must have been looked at. */
export function needsOwn({ module }: DefinitionSource): boolean {
  return surveys.get(module)?.need !== "none";
}

/** What a worker loads modules by, so that no other has the same instances. */
export function nextInstance(): number {
  return ++instances;
}

/**
 * The definition as it is in that instance of its module; if the module keeps nothing, in one that all workers have. What stands at the
 * top of a module has the machine's time and chance, as it has when the test loads it.
 *
 * @throws {Error} if there are too many instances already
 */
export async function loadOwn(
  source: DefinitionSource,
  instance: number,
): Promise<ActorDefinition> {
  const { module } = source;
  const { need, kept, modules } = surveys.get(module) as Survey;
  if (need !== "each") {
    return definitionIn(await inNoThread(() => import(`${module}${MARK}0`)), source);
  }
  loaded += modules;
  if (loaded > MOST_LOADED) {
    throw new Error(
      `Cannot load ${module} once more for a worker that has begun: ${MOST_LOADED} modules were loaded so, and the runtime forgets ` +
        `none; they keep "${kept}" in a variable, keep it in the actor's state instead, say readonly of it, or give freshModules: false`,
    );
  }
  return definitionIn(await inNoThread(() => import(`${module}${MARK}${instance}`)), source);
}

/** Modules that may be loaded so in a process: each takes some milliseconds, and longer the more there are. */
const MOST_LOADED = 2000;
let loaded = 0;

/** Where the modules that stand for those of Node find what they export. */
const BUILTINS = Symbol.for("@steady-state/deno testing builtins");

/** Has what is loaded by {@link loadOwn} load what it imports likewise. The result ends that. */
export function hookModules(): () => void {
  if (hooked++ > 0) return unhook;
  Object.assign(globalThis, { [BUILTINS]: ownBuiltin });
  hooks = registerHooks({
    resolve(specifier, context, next) {
      const from = context.parentURL ?? "";
      const mark = from.indexOf(MARK);
      if (mark < 0) return next(specifier, context);
      if (isOwnBuiltin(specifier)) {
        return { url: builtinUrl(specifier), format: "module", shortCircuit: true };
      }
      const found = next(specifier, context);
      return isLocal(found.url) ? { ...found, url: found.url + from.slice(mark) } : found;
    },
  });
  return unhook;
}

let hooked = 0;
let hooks: { deregister(): void } | undefined;

function unhook(): void {
  if (--hooked > 0) return;
  hooks?.deregister();
  Reflect.deleteProperty(globalThis, BUILTINS);
}

/** Its text is its URL: where the loading of modules is changed, and not only where they are found, nobody counts what they cover. */
function builtinUrl(specifier: string): string {
  const names = Object.keys(ownBuiltin(specifier)).filter((name) =>
    name !== "default" && /^[A-Za-z_$][\w$]*$/.test(name)
  );
  const own = `globalThis[Symbol.for("${BUILTINS.description}")]("${specifier}")`;
  const text = `export const { ${names.join(", ")} } = ${own}; export default ${own}.default;`;
  return `data:text/javascript,${encodeURIComponent(text)}`;
}
