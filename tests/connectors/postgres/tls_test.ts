/** Connections to a server with TLS, and to one without. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { changesSource, postgresSink } from "../../../src/connectors/postgres/mod.ts";
import { MisconfiguredError } from "../../../src/connectors/wire.ts";
import { serverProgram } from "../servers/find.ts";
import { PASSWORD_ENV } from "../servers/postgres.ts";
import { never, opening, postgresTest, server, textsOf } from "./fixture.ts";

async function refusal(tls: string): Promise<string> {
  const sink = await postgresSink.create({
    ...postgresSink.args,
    ...common(),
    tls,
    table: "things",
  });
  try {
    return (await assertRejects(() => sink.open(opening()), MisconfiguredError)).message;
  } finally {
    await sink.close();
  }
}

function common() {
  return { url: server().url(), passwordEnv: PASSWORD_ENV };
}

postgresTest("a server that speaks no TLS is said to, and nothing is sent to it", async () => {
  assertStringIncludes(await refusal("encrypted"), "the server does not; set ssl = on there");
});

if (serverProgram("openssl") !== undefined) {
  postgresTest(
    "rows go in and changes come out by TLS, and a stranger's certificate is refused",
    async () => {
      await server().speakTls();
      await using client = server().client();
      const { sql } = client;
      await sql`CREATE TABLE things (origin text PRIMARY KEY)`;
      await sql`CREATE PUBLICATION things FOR TABLE things`;
      assertStringIncludes(await refusal("verified"), "Cannot trust the certificate of 127.0.0.1");
      const tls = "encrypted";
      const source = await changesSource.create({
        ...{ ...changesSource.args, ...common(), tls },
        ...{ slot: "things", publication: "things", createSlot: true },
      });
      await source.open(opening());
      const sink = await postgresSink.create({
        ...{ ...postgresSink.args, ...common(), tls, table: "things" },
      });
      await sink.open(opening());
      const sessions = await sql`SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
      WHERE application_name = 'steady'`;
      assertEquals(sessions.map(({ ssl }) => ssl), [true, true]);
      const batch = Array.from({ length: 3000 }, (_, i) => ({ origin: `o/${i}`, item: {} }));
      assertEquals(new Set<unknown>(await sink.put(batch, never)), new Set<unknown>(["done"]));
      const texts: string[] = [];
      while (texts.length < batch.length) {
        const messages = (await source.pull(500, never))!;
        texts.push(...textsOf(messages));
        await source.settle(messages);
      }
      assertEquals(JSON.parse(texts.at(-1)!).row, { origin: "o/2999" });
      await sink.close();
      await source.close();
    },
  );
} else {
  Deno.test({
    name: "rows go in and changes come out by TLS (no openssl is installed)",
    ignore: true,
    fn() {},
  });
}
