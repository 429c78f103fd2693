/** What a project does with a condition of its writer's own that fails. */
import { assert } from "@std/assert";
import { MadeProject } from "./made_project.ts";

const DOT = `digraph t { A -> B; A [label="Other(opening)"]; }`;

/** The first three fail, one of them at once; the fourth comes. */
const EVENTS = `
let calls = 0;
export function opening(signal: AbortSignal): Promise<void> {
  if (++calls === 1) throw new Error("no door");
  if (calls < 4) return Promise.reject(new Error("door is shut"));
  return new Promise((resolve) => {
    if (calls === 4) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}
`;

const TEST = `
import { deepStrictEqual } from "node:assert";
import { rehearse } from "@steady-state/deno/testing";
import { a } from "./a.ts";

Deno.test("an event that fails has not come", async () => {
  await using scene = await rehearse(a);
  const at = async (ms: number) => {
    await scene.advance(ms);
    const told = scene.log.filter(({ level }) => level === "error").map(({ text }) => text);
    return [scene.state.turns, told.length];
  };
  deepStrictEqual(await at(50), [0, 1]);
  deepStrictEqual(await at(100), [0, 2]);
  deepStrictEqual(await at(100), [0, 2]);
  deepStrictEqual(await at(100), [0, 3]);
  deepStrictEqual(await at(300), [0, 3]);
  deepStrictEqual(await at(100), [1, 3]);
  scene.stop();
  const { clean, crashes } = await scene.ended;
  deepStrictEqual([clean, crashes.length], [true, 0]);
});
`;

Deno.test("events: one that fails is logged and called again after growing pauses, and never counts as come", async () => {
  await using project = await MadeProject.of(DOT);
  await project.write("actors/events/a.ts", EVENTS);
  await project.write("actors/failing_test.ts", TEST);
  const { ok, text } = await project.deno(
    "test",
    "--no-prompt",
    "--allow-read",
    "actors/failing_test.ts",
  );
  assert(ok, text);
});
