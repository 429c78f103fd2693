/** The page's modules are checked like the rest: all of them, as strictly, and with the types of a browser. */
import { assert, assertEquals } from "@std/assert";
import { PAGE_ASSETS } from "../../src/telemetry/http/assets.ts";

const ROOT = new URL("../../", import.meta.url);
const CONFIG = ".ci/page.json";

const main = await jsonOf("deno.json");
const page = await jsonOf(CONFIG);

Deno.test("page types: every module of static/ is checked", () => {
  const modules = Object.entries(PAGE_ASSETS).filter(([name]) => name.endsWith(".js"));
  assert(modules.length > 0);
  const unchecked = modules.filter(([, { text }]) => !text.startsWith("// @ts-check\n"));
  assertEquals(unchecked.map(([name]) => name), []);
});

Deno.test("page types: no module of static/ has a line that is not checked", () => {
  const faults = Object.entries(PAGE_ASSETS).filter(([, { text }]) =>
    /@ts-(ignore|expect-error|nocheck)/.test(text)
  );
  assertEquals(faults.map(([name]) => name), []);
});

Deno.test("page types: the gate checks static/ with the configuration for it", () => {
  const steps = main.tasks.ok!.command.split(" && ");
  assert(steps.includes(`deno check --no-lock --config ${CONFIG} static/`), steps.join("\n"));
});

Deno.test("page types: static/ is checked as strictly as the rest, for a browser and without Deno", () => {
  const { lib, ...pageOptions } = page.compilerOptions;
  const { types: _types, ...options } = main.compilerOptions;
  assertEquals(pageOptions, options);
  assertEquals(lib, ["dom", "dom.iterable", "esnext"]);
});

interface Config {
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  readonly tasks: Readonly<Record<string, { readonly command: string }>>;
}

async function jsonOf(path: string): Promise<Config> {
  return JSON.parse(await Deno.readTextFile(new URL(path, ROOT)));
}
