/** What the compiler knows of performers: checked with the types, and never run. */
import { Graph, text } from "@steady-state/deno";
import {
  type ActorShape,
  defineActor,
  delivery,
  json,
  oneOf,
  optional,
  rx,
  struct,
  tx,
  txBundle,
  u8,
} from "@steady-state/deno/actor";
import {
  collect,
  delaying,
  echo,
  expecting,
  failing,
  feed,
  idle,
  load,
  rehearse,
  simulate,
  type Stage,
  testBatch,
} from "@steady-state/deno/testing";

interface Order {
  readonly id: number;
  readonly tags?: readonly string[];
}
const item = struct({ a: u8, c: oneOf("x", "y"), o: optional(u8) });
const ticker = defineActor(import.meta, "ticker", { state: { n: u8 }, run() {} });
const shop = defineActor(import.meta, "shop", {
  ports: { out: tx(json<Order>()), in: rx(item) },
  run() {},
});
const two = defineActor(import.meta, "two", {
  ports: { a: rx(u8), b: rx(text), work: txBundle(u8) },
  run() {},
});

function sends(stage: Stage): void {
  stage.perform("SHOP", shop, feed([{ id: 1 }, { id: 2, tags: ["a"] }]));
  stage.perform("SHOP", shop, feed<Order>([], "out"));
  stage.perform("TWO", two, feed([1], "work[3]"));
  // @ts-expect-error it is no bundle
  stage.perform("SHOP", shop, feed([{ id: 1 }], "out[0]"));
  // @ts-expect-error a text is no order
  stage.perform("SHOP", shop, feed(["a"]));
  // @ts-expect-error there is no such port
  stage.perform("SHOP", shop, feed([{ id: 1 }], "ouut"));
  // @ts-expect-error nothing is sent there
  stage.perform("SHOP", shop, feed([{ a: 1, c: "x" }], "in"));
}

function takes(stage: Stage): void {
  const all = stage.perform("SHOP", shop, collect());
  all.taken satisfies readonly { readonly c: "x" | "y" }[];
  const wrapped = stage.perform("SHOP", shop, failing(delaying(collect("in"), 5), { times: 2 }));
  wrapped.takenBy("SHOP") satisfies readonly { readonly c: "x" | "y" }[];
  stage.perform("TWO", two, collect("b")).taken satisfies readonly string[];
  stage.perform("TWO", two, collect<string>("b")).taken satisfies readonly string[];
  const early = collect();
  stage.perform("TWO", two, early);
  // @ts-expect-error no truth value comes
  stage.perform("TWO", two, collect<boolean>("b"));
  // @ts-expect-error no port of the ticker takes
  stage.perform("TICKER", ticker, collect());
  stage.perform("SHOP", shop, expecting([{ a: 1, c: "x" }, (m) => m.a === 2]));
  stage.perform("SHOP", shop, expecting([(m) => m.c === "x"], "in"));
  stage.perform("SHOP", shop, expecting([(m) => m.c === "x"], { port: "in", within: "5 s" }));
  stage.perform("SHOP", shop, expecting([{ a: 1, c: "y" }], { within: "5 s" }));
  // @ts-expect-error no such colour
  stage.perform("SHOP", shop, expecting([{ a: 1, c: "z" }]));
}

const bills = defineActor(import.meta, "bills", {
  ports: { out: tx(delivery(json<Order>())), in: rx(delivery(json<Order>())) },
  run() {},
});

async function deliveries(stage: Stage): Promise<void> {
  const plain = { origin: "orders/1", message: { id: 1 } };
  stage.perform("BILLS", bills, feed([plain]));
  stage.perform("BILLS", bills, load([plain], { rate: 1 }));
  stage.perform("BILLS", bills, echo({ change: ({ origin, message }) => ({ origin, message }) }));
  stage.perform("BILLS", bills, expecting([plain, (order) => order.with(1).message === 1]));
  stage.perform("BILLS", bills, collect()).taken[0]?.with("paid").message satisfies
    | string
    | undefined;
  await using scene = await rehearse(bills);
  scene.in.send(plain, delivery(json<Order>()).from(plain));
  (await scene.out.take())[0]?.with("paid").message satisfies string | undefined;
  await testBatch(bills, [plain]);
  const graph = new Graph("orders");
  const channel = graph.channel("orders", delivery(json<Order>()));
  await graph.sender(channel).send(plain);
  await graph.receiver(channel).take() satisfies { with(message: string): unknown } | undefined;
  // @ts-expect-error it has no origin
  scene.in.send({ message: { id: 1 } });
  // @ts-expect-error a text is no order
  stage.perform("BILLS", bills, feed([{ origin: "orders/1", message: "a" }]));
  // @ts-expect-error a text is no order
  await graph.sender(channel).send({ origin: "orders/1", message: "a" });
  // @ts-expect-error what is no delivery is sent as it is
  graph.sender(graph.channel("plain", json<{ with(): void; origin: string; message: 1 }>())).send({
    origin: "a",
    message: 1,
  });
}

function others(stage: Stage): void {
  stage.perform("TICKER", ticker, idle());
  stage.perform("TICKER", ticker, async (actor) => {
    actor.state.n++;
    await actor.wait(actor.timeout(1));
  });
  stage.perform("SHOP", shop, failing(({ ports }) => void ports.out.trySend({ id: 1 })));
  // @ts-expect-error a number is no order
  stage.perform("SHOP", shop, failing(({ ports }) => void ports.out.trySend(1)));
  stage.perform("SHOP", shop, echo({ change: ({ a }) => ({ id: a }) }));
  // @ts-expect-error a number is no order
  stage.perform("SHOP", shop, echo({ change: ({ a }) => a }));
  const wide: ActorShape = ticker as never;
  stage.perform("ANY", wide, feed([1]));
  stage.perform("ANY", wide, collect("in")).taken satisfies readonly unknown[];
}

Deno.test("performers are typed by the ports of an actor", async () => {
  const graph = new Graph("types").actor("TICKER", ticker);
  await simulate(() => graph, {}, async (stage) => {
    if (stage.seed === 0) [sends, takes, deliveries, others].forEach((check) => check(stage));
    await stage.finished;
  });
});
