import { assertEquals } from "@std/assert";
import { whyActor, whyChannel } from "../../static/lens/why.js";

const calm = { level: 0, up: true, blocked: 0, restarts: 0 };
const full = { name: "jobs", fill: 97, level: 3 };

Deno.test("whyActor blames who takes too slowly, and not who waits for room", () => {
  assertEquals(whyActor(calm, [], []), "");
  assertEquals(
    whyActor({ ...calm, level: 3 }, [full], []),
    "jobs is 97% full: it takes too slowly.",
  );
  assertEquals(
    whyActor({ ...calm, level: 1, blocked: 80 }, [full], [{ ...full, name: "rows" }]),
    "It waits for room in rows: look further down.",
  );
});

Deno.test("whyActor tells of what does not run, and of a crash", () => {
  assertEquals(
    whyActor({ ...calm, up: false }, [], []),
    "It does not run: not started yet, ended, or being restarted.",
  );
  assertEquals(
    whyActor({ ...calm, level: 3 }, [], []),
    "It crashed a moment ago, or an alert of its own is active.",
  );
});

Deno.test("whyChannel names the reader", () => {
  assertEquals(
    whyChannel({ level: 2, fill: 85, rate: 10 }, "LOGGER"),
    "LOGGER takes more slowly than it is sent to.",
  );
  assertEquals(whyChannel({ level: 0, fill: 0, rate: 0 }, "LOGGER"), "Nothing flows.");
});

Deno.test("why: a level that does not come from the fill is not explained by it", () => {
  const late = { name: "jobs", fill: 3, level: 3 };
  assertEquals(
    whyActor({ ...calm, level: 3 }, [{ ...full, level: 0, fill: 40 }, late], []),
    "Its input jobs asks for attention.",
  );
  assertEquals(whyChannel({ level: 3, fill: 3, rate: 10 }, "LOGGER"), "An alert is active.");
});

Deno.test("whyActor tells of a crash before it tells of an input that is less urgent", () => {
  const actor = { level: 3, up: true, blocked: 0, restarts: 1 };
  const jobs = { name: "jobs", fill: 84, level: 2 };
  assertEquals(
    whyActor(actor, [jobs], []),
    "It crashed a moment ago, or an alert of its own is active.",
  );
});
