/** The dashboard is of the types that Grafana publishes for dashboards; the compiler says so. */
import { fileURLToPath } from "node:url";
import { assertEquals } from "@std/assert";

const OUTPUT = fileURLToPath(new URL("../../output/", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../../deno.json", import.meta.url));

// Grafana's words are enumerations in its types, and text in its files.
const TYPES = `import type { Dashboard } from "@grafana/schema";
type InFile<T> = T extends string ? \`\${T}\`
  : T extends number | boolean | null | undefined ? T
  : T extends readonly (infer Item)[] ? InFile<Item>[]
  : T extends object ? { [Key in keyof T]: InFile<T[Key]> }
  : T;
`;

/** What the compiler says against a dashboard; nothing if it is one. */
async function complaints(dashboard: string): Promise<string> {
  await Deno.mkdir(OUTPUT, { recursive: true });
  const path = await Deno.makeTempFile({ dir: OUTPUT, suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      path,
      `${TYPES}export const dashboard: InFile<Dashboard> = ${dashboard};\n`,
    );
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--no-lock", `--config=${CONFIG}`, path],
      env: { NO_COLOR: "1" },
    }).output();
    return success ? "" : new TextDecoder().decode(stderr);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("the dashboard is one by Grafana's own types", async () => {
  const text = await Deno.readTextFile(new URL("../../../static/grafana.json", import.meta.url));
  assertEquals(await complaints(text.trim()), "");
  // The types say something: they refuse a word that Grafana does not have.
  const wrong = await complaints(text.trim().replace('"absolute"', '"absolut"'));
  assertEquals(/TS2322|TS2820/.test(wrong), true, wrong);
});
