/**
 * Two pods in two processes: what the death of an actor costs, which is nothing, and what the SIGKILL of a process does. It is the table of
 * the guide.
 */
import { assertEquals } from "@std/assert";
import { tcp } from "../../src/links/mod.ts";
import type { Acknowledge } from "../../src/links/mod.ts";
import { freePort, Pod } from "./pods/pod.ts";
import type { PodPlan } from "./pods/program.ts";

const SENDS = 16;
const TAKES = 4;

/** The two ends of one aqueduct, by who listens. */
function plans(
  listens: "egress" | "ingress",
  acknowledge: Acknowledge = "received",
  capacity?: number,
): {
  readonly egress: PodPlan;
  readonly ingress: PodPlan;
} {
  const address = tcp(freePort());
  const [near, far] = listens === "egress"
    ? [{ listen: address }, { connect: address }]
    : [{ connect: address }, { listen: address }];
  return {
    egress: { role: "egress", options: { capacity: capacity ?? SENDS, ...near } },
    ingress: { role: "ingress", options: { capacity: capacity ?? TAKES, ...far, acknowledge } },
  };
}

function from(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

for (const listens of ["egress", "ingress"] as const) {
  Deno.test(`two processes: each message comes once, in order, whichever actors die, ${listens} listens`, async () => {
    const { egress, ingress } = plans(listens, "received", 1024);
    await using a = await Pod.start(egress);
    await using b = await Pod.start(ingress);
    const count = 10_000;
    const rounds = 10;
    await a.tell({ do: "begin", from: 0, count: rounds * count });
    for (let round = 0; round < rounds; round++) {
      assertEquals(await b.take(count), from(round * count, count));
      // In the middle of the way.
      await Promise.all([a, b].map((pod) => pod.tell({ do: "restart" })));
    }
    await a.tell({ do: "close" });
    assertEquals(await b.take(1), []);
    assertEquals(await Promise.all([a.tell({ do: "finished" }), b.tell({ do: "finished" })]), [
      true,
      true,
    ]);
  });

  Deno.test(`the taking process is killed, received: what was in its channels is lost, no more, ${listens} listens`, async () => {
    const { egress, ingress } = plans(listens, "received");
    await using a = await Pod.start(egress);
    const b = await Pod.start(ingress);
    await a.send(0, 10);
    await a.readingWhere(({ settled }) => settled === TAKES);
    await b.kill();
    await using c = await Pod.start(ingress);
    assertEquals(await c.take(10 - TAKES), from(TAKES, 10 - TAKES));
    await b[Symbol.asyncDispose]();
  });

  Deno.test(`the taking process is killed, settled: nothing is lost, and what was not settled comes again, ${listens} listens`, async () => {
    const { egress, ingress } = plans(listens, "settled");
    await using a = await Pod.start(egress);
    const b = await Pod.start(ingress);
    await a.send(0, 10);
    assertEquals(await b.take(3), from(0, 3));
    // A receiver of the host takes for good with its next call: the third is in hand.
    await a.readingWhere(({ settled }) => settled >= 2);
    const { settled } = await a.readingWhere(({ sent }) => sent >= 3 + TAKES);
    await b.kill();
    await using c = await Pod.start(ingress);
    assertEquals(await c.take(10 - settled), from(settled, 10 - settled));
    await b[Symbol.asyncDispose]();
  });

  Deno.test(`the sending process is killed: what was not received is gone with its channel, and its source has to send it again, ${listens} listens`, async () => {
    const { egress, ingress } = plans(listens);
    const a = await Pod.start(egress);
    await using b = await Pod.start(ingress);
    await a.send(0, 10);
    const { settled } = await a.readingWhere(({ settled }) => settled === TAKES);
    await a.kill();
    await using c = await Pod.start(egress);
    // As a source does that knows what is settled.
    await c.send(settled, 10 - settled);
    const taken = await b.take(10);
    assertEquals(taken, from(0, 10));
    await a[Symbol.asyncDispose]();
  });
}
