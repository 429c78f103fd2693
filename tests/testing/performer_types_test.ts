/** What the compiler knows of performers: checked with the types, and never run. */
import { Graph, text } from "@steady-state/deno";
import {
  type ActorShape,
  defineActor,
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
  simulate,
  type Stage,
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
    if (stage.seed === 0) [sends, takes, others].forEach((check) => check(stage));
    await stage.finished;
  });
});
