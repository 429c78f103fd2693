import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { natsSource } from "../../../src/connectors/nats/mod.ts";
import { deadline } from "../../fixtures/strain.ts";
import { within } from "../../fixtures/watch.ts";
import { freePort } from "../servers/find.ts";
import { noNats } from "../servers/nats.ts";
import { noToxiproxy, startToxiproxy } from "../servers/toxiproxy.ts";
import { FOREVER, NatsBed, opening, pullAll, textOf } from "./nats_bed.ts";

const missing = noNats ?? noToxiproxy;
const ignore = missing !== undefined;
const name = (what: string) => missing === undefined ? what : `${what}: ${missing}`;

/** For what is found out by pings: three intervals, and the load of the machine. */
const FOUND_OUT_MS = 20_000;

Deno.test({
  name: name("nats: a black hole is found out by pull and put, and neither holds up the end"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    await using toxiproxy = await startToxiproxy();
    const network = await toxiproxy.proxy(bed.server.port);
    const source = await bed.source({}, network.port);
    const sink = await bed.sink({}, network.port);
    const pull = assertRejects(() => source.pull(1, FOREVER), Error);
    await network.blackHole();
    const put = assertRejects(
      () => sink.put([{ origin: "1", item: { data: "a" } }], FOREVER),
      Error,
    );
    const [pullFault] = await within(Promise.all([pull, put]), "both fail", FOUND_OUT_MS);
    assertMatch(pullFault.message, new RegExp(`^Lost the connection to NATS at 127.0.0.1:`));
    await within(Promise.all([source.close(), sink.close()]), "both close");
    await network.heal();
    // What was on its way is put again, and there once.
    assertEquals(
      await (await bed.sink({}, network.port)).put([{ origin: "1", item: { data: "a" } }], FOREVER),
      ["done"],
    );
    assertEquals(await bed.textsIn(), ["a"]);
  },
});

Deno.test({
  name: name("nats: whoever connects into a black hole gives up"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    await using toxiproxy = await startToxiproxy();
    const network = await toxiproxy.proxy(bed.server.port);
    await network.blackHole();
    await assertRejects(() => bed.source({}, network.port), Error, "no answer within 5000 ms");
  },
});

Deno.test("nats: whoever waits for the first word of a server gives up as soon as it is told to", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const wire = () =>
    natsSource.create({
      ...natsSource.args,
      servers: `127.0.0.1:${listener.addr.port}`,
      stream: "ORDERS",
      durable: "billing",
    });
  const [patient, told] = [await wire(), await wire()];
  const giveUp = new AbortController();
  const first = Promise.race([
    patient.open(opening()).catch(() => "the one that waits"),
    told.open({ ...opening(), signal: giveUp.signal }).catch((error) => error.name),
  ]);
  // Both are let in, and hear nothing.
  using _one = await listener.accept();
  using _other = await listener.accept();
  giveUp.abort();
  assertEquals(await first, "AbortError");
  await Promise.all([patient.close(), told.close()]);
});

Deno.test({
  name: name("nats: a cut and a reset end what waits, and a later wire goes on"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    await using toxiproxy = await startToxiproxy();
    const network = await toxiproxy.proxy(bed.server.port);
    for (const trouble of ["cut", "reset"] as const) {
      const source = await bed.source({}, network.port);
      const pull = assertRejects(() => source.pull(1, FOREVER), Error, "Lost the connection");
      await network[trouble]();
      await within(pull, `the pull fails by a ${trouble}`);
      await assertRejects(() => source.settle([]).then(() => source.lag!()), Error);
      await source.close();
      await network.heal();
      await bed.publish(trouble);
      const later = await bed.source({}, network.port);
      const [message] = await pullAll(later, 1);
      assertEquals(textOf(message!), trouble);
      await later.settle([message!]);
      await later.close();
    }
  },
});

Deno.test({
  name: name("nats: with 300 ms of latency a pull ends in time, and what comes late goes back"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    await using toxiproxy = await startToxiproxy();
    const network = await toxiproxy.proxy(bed.server.port);
    const wire = await bed.source({}, network.port);
    await network.latency(300);
    const over = new AbortController();
    const pull = wire.pull(5, over.signal);
    await bed.publish("late");
    const aborted = performance.now();
    over.abort();
    const got = (await pull)!;
    const took = performance.now() - aborted;
    assert(got.length > 0 || took < deadline(1000), `${took} ms`);
    await network.heal();
    const other = await bed.source();
    const [again] = got.length > 0 ? got : await within(pullAll(other, 1), "it comes again");
    assertEquals(textOf(again!), "late");
  },
});

Deno.test({
  name: name("nats: a server that is killed and comes back has kept what was not settled"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    await bed.publish("a", "b", "c");
    const source = await bed.source({ ackWaitMs: 1000 });
    const [a, b] = await pullAll(source, 2);
    await source.settle([a!]);
    const pull = assertRejects(() => pullAll(source, 2), Error);
    await bed.server.kill();
    await within(pull, "the pull fails");
    await assertRejects(() => source.settle([b!]), Error);
    await source.close();
    await assertRejects(() => bed.source(), Error, "Cannot connect to NATS: 127.0.0.1:");
    await bed.server.restart();
    // A server that is killed may forget what it has confirmed in its last moments: then "a" comes, too.
    const again = await bed.source();
    const seen = new Set<string>();
    const rest = async () => {
      while (!seen.has("b") || !seen.has("c")) {
        for (const one of (await again.pull(3, FOREVER))!) seen.add(textOf(one));
      }
    };
    await within(rest(), "the rest comes", 20_000);
  },
});

Deno.test("nats: the first server that answers is taken, and all are named if none does", async () => {
  const [one, two] = [freePort(), freePort()];
  const wire = await natsSource.create({
    ...natsSource.args,
    servers: `127.0.0.1:${one}, nats://127.0.0.1:${two}`,
    stream: "ORDERS",
    durable: "billing",
  });
  const fault = await assertRejects(() => wire.open(opening()), Error);
  await wire.close();
  if (!ignore) {
    await using bed = await NatsBed.make();
    await bed.source({ servers: `127.0.0.1:${one},127.0.0.1:${bed.server.port}` });
  }
  assertMatch(
    fault.message,
    new RegExp(
      `^Cannot connect to NATS: 127.0.0.1:${one}: .*refused.*; 127.0.0.1:${two}: .*refused`,
    ),
  );
});
