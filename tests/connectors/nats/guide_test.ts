import { assert, assertEquals } from "@std/assert";
import { jetstream } from "@nats-io/jetstream";
import { deno, writeProgram } from "../../examples/page_program.ts";
import { within } from "../../fixtures/watch.ts";
import { noNats } from "../servers/nats.ts";
import { NatsBed } from "./nats_bed.ts";

const GUIDE = ".github/guides/connector_nats.md";
const ADDRESS = "nats://127.0.0.1:4222";

Deno.test({
  name: noNats === undefined
    ? "the program in the guide to NATS is sound, and needs no permission but those that it says"
    : `the program in the guide to NATS is not run: ${noNats}`,
  ignore: noNats !== undefined,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      assertEquals(await writeProgram(GUIDE, folder), ["shop.ts"]);
      const text = await Deno.readTextFile(`${folder}/shop.ts`);
      assert(text.includes(ADDRESS));
      const decoder = new TextDecoder();
      await using bed = await NatsBed.make();
      await bed.manager.streams.add({ name: "RECEIPTS", subjects: ["receipts.>"] });
      const client = jetstream(bed.nc);
      for (let id = 0; id < 5; id++) {
        await client.publish("orders.new", JSON.stringify({ id, cents: 100 }));
      }
      await Deno.writeTextFile(`${folder}/shop.ts`, text.replace(ADDRESS, bed.server.url));
      const guide = await Deno.readTextFile(new URL(`../../../${GUIDE}`, import.meta.url));
      const [, flags] = /^deno run (.*) shop.ts$/m.exec(guide)!;
      const args = ["run", "--no-lock", "--quiet", ...flags!.split(" "), "shop.ts"];
      const program = deno(folder, args).spawn();
      const output = program.output();
      const stored = async () => {
        while ((await bed.textsIn("RECEIPTS")).length < 5) {
          await new Promise((next) => setTimeout(next, 20));
        }
      };
      await within(Promise.race([stored(), output]), "all receipts are there", 60_000);
      program.kill("SIGTERM");
      const { code, stderr } = await output;
      assertEquals(code, 0, decoder.decode(stderr));
      assertEquals(
        (await bed.textsIn("RECEIPTS")).map((text) => JSON.parse(text).id),
        [0, 1, 2, 3, 4],
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
