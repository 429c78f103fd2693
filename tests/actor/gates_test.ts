import { assert, assertEquals, assertMatch } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { gated } from "../fixtures/gate_actors.ts";
import { collector, counter } from "../fixtures/plain_actors.ts";
import { actorIn, within } from "../fixtures/watch.ts";

/** Makes the experiment, and returns what it found. */
async function found(experiment: string, where: string): Promise<unknown> {
  await using graph = new Graph("gates", {
    logLevel: "error",
    intensity: { restarts: 0, withinMs: 1000 },
  });
  const home = where === "in a troupe" ? { troupe: graph.troupe("ensemble") } : {};
  const input = graph.channel("input", u32, { capacity: 8 });
  const output = graph.channel("output", u32, { capacity: 4 });
  graph.actor("COUNTER", counter, { ports: { numbers: input.tx }, args: { count: 3 }, ...home })
    .actor("GATED", gated, {
      ports: { input: input.rx, output: output.tx },
      args: { experiment },
      ...home,
      ...(where === "never parking" ? { waitStrategy: "spin" } : {}),
    })
    .actor("COLLECTOR", collector, { ports: { numbers: output.rx }, ...home });
  await graph.start();
  return actorIn(await within(graph.finished, experiment), "GATED").state.found;
}

const IN_WAIT =
  /^TypeError: Cannot .*: actor "GATED" is in a wait, await each wait, .*\(told here\)$/;

for (const where of ["solo", "never parking", "in a troupe"]) {
  Deno.test(`a callback neither takes, sends, closes nor commits while its actor waits, and is told so: ${where}`, async () => {
    const told = await found("meddlings", where) as Record<string, string>;
    assertEquals(Object.keys(told).length, 14);
    for (const [verb, what] of Object.entries(told)) assertMatch(what, IN_WAIT, verb);
  });

  Deno.test(`a callback may ask, beat, show a status and change state while its actor waits: ${where}`, async () => {
    assertEquals(await found("questions", where), {
      availUnits: "worked: 3",
      isClosedAndEmpty: "worked: false",
      vacantUnits: "worked: 4",
      isFull: "worked: false",
      sent: "worked: 0",
      heartbeat: "worked: undefined",
      setStatus: "worked: undefined",
      state: "worked: 5",
    });
  });

  Deno.test(`what a callback tried in vain has left no trace: ${where}`, async () => {
    assertEquals(await found("unharmed", where), { sent: true, first: 0, vacant: 3, next: 0 });
  });

  Deno.test(`a callback does not cut a turn in two that awaits something: ${where}`, async () => {
    const { told, ...rest } = await found("midTurn", where) as { told: Record<string, string> };
    assertEquals(Object.keys(told).length, 16);
    for (const [how, what] of Object.entries(told)) {
      assertMatch(
        what,
        /^TypeError: Cannot commit a turn: actor "GATED" awaits something in the middle of its turn, and this is a callback, /,
        how,
      );
    }
    assertEquals(rest, { stays: true, own: true, later: true });
  });

  Deno.test(`a send after a wait that is not awaited is refused, and the wait goes on: ${where}`, async () => {
    const { told, met } = await found("forgottenWait", where) as { told: string; met: boolean };
    assertMatch(told, IN_WAIT);
    assertEquals(met, true);
  });

  Deno.test(`a commit after a send that is not awaited is refused, and the send goes on: ${where}`, async () => {
    const { told, sent } = await found("forgottenSend", where) as { told: string; sent: boolean };
    assertMatch(told, IN_WAIT);
    assertEquals(sent, true);
  });

  Deno.test(`waits that are met at once and not awaited are told of as soon as the event loop must run: ${where}`, async () => {
    assertMatch(await found("forgottenBreath", where) as string, /is in a wait/);
  });

  Deno.test(`what is waited for unseen may be taken unseen: ${where}`, async () => {
    assertEquals(await found("advances", where), "3");
  });
}

Deno.test("a wait for what is no condition is told where it is called, with what to give instead", async () => {
  const told = await found("noConditions", "solo") as string[];
  const cures = [
    "100 is no condition, give actor.timeout(100)",
    "undefined is no condition, give a condition, such as",
    "null is no condition, give a condition, such as",
    "Promise { 1 } is no condition, give actor.settled(promise)",
    "later is no condition, give a condition, such as",
    "is no condition, call it, and give what it returns",
    "{} is no condition, give a condition, such as",
    "Cannot join conditions with any(): 5 is no condition, give actor.timeout(5)",
  ];
  assertEquals(told.length, cures.length);
  told.forEach((text, i) => {
    assert(text.startsWith("TypeError: Cannot ") && text.endsWith("(told here)"), text);
    assert(text.includes(cures[i]!), `${text}, not: ${cures[i]}`);
  });
});
