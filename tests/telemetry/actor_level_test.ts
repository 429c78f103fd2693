import { assertEquals } from "@std/assert";
import { actorLevel } from "../../src/telemetry/observe/actor_level.ts";

const calm = { crashed: false, blocked: 0, input: 0, output: 0, sent: 0 } as const;

Deno.test("actorLevel: as urgent as the fullest input", () => {
  assertEquals(([0, 1, 2, 3] as const).map((input) => actorLevel({ ...calm, input })), [
    0,
    1,
    2,
    3,
  ]);
});

Deno.test("actorLevel: who is held up by a full output is worth a watch, and no more", () => {
  assertEquals(actorLevel({ ...calm, input: 3, blocked: 0.5, output: 1 }), 1);
  assertEquals(actorLevel({ ...calm, input: 0, blocked: 0.9, output: 3 }), 0);
});

Deno.test("actorLevel: who is not held up much, or by nothing that is full, is the cause", () => {
  assertEquals(actorLevel({ ...calm, input: 3, blocked: 0.4, output: 3 }), 3);
  assertEquals(actorLevel({ ...calm, input: 3, blocked: 0.9, output: 0 }), 3);
});

Deno.test("actorLevel: critical after a crash", () => {
  assertEquals(actorLevel({ ...calm, crashed: true }), 3);
});

Deno.test("actorLevel: who does not send enough is as urgent as the channel that runs empty", () => {
  assertEquals(actorLevel({ ...calm, sent: 3, input: 1 }), 3);
});
