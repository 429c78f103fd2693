/** Modules of another name. */
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { describePlan } from "../../../src/codegen/project/mod.ts";
import { seeded } from "../../fixtures/random.ts";
import { Killed, type MemoryDisk } from "./memory_disk.ts";
import { DRAWING, edit, made, TICK, update } from "./sample_project.ts";

Deno.test("a module of another name is offered as a rename, which moves what its owner wrote", async () => {
  const disk = await made();
  edit(disk, "actors/tick.ts", "line 2, version 1\n  step();", "line 2, version 1\n  mine();");
  const next = { ...DRAWING, modules: [{ ...TICK, name: "tock" }] };
  const offered = await update(disk.copy(), next, { dryRun: true });
  assertEquals(offered.plan?.likelyRenames, [{ from: "tick", to: "tock" }]);
  const [told] = describePlan(offered.plan!).split("\n");
  assertStringIncludes(told!, "tick is gone, and tock");
  assertStringIncludes(told!, "say --rename tick=tock, and what you wrote moves along");
  const other = { ...DRAWING, modules: [{ ...TICK, name: "tock", ports: 2 }] };
  assertEquals((await update(disk.copy(), other)).plan?.likelyRenames, []);
  const renames = [{ from: "tick", to: "tock" }];
  const late = disk.copy();
  for (const place of [disk, late]) {
    // It may also be said a run later, as long as nobody has touched what was made meanwhile.
    if (place === late) await update(place, next);
    const { plan } = await update(place, next, { renames });
    assertEquals([plan?.orphans, plan?.renames, plan?.likelyRenames], [[], renames, []]);
    assertEquals(Object.keys(place.own()).filter((path) => path.includes("tick")), []);
    assertStringIncludes(
      place.text("actors/tock.ts")!,
      "<<<<<<< yours\n  // tick, line 2, version 1\n  mine();\n",
    );
    assertStringIncludes(place.text("actors/tock_test.ts")!, "test(tock)");
    assertMatch(describePlan(plan!), /^ +renamed +tick to tock$/m);
    place.put(
      "actors/tock.ts",
      place.text("actors/tock.ts")!.replace(/^[<|=>]{7}.*\n/gm, ""),
    );
    const again = await update(place, next, { renames });
    assertEquals([again.plan?.obstacles, again.plan?.renames, again.plan?.changes], [[], [], []]);
  }
  assertEquals(disk.texts(), late.texts());
});

Deno.test("a rename that makes no sense is refused, and nothing is written", async () => {
  const disk = await made({ ...DRAWING, modules: [TICK, { ...TICK, name: "old" }] });
  const next = { ...DRAWING, modules: [TICK, { ...TICK, name: "fresh" }] };
  const before = disk.texts();
  const renames = [
    { from: "tick", to: "fresh" },
    { from: "none", to: "fresh" },
    { from: "old", to: "nowhere" },
    { from: "old", to: "no" },
  ];
  const { plan } = await update(disk, next, { renames });
  assertEquals(plan?.obstacles, [
    "none cannot become fresh: tick is to become fresh, say one of the two",
    "old cannot become no: old is to become nowhere, say one of the two",
    "old cannot become nowhere: the drawing has no module nowhere, give the name that a file of actors/ gets",
    "tick cannot become fresh: tick is in the drawing still",
  ]);
  assertEquals(disk.texts(), before);
  const strange = await update(disk, next, { renames: [{ from: "none", to: "fresh" }] });
  assertEquals(strange.plan?.obstacles, [
    "none cannot become fresh: no module none was generated here before, give the name of a file of actors/",
  ]);
  await update(disk, next);
  edit(disk, "actors/fresh.ts", "step", "mine");
  const taken = await update(disk, next, { renames: [{ from: "old", to: "fresh" }] });
  assertStringIncludes(
    `${taken.plan?.obstacles}`,
    "both actors/old.ts and actors/fresh.ts have a text of yours, delete one of them",
  );
});

Deno.test("a file that its owner has moved already is known by a rename", async () => {
  const disk = await made();
  edit(disk, "actors/tick.ts", "line 0, version 1\n", "line 0, version 1\n  mine();\n");
  disk.put("actors/tock.ts", disk.text("actors/tick.ts")!);
  disk.drop("actors/tick.ts");
  const next = { ...DRAWING, modules: [{ ...TICK, name: "tock", lines: [1, 1, 1, 1] }] };
  await update(disk, next, { renames: [{ from: "tick", to: "tock" }] });
  const text = disk.text("actors/tock.ts")!;
  assertStringIncludes(text, "mine();");
  assertStringIncludes(text, "export const tock");
});

Deno.test("a rename leaves what somebody wrote into a generated file, and what is there by the new name", async () => {
  const disk = await made();
  edit(disk, "generated/tick.ts", "rx(u32)", "rx(u64)");
  const next = { ...DRAWING, modules: [{ ...TICK, name: "tock" }] };
  const renames = [{ from: "tick", to: "tock" }];
  const { plan } = await update(disk, next, { renames });
  assertEquals(plan?.orphans, [{ path: "generated/tick.ts", isChanged: true }]);
  assertStringIncludes(disk.text("generated/tick.ts")!, "u64");
  const late = await made();
  await update(late, next);
  late.drop("actors/tick.ts");
  edit(late, "actors/tock.ts", "line 0, version 1", "mine");
  const text = late.text("actors/tock.ts");
  await update(late, next, { renames });
  assertEquals(late.text("actors/tock.ts"), text);
  assertStringIncludes(late.text(".steady/base/actors/tock.ts.base")!, "tock, line 0");
});

const GATE = { name: "gate", ports: 2, lines: [1, 1] };
const PAIR = { ...DRAWING, modules: [TICK, GATE] };
/** What was tick is gate, and the other way round. */
const EXCHANGED = {
  ...DRAWING,
  modules: [{ ...TICK, name: "gate" }, { ...GATE, name: "tick" }],
};
const EXCHANGE = [{ from: "tick", to: "gate" }, { from: "gate", to: "tick" }];

/** A project whose owner has written into the files of both. */
async function written(): Promise<MemoryDisk> {
  const disk = await made(PAIR);
  for (const name of ["tick", "gate"]) {
    edit(disk, `actors/${name}.ts`, "function turn", `// of the former ${name}\nfunction turn`);
  }
  return disk.copy();
}

Deno.test("two modules that exchange their names take along what their owner wrote, and once only", async () => {
  const disk = await written();
  const { plan } = await update(disk, EXCHANGED, { renames: EXCHANGE });
  assertEquals([plan!.obstacles, plan!.renames, plan!.orphans], [[], EXCHANGE, []]);
  assertEquals(plan!.changes.filter(({ kind }) => kind === "conflict"), []);
  const texts = ["tick", "gate"].map((name) => disk.text(`actors/${name}.ts`)!);
  assertMatch(texts[0]!, /of the former gate\n[^]*export const tick = /);
  assertMatch(texts[1]!, /of the former tick\n[^]*export const gate = /);
  assertStringIncludes(disk.text("actors/gate_test.ts")!, "// 1\ntest(gate)");
  // Whoever says it again, as after a run that was killed, has not asked for the exchange of the exchange.
  const after = disk.texts();
  const again = await update(disk, EXCHANGED, { renames: EXCHANGE });
  assertEquals([again.plan!.obstacles, again.plan!.changes], [[], []]);
  await update(disk, EXCHANGED);
  await update(disk, EXCHANGED, { renames: EXCHANGE });
  assertEquals(disk.texts(), after);
  // The drawing has them exchanged once more: that is another matter.
  await update(disk, PAIR, { renames: EXCHANGE });
  for (const name of ["tick", "gate"]) {
    assertStringIncludes(disk.text(`actors/${name}.ts`)!, `of the former ${name}\n`);
  }
});

Deno.test("an exchange of names may be told a run late, and a file that was deleted stays so", async () => {
  const disk = await written();
  disk.drop("actors/gate_test.ts");
  const late = disk.copy();
  await update(disk, EXCHANGED, { renames: EXCHANGE });
  assertEquals(disk.text("actors/tick_test.ts"), undefined);
  assertStringIncludes(disk.text("actors/gate_test.ts")!, "test(gate)");
  await update(late, EXCHANGED);
  assertStringIncludes(late.text("actors/tick.ts")!, "of the former tick");
  await update(late, EXCHANGED, { renames: EXCHANGE });
  assertEquals(late.own(), disk.own());
});

Deno.test("a name that another module takes is free for its own files: names go on in a row", async () => {
  const disk = await written();
  const next = { ...DRAWING, modules: [{ ...TICK, name: "gate" }, { ...GATE, name: "store" }] };
  const renames = [{ from: "tick", to: "gate" }, { from: "gate", to: "store" }];
  const { plan } = await update(disk, next, { renames });
  assertEquals([plan!.obstacles, plan!.renames, plan!.orphans], [[], renames, []]);
  assertStringIncludes(disk.text("actors/gate.ts")!, "of the former tick");
  assertStringIncludes(disk.text("actors/store.ts")!, "of the former gate");
  assertEquals(disk.text("actors/tick.ts"), undefined);
});

Deno.test("an exchange of names that is killed, or loses its power, at any change ends as one that was not", async () => {
  const project = await written();
  const whole = project.copy();
  await update(whole, EXCHANGED, { renames: EXCHANGE });
  const random = seeded(1);
  for (let at = 0; at <= whole.changes; at++) {
    for (const kept of [1, 0, ...Array<number>(12).fill(0.5)]) {
      const killed = project.copy();
      killed.killedAt = at;
      const updated = update(killed, EXCHANGED, { renames: EXCHANGE });
      if (at < whole.changes) await assertRejects(() => updated, Killed);
      else await updated;
      killed.losePower(() => random() < kept);
      const revived = killed.copy();
      await update(revived, EXCHANGED, { renames: EXCHANGE });
      assertEquals(revived.texts(), whole.texts(), `at change ${at}, of which ${kept} were kept`);
    }
  }
});
