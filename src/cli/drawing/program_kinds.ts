/** What the kinds of a program's messages are called: as the module exports them that has them. */
import type { NamedKind } from "../../codegen/compare/mod.ts";

/** What a module exports. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/** The kinds among them. Every kind has a name by which ends are compared, and a ring. */
export function namedKinds(exports: ModuleExports): NamedKind[] {
  return Object.entries(exports).flatMap(([name, kind]) =>
    isKind(kind) ? [{ name: typeName(name), text: kind.name }] : []
  );
}

function isKind(value: unknown): value is { readonly name: string } {
  const { name, createTx } = (value ?? {}) as Record<string, unknown>;
  return typeof name === "string" && typeof createTx === "function";
}

/** For each of these the names under which the very same is exported; none if it is not. */
export function namesOf(kinds: readonly unknown[], exports: ModuleExports): string[][] {
  const names = new Map<unknown, string[]>();
  for (const [name, kind] of Object.entries(exports)) {
    names.set(kind, [...names.get(kind) ?? [], typeName(name)]);
  }
  return kinds.map((kind) => names.get(kind) ?? []);
}

/** A type of a drawing begins with a capital letter. */
function typeName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** What is wrong, in plain text. */
export function said(error: unknown): string {
  return plain(error instanceof Error ? error.message : String(error));
}

/** Deno paints some of its messages. */
export function plain(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/\u001b\[[\d;]*m/g, "");
}

/** Standard output is for what was asked for: what the program prints goes beside it. */
export function quieten(): void {
  console.log = console.info = console.debug = console.error;
}
