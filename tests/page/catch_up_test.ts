import { assertEquals } from "@std/assert";
import { CatchUp } from "../../static/feed/catch_up.js";

Deno.test("CatchUp tells who comes later what the others know", () => {
  const state = new CatchUp();
  assertEquals(state.frames(), []);
  state.take("hello", { epoch: "e", rev: 1 });
  state.take("topology", { rev: 1, actors: [], chans: [] });
  assertEquals(state.key, null);
  state.take("tick", { rev: 1, s: 1, t: 10, a0: [[1], [7]] });
  assertEquals(state.key, null);
  state.take("key", { rev: 1, s: 2, t: 20, life: "running", a: [[1, 2, 3]], c: [["x"]] });
  state.take("tick", { rev: 1, s: 3, t: 30, life: "stopping", a0: [[2, 1], [8, 9]], c0: ["y"] });
  state.take("life", { rev: 1, events: [{ n: 0, time: 1, subject: "a", what: "started" }] });
  state.take("bye", { rev: 1 });
  assertEquals(state.frames(), [
    ["hello", { epoch: "e", rev: 1 }],
    ["topology", { rev: 1, actors: [], chans: [] }],
    ["key", { rev: 1, s: 3, t: 30, life: "stopping", a: [[1, 8, 9]], c: [["y"]] }],
    ["life", { rev: 1, events: [{ n: 0, time: 1, subject: "a", what: "started" }] }],
  ]);
});

Deno.test("CatchUp forgets all when another program answers, and nothing when the same does", () => {
  const state = new CatchUp();
  state.take("hello", { epoch: "e" });
  state.take("topology", { rev: 1 });
  state.take("key", { rev: 1, a: [], c: [] });
  state.take("hello", { epoch: "e", resumed: true });
  assertEquals(state.frames().map(([name]) => name), ["hello", "topology", "key"]);
  state.take("hello", { epoch: "f" });
  assertEquals(state.frames(), [["hello", { epoch: "f" }]]);
});

Deno.test("CatchUp gives values that later ticks do not change", () => {
  const state = new CatchUp();
  state.take("key", { rev: 1, a: [[1]], c: [] });
  const given = state.key!;
  state.take("tick", { rev: 1, a0: [[1], [2]] });
  assertEquals(given.a, [[1]]);
});
