/** The program of the guide: where there is a broker, it is run with the permissions that the guide names. */
import { assertEquals } from "@std/assert";
import { deno, writeProgram } from "../../examples/page_program.ts";
import { noKafka, startKafka } from "../servers/kafka.ts";
import { openSource, values } from "./opened.ts";

const GUIDE = ".github/guides/connector_kafka.md";
const PERMISSIONS = ["--allow-net=127.0.0.1", "--allow-env", "--allow-read", "--allow-sys"];

Deno.test({
  name: noKafka === undefined
    ? "the program in the guide to Kafka makes an invoice of each order"
    : `the program in the guide to Kafka is not run: ${noKafka}`,
  ignore: noKafka !== undefined,
  async fn() {
    await using kafka = await startKafka();
    await kafka.topic("orders", 2);
    await kafka.topic("invoices", 2);
    await kafka.write([1, 2, 3].map((id) => ({ topic: "orders", value: JSON.stringify({ id }) })));
    const folder = await Deno.makeTempDir();
    const files = await writeProgram(GUIDE, folder);
    assertEquals(files, ["actors/orders.ts", "actors/invoices.ts", "main.ts"]);
    const main = await Deno.readTextFile(`${folder}/main.ts`);
    await Deno.writeTextFile(
      `${folder}/main.ts`,
      main.replaceAll("127.0.0.1:9092", kafka.servers),
    );
    const args = ["run", "--no-lock", "--no-prompt", "--quiet", ...PERMISSIONS, "main.ts"];
    const program = deno(folder, args).spawn();
    {
      const { servers } = kafka;
      await using source = await openSource({ servers, topics: "invoices", group: "reader" });
      const invoices = values(await source.pulled(3)).toSorted();
      assertEquals(invoices, ['{"id":1}', '{"id":2}', '{"id":3}']);
    }
    program.kill("SIGTERM");
    assertEquals((await program.output()).code, 0);
    await Deno.remove(folder, { recursive: true });
  },
});
