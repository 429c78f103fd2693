import { assertRejects } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { defineActor, rx, tx } from "@steady-state/deno/actor";
import { expecting, feed, rehearse, simulate } from "@steady-state/deno/testing";

const source = defineActor(import.meta, "source", { ports: { out: tx(u32) }, run() {} });
const sink = defineActor(import.meta, "sink", { ports: { in: rx(u32) }, run() {} });

function numbers(): Graph {
  const graph = new Graph("numbers", { log: () => {} });
  const { tx: out, rx: input } = graph.channel("numbers", u32);
  return graph.actor("SOURCE", source, { ports: { out } })
    .actor("SINK", sink, { ports: { in: input } });
}

const no = (() => Promise.resolve(false)) as never;

Deno.test("a promise is no answer to whether a stage has come so far", async () => {
  await assertRejects(
    () => simulate(numbers, {}, (stage) => stage.until(no)),
    Error,
    "it has returned Promise { false }, give true or false",
  );
});

Deno.test("a promise is no answer to whether a message is the one that is expected", async () => {
  await assertRejects(
    () =>
      simulate(numbers, {}, async (stage) => {
        stage.perform("SOURCE", source, feed([1]));
        stage.perform("SINK", sink, expecting([no]));
        await stage.finished;
      }),
    Error,
    "give true or false",
  );
});

for (const time of [Infinity, 1e300, "99999999999999999 days"]) {
  Deno.test(`time that has no end does not go by: ${time}`, async () => {
    await using scene = await rehearse(sink);
    await assertRejects(() => scene.advance(time), RangeError, "Cannot let time go by for ");
    await assertRejects(
      () => simulate(numbers, {}, (stage) => stage.advance(time)),
      Error,
      "that has no end, give less",
    );
  });
}
