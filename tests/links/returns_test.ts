/** Once one has found a partner at a place, all others of its process who look there try at once. */
import { assert, assertEquals } from "@std/assert";
import type { Condition } from "../../src/actor/mod.ts";
import { OwnConditions } from "../../src/actor/own_conditions.ts";
import type { Hello } from "../../src/links/handshake/mod.ts";
import type { LinkActor } from "../../src/links/link_actor.ts";
import { receive, refuse } from "../../src/links/reception.ts";
import { Returns } from "../../src/links/returns.ts";
import { Search } from "../../src/links/search.ts";
import { LINK_ARGS } from "../../src/links/terms.ts";
import { linkWires } from "../../src/links/wires.ts";
import { jsonFrame } from "../../src/links/frames/mod.ts";
import { helloOf } from "../../src/links/handshake/mod.ts";
import { within } from "../fixtures/watch.ts";

Deno.test("returns: a place is told of in the thread, and in all others, to those who hear of it", async () => {
  const returns = new Returns();
  const heard: string[] = [];
  const all = Promise.withResolvers<void>();
  const ends = ["here", "there"].map((place) =>
    returns.hear(place, () => {
      heard.push(place);
      if (place === "there") all.resolve();
    })
  );
  returns.tell("here");
  assertEquals(heard, ["here"]);
  const worker = new Worker(new URL("./returns_worker.ts", import.meta.url), { type: "module" });
  await new Promise((resolve) => worker.onmessage = resolve);
  worker.postMessage("elsewhere");
  worker.postMessage("there");
  await within(all.promise, "another thread has told");
  assertEquals(heard, ["here", "there"]);
  worker.terminate();
  for (const end of ends) end();
  returns.tell("here");
  assertEquals(heard, ["here", "there"]);
});

/** Resolves once one of them holds, which takes no time. */
async function metSoon(conditions: readonly Condition[]): Promise<void> {
  for (let i = 0; !conditions.some((condition) => condition.met()); i++) {
    assert(i < 10_000, "none of the conditions comes to hold");
    await Promise.resolve();
  }
}

/** One who looks for a partner, in a time of its own. */
class Looking {
  now = 0;
  readonly search: Search;
  nudges = 0;

  constructor(name: string, aqueduct: string) {
    const conditions = new OwnConditions(name, {
      clock: { now: () => this.now },
      isStopping: () => false,
      controlOf: () => undefined,
      warn: () => {},
      nudge: () => this.nudges++,
    });
    const args = { ...LINK_ARGS, aqueduct, address: { wire: "memory", name: "returns" } } as const;
    const log = { info() {}, warn() {}, debug() {}, error() {}, level: "info" };
    const actor = {
      args,
      clock: { now: () => this.now },
      log,
      timeout: (ms: number) => conditions.timeout(ms),
      settled: (promise: Promise<unknown>) => conditions.settled(promise),
    };
    this.search = new Search(actor as unknown as LinkActor, {
      hello: () => helloOf(args, { role: "egress", girth: 1, epoch: "e", token: "" }),
      objection: () => undefined,
    });
  }

  /** Tries until there is a partner, or it pauses. Returns whether there is one. */
  async tries(): Promise<boolean> {
    for (;;) {
      if (this.search.found(true) !== undefined) return true;
      const news = this.search.news(true);
      // Whoever pauses has its next try by time alone.
      if (news.some((condition) => condition.dueAt(this.now) !== Infinity)) return false;
      await metSoon(news);
    }
  }
}

Deno.test("returns: who pauses tries at once when another has found somebody at the place", async () => {
  const [first, second] = [new Looking("ONE EGRESS", "one"), new Looking("TWO EGRESS", "two")];
  // Both have been without a partner for long.
  for (const looking of [first, second]) {
    for (let failures = 0; failures < 12; failures++) {
      assertEquals(await looking.tries(), false);
      looking.now += 5000;
    }
    assertEquals(await looking.tries(), false);
  }
  const ends = (["one", "two"] as const).map((aqueduct) =>
    receive(linkWires(), { wire: "memory", name: "returns" }, {
      aqueduct,
      role: "ingress",
      called: ({ connection, hello }) => {
        const welcome: Hello = { ...hello, role: "ingress" };
        if (hello.aqueduct === aqueduct) void connection.send([jsonFrame("welcome", welcome)]);
        else refuse(connection, "it is another");
      },
      hindered() {},
      failed() {},
      refused() {},
    })
  );
  const before = second.search.news(true);
  first.now += 5000;
  assert(await first.tries());
  // Its pause is not over; its time stands still.
  await metSoon(before);
  assert(await second.tries());
  for (const { search } of [first, second]) search.end();
  for (const end of ends) end();
});
