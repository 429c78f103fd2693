import { assertEquals } from "@std/assert";
import { whyActor, whyChannel } from "../../static/why.js";

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
  assertEquals(whyActor({ ...calm, level: 3 }, [], []), "It crashed a moment ago.");
});

Deno.test("whyChannel names the reader", () => {
  assertEquals(
    whyChannel({ level: 2, fill: 85, rate: 10 }, "LOGGER"),
    "LOGGER takes more slowly than it is sent to.",
  );
  assertEquals(whyChannel({ level: 0, fill: 0, rate: 0 }, "LOGGER"), "Nothing flows.");
});
