import { fileURLToPath } from "node:url";
import manifest from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);

/** What `deno doc` says of one name that a door exports. */
export interface DocumentedName {
  readonly name: string;
  readonly declarations: readonly {
    readonly kind: string;
    readonly jsDoc?: { readonly doc?: string };
  }[];
}

/** The doors of the package: what they are called here, and the module that each is. */
export const DOORS: readonly (readonly [name: string, module: string])[] = Object.entries(
  manifest.exports,
).map(([name, module]) => [name === "." ? "main" : name.slice(2), module]);

/** What a door exports. */
export async function namesOf(module: string): Promise<DocumentedName[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", fileURLToPath(new URL(module, ROOT))],
  }).output();
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as {
    readonly nodes: Readonly<Record<string, { readonly symbols: readonly DocumentedName[] }>>;
  };
  return Object.values(nodes).flatMap(({ symbols }) => symbols);
}
