/** Several aqueducts at one address, and two ends of one aqueduct in one pod. */
import { assertEquals } from "@std/assert";
import { call, Graph, json, u32 } from "../../mod.ts";
import { tcp } from "../../src/links/mod.ts";
import { freePort } from "./pods/pod.ts";

Deno.test("aqueducts that listen at one address share a thread and the address, whichever way they flow", async () => {
  const address = tcp(freePort());
  await using bar = new Graph("bar", { log: () => {} });
  const orders = bar.receiver(bar.aqueduct("orders", u32, { listen: address }));
  const bills = bar.sender(bar.aqueduct("bills", json<{ cents: number }>(), { listen: address }));
  await using till = new Graph("till", { log: () => {} });
  const out = till.sender(till.aqueduct("orders", u32, { connect: address }));
  const paid = till.receiver(
    till.aqueduct("bills", json<{ cents: number }>(), { connect: address }),
  );
  await Promise.all([till.start(), bar.start()]);
  for (let id = 0; id < 10; id++) {
    await out.send(id);
    assertEquals(await orders.take(), id);
    await bills.send({ cents: 100 * id });
    assertEquals(await paid.take(), { cents: 100 * id });
  }
  const workers = (graph: Graph) =>
    new Set(["ORDERS INGRESS", "BILLS EGRESS"].map((label) => graph.ref(label).status().worker));
  assertEquals([...workers(bar)], [`links at tcp 127.0.0.1:${address.port}`]);
  out.close();
  bills.close();
  assertEquals([await orders.take(), await paid.take()], [undefined, undefined]);
  const ends = await Promise.all([till.finished, bar.finished]);
  assertEquals(ends.map(({ clean }) => clean), [true, true]);
});

Deno.test("one pod may have both ends of an aqueduct, and drains through it at a stop", async () => {
  const address = tcp(freePort());
  const graph = new Graph("both", { log: () => {} });
  const input = graph.sender(graph.aqueduct("loop", u32, { listen: address, capacity: 64 }));
  const output = graph.receiver(graph.aqueduct("loop", u32, { connect: address, capacity: 4 }));
  await graph.start();
  await input.send(0);
  assertEquals(await output.take(), 0);
  await input.sendBatch(Array.from({ length: 50 }, (_, i) => i + 1));
  const report = graph.stop();
  for (let i = 1; i <= 50; i++) assertEquals(await output.take(), i);
  assertEquals(await output.take(), undefined);
  assertEquals((await report).clean, true);
});

Deno.test("a call that is asked in one pod is answered in another", async () => {
  const [there, back] = [tcp(freePort()), tcp(freePort())];
  const pricing = call(u32, u32);
  await using till = new Graph("till", { log: () => {} });
  const prices = till.service(
    till.aqueduct("items", pricing, { listen: there }),
    till.aqueduct("prices", pricing.answers, { listen: back }),
  );
  await using bar = new Graph("bar", { log: () => {} });
  const asked = bar.receiver(bar.aqueduct("items", pricing, { connect: there }));
  const answers = bar.sender(bar.aqueduct("prices", pricing.answers, { connect: back }));
  await Promise.all([till.start(), bar.start()]);
  const price = prices.ask(7);
  const question = await asked.take();
  await answers.send(question!.answer(question!.message * 100));
  assertEquals(await price, 700);
});

Deno.test("what is settled in the taking pod is settled in the sending one", async () => {
  const address = tcp(freePort());
  await using till = new Graph("till", { log: () => {} });
  const out = till.sender(till.aqueduct("orders", u32, { listen: address }), {
    followed: true,
    label: "OUT",
  });
  await using bar = new Graph("bar", { log: () => {} });
  const orders = bar.receiver(
    bar.aqueduct("orders", u32, { connect: address, acknowledge: "settled" }),
  );
  await Promise.all([till.start(), bar.start()]);
  await out.sendBatch([1, 2, 3]);
  assertEquals(await orders.take(), 1);
  assertEquals(await orders.take(), 2);
  // What is in hand is taken for good with the next call.
  assertEquals(till.inFlight("OUT").settled <= 1, true);
  assertEquals(await orders.take(), 3);
  out.close();
  assertEquals(await orders.take(), undefined);
  await till.settled("OUT");
  assertEquals(till.inFlight("OUT"), { sent: 3, settled: 3, oldestMs: 0 });
});
