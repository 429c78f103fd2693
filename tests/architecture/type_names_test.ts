/** Holds that one name of a type means one thing: a reader who has met it once need not look again. */
import { assert, assertEquals } from "@std/assert";
import { sourceFiles } from "./imports.ts";

const DECLARATION =
  /^\s*(?:export\s+)?(?:declare\s+)?(?:(?:abstract\s+)?(?:interface|class|enum)\s+(\w+)|type\s+(\w+)(?=\s*[<=]))/gm;

/** The names of all types, interfaces, classes and enums of a file, exported or not. */
function typesOf(code: string): string[] {
  const bare = code.replace(/\/\*[\s\S]*?\*\//g, "");
  return [...bare.matchAll(DECLARATION)].map(([, named, alias]) => (named ?? alias)!);
}

Deno.test("types: no two of one name are declared in the sources", async () => {
  const places = new Map<string, string[]>();
  for (const file of await sourceFiles()) {
    const code = await Deno.readTextFile(new URL(`../../src/${file}`, import.meta.url));
    for (const name of typesOf(code)) places.set(name, [...places.get(name) ?? [], file]);
  }
  assert(places.size > 300, `only ${places.size} types are seen`);
  const doubles = [...places].filter(([, files]) => files.length > 1)
    .map(([name, files]) => `${name}: ${files.join(", ")}`);
  assertEquals(doubles, []);
});

Deno.test("types: declarations of every form are seen, imports are not", () => {
  const code = `
import { type Imported, other } from "./other.ts";
export type { Passed } from "./passed.ts";
/* interface Told {} */
interface A {}
export interface B<T> {}
type C = string;
export type D<T> = T;
class E {}
export abstract class F {}
enum G {}
function f() {
  type H = number;
}
`;
  assertEquals(typesOf(code), ["A", "B", "C", "D", "E", "F", "G", "H"]);
});
