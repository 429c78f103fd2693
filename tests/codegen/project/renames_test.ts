/** Modules of another name. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describePlan } from "../../../src/codegen/project/mod.ts";
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
