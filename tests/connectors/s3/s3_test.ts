/** What is particular about the wires of S3, against moto. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { s3Sink, s3Source } from "../../../src/connectors/s3/mod.ts";
import { MisconfiguredError } from "../../../src/connectors/wire.ts";
import { motoBed } from "../aws/moto_bed.ts";
import { openedSink, openedSource, taken, textsOf } from "../aws/open_wire.ts";
import { folderFor } from "../files/tail.ts";
import { freshBucket, objectsIn, putObject } from "./bed.ts";

const { missing } = motoBed;
const utf8 = new TextEncoder();
const never = new AbortController().signal;

async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function gunzip(bytes: Uint8Array): Promise<string> {
  const stream = new Blob([new Uint8Array(bytes)]).stream();
  return await new Response(stream.pipeThrough(new DecompressionStream("gzip"))).text();
}

Deno.test({
  name: missing === undefined ? "s3 against moto" : `s3 is not run: ${missing}`,
  ignore: missing !== undefined,
  async fn(t) {
    await using _moto = await motoBed.start();

    await t.step(
      "source: lines of objects in the order of their names, and it goes on in the middle of one",
      async () => {
        const args = { ...await freshBucket(), prefix: "in/", marker: "at.json", follow: false };
        await putObject(args.bucket, "in/1", utf8.encode("a\nb\r\nc"));
        await putObject(args.bucket, "in/2", new Uint8Array(0));
        await putObject(args.bucket, "in/3", utf8.encode("d\n"));
        await putObject(args.bucket, "other", utf8.encode("not meant\n"));
        let origin: string;
        {
          await using source = await openedSource(s3Source, args);
          const [a, b] = await taken(source, 2);
          await source.settle([a!]);
          origin = b!.origin;
          assertEquals([a!.origin, origin], [`${args.bucket}/in/1/0`, `${args.bucket}/in/1/2`]);
        }
        await using source = await openedSource(s3Source, args);
        const rest = await taken(source, 10);
        assertEquals(textsOf(rest), ["b", "c", "d"]);
        assertEquals(rest[0]!.origin, origin);
        await source.settle(rest);
        await using none = await openedSource(s3Source, args);
        assertEquals(await taken(none, 1), []);
      },
    );

    await t.step(
      "source: compressed objects, from the middle too, and one that is broken does not hold it up",
      async () => {
        await using folder = await folderFor();
        const positions = `${folder.path}/state/marker.json`;
        const args = { ...await freshBucket(), positions, follow: false };
        await putObject(args.bucket, "1.gz", await gzip("one\ntwo\nthree\n"));
        const broken = (await gzip(`four\nfive${crypto.randomUUID()}`)).slice(0, 30);
        await putObject(args.bucket, "2.gz", broken);
        await putObject(args.bucket, "3.gz", await gzip("six\n"));
        {
          await using source = await openedSource(s3Source, args);
          await source.settle(await taken(source, 2));
        }
        await using source = await openedSource(s3Source, args);
        const rest = await taken(source, 10);
        assertEquals(textsOf(rest).at(0), "three");
        assertEquals(textsOf(rest).at(-1), "six");
        const faults = rest.flatMap(({ raw }) => raw.fault ?? []);
        assertEquals(faults.length, 1);
        assertMatch(faults[0]!, /^it cannot be decompressed from here on: /);
      },
    );

    await t.step("source: an object of several pieces, and what is too long of it", async () => {
      const args = { ...await freshBucket(), marker: "zz", prefix: "big", maxBytes: 2_000_000 };
      const line = "x".repeat(1_999_999);
      await putObject(
        args.bucket,
        "big",
        utf8.encode(`${line}\n${line}\n${line}y\n${line}yy\nend\n`),
      );
      await using source = await openedSource(s3Source, args);
      const lines = await taken(source, 5);
      assertEquals(lines.map(({ raw }) => raw.bytes.length), [
        1_999_999,
        1_999_999,
        2_000_000,
        2_000_000,
        3,
      ]);
      assertEquals(lines.map(({ raw }) => raw.fault), [
        undefined,
        undefined,
        undefined,
        "it has 2000001 bytes, of which 2000000 are here: maxBytes is 2000000",
        undefined,
      ]);
    });

    await t.step("source: new objects are found, whole if that is asked for", async () => {
      const args = { ...await freshBucket(), marker: "zz", prefix: "in/", pollMs: 20 };
      await using source = await openedSource(s3Source, { ...args, read: "whole" });
      const coming = taken(source, 2);
      await putObject(args.bucket, "in/1", utf8.encode("a\nb\n"));
      await putObject(args.bucket, "in/2", utf8.encode("c"));
      assertEquals(textsOf(await coming), ["a\nb\n", "c"]);
    });

    await t.step(
      "source: a marker that is no marker is told, and two sources have not one file",
      async () => {
        await using folder = await folderFor();
        const args = await freshBucket();
        await putObject(args.bucket, "at", utf8.encode("what"));
        await assertRejects(
          () => openedSource(s3Source, { ...args, prefix: "in/", marker: "at" }),
          MisconfiguredError,
          "Cannot read the marker in at",
        );
        const positions = `${folder.path}/at`;
        await using _first = await openedSource(s3Source, { ...args, positions });
        await assertRejects(
          () => openedSource(s3Source, { ...args, positions }),
          Error,
          "another actor or process does",
        );
      },
    );

    await t.step(
      "sink: the name of an object is that of its batch, in the order of the origins",
      async () => {
        const args = { ...await freshBucket(), prefix: "out/", extension: ".ndjson" };
        const batch = (...ids: number[]) =>
          ids.map((id) => ({ origin: `orders/3/${id}`, item: `{"id":${id}}` }));
        await using sink = await openedSink(s3Sink, args);
        for (const one of [batch(10, 11), batch(9), batch(10, 11)]) {
          assertEquals(await sink.put(one, never), one.map(() => "done"));
        }
        const objects = await objectsIn(args.bucket);
        assertEquals(objects.map(({ bytes }) => new TextDecoder().decode(bytes)), [
          '{"id":9}\n',
          '{"id":10}\n{"id":11}\n',
        ]);
        assertMatch(
          objects[1]!.name,
          /^out\/orders\/0{15}3\/0{14}10-2-[0-9a-f]{32}\.ndjson$/,
        );
      },
    );

    await t.step(
      "sink: what is there stays as it is, unless it is told to overwrite it",
      async () => {
        const args = { ...await freshBucket(), per: "message" as const };
        const item = (text: string) => [{ origin: "a", item: text }];
        {
          await using sink = await openedSink(s3Sink, args);
          assertEquals(await sink.put(item("first"), never), ["done"]);
          assertEquals(await sink.put(item("second"), never), ["done"]);
        }
        const texts = async () =>
          (await objectsIn(args.bucket)).map(({ bytes }) => new TextDecoder().decode(bytes));
        assertEquals(await texts(), ["first"]);
        await using sink = await openedSink(s3Sink, { ...args, keepFirst: false });
        assertEquals(await sink.put(item("third"), never), ["done"]);
        assertEquals(await texts(), ["third"]);
      },
    );

    await t.step("sink: what it compresses a source can read", async () => {
      const args = { ...await freshBucket(), extension: ".txt", gzip: true };
      await using sink = await openedSink(s3Sink, args);
      await sink.put([{ origin: "1", item: "one" }, { origin: "2", item: "two" }], never);
      const [object] = await objectsIn(args.bucket);
      assert(object!.name.endsWith(".txt.gz"), object!.name);
      assertEquals(await gunzip(object!.bytes), "one\ntwo\n");
    });
  },
});

Deno.test("s3: what is wrong with args is told, all of it", () => {
  assertEquals(s3Source.faults(s3Source.args), [
    'bucket is "", give a text',
    'region is "", give a text',
    "either positions, a file, or marker, an object, must be given",
  ]);
  assertEquals(
    s3Source.faults({
      ...s3Source.args,
      ...{ bucket: "b", region: "r", endpoint: "here", accessKeyIdEnv: "" },
      ...{ prefix: "in", marker: "in/marker", read: "parts" as never },
    }),
    [
      "endpoint must be an address, as https://s3.example.com, but is here",
      "accessKeyIdEnv and secretAccessKeyEnv must both be given, or none of them",
      'read must be "lines" or "whole", but is parts',
      "marker must not begin with prefix: it would be read as a message",
    ],
  );
  assertEquals(s3Sink.faults({ ...s3Sink.args, bucket: "b", region: "r", per: "x" as never }), [
    'per must be "batch" or "message", but is x',
  ]);
});
