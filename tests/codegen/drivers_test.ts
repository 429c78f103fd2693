import { assertEquals } from "@std/assert";
import type { Driver } from "../../src/codegen/mod.ts";
import { designOf, faultsOf } from "./drawings.ts";

/** The driver of an actor with such a label, that has inputs a and b, and an output c. */
async function driverOf(label: string): Promise<Driver> {
  const design = await designOf(`digraph D {
    X [label="mod::x ${label}"];
    A -> X [name=a type=u32]; A -> X [name=a type=u32]; A -> X [name=b type=u32]; X -> B [name=c type=u32];
  }`);
  return design.modules.find(({ name }) => name === "x")!.driver;
}

Deno.test("drivers: they are any and all of their parts", async () => {
  const [a, b]: Driver[] = ["a", "b"].map((port) => ({ when: "avail", port, count: 1, share: 0 }));
  const c: Driver = { when: "vacant", port: "c", count: 1, share: 0 };
  const beat: Driver = { when: "periodic", everyMs: 5000 };
  assertEquals(await driverOf("OnEvent(a)"), a);
  assertEquals(await driverOf("OnEvent(a||b)"), { when: "any", of: [a!, b!] });
  assertEquals(await driverOf("OnEvent(a && b)"), { when: "all", of: [a!, b!] });
  assertEquals(await driverOf("OnEvent(a) && OnCapacity(c)"), { when: "all", of: [a!, c] });
  assertEquals(await driverOf("OnEvent(a) || OnCapacity(c)"), { when: "any", of: [a!, c] });
  assertEquals(await driverOf("OnEvent(a) && OnCapacity(c) || OnEvent(b)"), {
    when: "any",
    of: [{ when: "all", of: [a!, c] }, b!],
  });
  assertEquals(await driverOf("AtLeastEvery(5s)"), beat);
  assertEquals(await driverOf("OnEvent(a) && AtLeastEvery(5s) && OnCapacity(c)"), {
    when: "any",
    of: [beat, { when: "all", of: [a!, c] }],
  });
  assertEquals(await driverOf("AtMostEvery(5s) && OnEvent(a)"), { when: "all", of: [beat, a!] });
  assertEquals(await driverOf("some text OnEvent(a:1), more OnCapacity(c)"), {
    when: "all",
    of: [a!, c],
  });
});

Deno.test("drivers: without a driver messages wake an actor if there is room for what comes of them, and a source wakes itself", async () => {
  const design = await designOf(
    "digraph D { A -> X [name=a type=u8]; B -> X [name=b type=u8]; X -> C [name=c type=u8] }",
  );
  assertEquals(
    design.modules.map(({ name, driver, driverIsDrawn }) => [name, driver, driverIsDrawn]),
    [
      ["a", {
        when: "all",
        of: [
          { when: "periodic", everyMs: 1000 },
          { when: "vacant", port: "a", count: 1, share: 1 },
        ],
      }, false],
      ["b", {
        when: "all",
        of: [
          { when: "periodic", everyMs: 1000 },
          { when: "vacant", port: "b", count: 1, share: 1 },
        ],
      }, false],
      ["c", { when: "avail", port: "c", count: 1, share: 0 }, false],
      ["x", {
        when: "all",
        of: [
          {
            when: "any",
            of: [
              { when: "avail", port: "a", count: 1, share: 0 },
              { when: "avail", port: "b", count: 1, share: 0 },
            ],
          },
          { when: "vacant", port: "c", count: 1, share: 1 },
        ],
      }, false],
    ],
  );
});

Deno.test("drivers: times have every unit that people write", async () => {
  for (
    const [text, everyMs] of [
      ["100us", 0.1],
      ["5ms", 5],
      ["1.5 s", 1500],
      ["10sec", 10_000],
      ["2 minutes", 120_000],
      ["2m", 120_000],
      ["1hr", 3_600_000],
      ["24h", 86_400_000],
      ["1d", 86_400_000],
    ] as const
  ) {
    assertEquals(await driverOf(`AtLeastEvery(${text})`), { when: "periodic", everyMs });
  }
  for (const text of ["5", "0ms", "-1s", "30 d", "5 parsecs", "", "1e3ms"]) {
    assertEquals(
      (await faultsOf(`digraph D { A -> B; A [label="AtLeastEvery(${text})"] }`)).length,
      1,
      text,
    );
  }
});

Deno.test("drivers: shares are parts of lanes", async () => {
  for (
    const [text, share] of [["a:2:50%", 0.5], ["a:2:0.25", 0.25], ["a:2:all", 1], [
      "a:2:any",
      0,
    ]] as const
  ) {
    assertEquals(await driverOf(`OnEvent(${text})`), { when: "avail", port: "a", count: 2, share });
  }
  assertEquals(await driverOf("OnEvent(a:all)"), { when: "avail", port: "a", count: 1, share: 1 });
});
