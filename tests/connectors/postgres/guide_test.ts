/** The program of the guide to PostgreSQL, against a real server. */
import { assertEquals } from "@std/assert";
import { deno, writeProgram } from "../../examples/page_program.ts";
import { PASSWORD_ENV } from "../servers/postgres.ts";
import { postgresTest, server } from "./fixture.ts";

const GUIDE = ".github/guides/connector_postgres.md";

/** The statements of the guide, in its order. */
async function statements(): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(`../../../${GUIDE}`, import.meta.url));
  return [...text.matchAll(/^ *```sql\n([^]*?)^ *```$/gm)].map(([, sql]) => sql!);
}

postgresTest(
  "the programs in the guide are sound, and need the permissions that it names",
  async () => {
    const folder = await Deno.makeTempDir();
    await using client = server().client();
    const [first, positions, publication] = await statements();
    try {
      const files = await writeProgram(GUIDE, folder);
      assertEquals(files, [
        "actors/orders.ts",
        "actors/payments.ts",
        "main.ts",
        "actors/changes.ts",
      ]);
      await client.sql.unsafe(first!);
      await client.sql.unsafe(positions!);
      await client.sql.unsafe("CREATE TABLE orders (id int)");
      for (const statement of publication!.split(";\n").filter((text) => text !== "")) {
        await client.sql.unsafe(statement);
      }
      // The guide has a server of its own in mind.
      const main = await Deno.readTextFile(`${folder}/main.ts`);
      await Deno.writeTextFile(
        `${folder}/main.ts`,
        main.replace("postgres://billing@127.0.0.1:5432/shop", server().url())
          .replace("BILLING_PASSWORD", PASSWORD_ENV)
          .replace("run(graph)", "run(graph, { telemetry: false })"),
      );
      const program = deno(folder, [
        ...["run", "--no-lock", "--no-prompt", "--quiet", "--allow-read"],
        ...[`--allow-net=127.0.0.1:${server().port}`, `--allow-env=${PASSWORD_ENV}`, "main.ts"],
      ]).spawn();
      const output = program.output();
      while ((await client.sql`SELECT 1 FROM outbox`).length > 0);
      program.kill("SIGTERM");
      assertEquals((await output).code, 0);
      const rows = await client.sql`SELECT * FROM payments`;
      assertEquals(rows.map((row) => ({ ...row })), [
        { origin: "shop/public.outbox/1", customer: "ann", cents: 250 },
      ]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
