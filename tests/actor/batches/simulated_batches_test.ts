/** Batches under deaths at every store: each message is in one batch that counts, in the order of its key. */
import { Graph, json, u32 } from "@steady-state/deno";
import { type BatchesOptions, defineActor, doneMarks, rx, tx } from "@steady-state/deno/actor";
import { collect, feed, simulate } from "@steady-state/deno/testing";
import { assert, assertEquals } from "@std/assert";

const MESSAGES = Array.from({ length: 60 }, (_, i) => i);
const keyOf = (message: number) => message % 5;

interface Parcel {
  readonly key: string | number;
  readonly messages: readonly number[];
}

const source = defineActor(import.meta, "source", { ports: { out: tx(u32) }, run() {} });
const sink = defineActor(import.meta, "sink", { ports: { in: rx(json<Parcel>()) }, run() {} });

let options: BatchesOptions<number> = {};
const packer = defineActor(import.meta, "packer", {
  ports: { in: rx(u32), out: tx(json<Parcel>()) },
  state: { marks: doneMarks(), sum: u32, batches: u32 },
  async run(actor) {
    const { ports: { in: input, out }, state } = actor;
    await actor.batches(input, out, options, async ({ key, messages }) => {
      if (Math.random() < 0.5) await new Promise((done) => setTimeout(done, 10 * Math.random()));
      for (const message of messages) state.sum += message;
      state.batches++;
      return { key: key ?? "all", messages };
    });
  },
});

function build(): Graph {
  const intensity = { restarts: 10_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 10 } };
  const graph = new Graph("batches", { intensity, showstopper: 10_000, logLevel: "error" });
  const messages = graph.channel("messages", u32, { capacity: 16 });
  const parcels = graph.channel("parcels", json<Parcel>(), { capacity: 2 });
  return graph.actor("SOURCE", source, { ports: { out: messages.tx } })
    .actor("PACKER", packer, { ports: { in: messages.rx, out: parcels.tx } })
    .actor("SINK", sink, { ports: { in: parcels.rx } });
}

const KINDS: Record<string, BatchesOptions<number>> = {
  "by number": { messages: 4, withinMs: 20 },
  "by key": { messages: 4, withinMs: 20, key: keyOf },
  "by few keys and bytes": {
    messages: 4,
    withinMs: 20,
    key: (message) => Math.floor(message / 3) % 5,
    keys: 2,
    bytes: 5,
  },
};

for (const [name, wanted] of Object.entries(KINDS)) {
  Deno.test(`batches ${name}: no message is lost and none is in two, whatever dies`, async () => {
    options = wanted;
    let deaths = 0;
    let large = 0;
    const seeds = Number(Deno.env.get("CALL_SEEDS") ?? 40);
    const faults = { death: 0.01, deathAtStore: 0.05, hang: 0.0005, slow: 0.005 };
    await simulate(build, { seeds, faults }, async (stage) => {
      stage.perform("SOURCE", source, feed(MESSAGES));
      const heard = stage.perform("SINK", sink, collect());
      await stage.finished;
      const parcels = heard.taken;
      const all = parcels.flatMap(({ messages }) => messages);
      assertEquals(all.toSorted((a, b) => a - b), MESSAGES);
      const sum = MESSAGES.reduce((sum, message) => sum + message);
      const { sum: counted, batches } = stage.state("PACKER");
      assertEquals([counted, batches], [sum, parcels.length], "state goes with the messages");
      for (const { key, messages } of parcels) {
        assertEquals(messages.every((message) => key === (wanted.key?.(message) ?? "all")), true);
        if (messages.length > 1) large++;
      }
      for (const ofKey of Map.groupBy(all, wanted.key ?? (() => 0)).values()) {
        assertEquals(ofKey, ofKey.toSorted((a, b) => a - b));
      }
      deaths += stage.graph.crashes.filter(({ actor }) => actor === "PACKER").length;
    });
    assert(deaths > 20, `${deaths} deaths`);
    assert(large > 100, `${large} batches of more than one message`);
  });
}
