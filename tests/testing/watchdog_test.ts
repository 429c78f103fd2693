import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { deno, mapped } from "../examples/page_program.ts";

async function ran(program: string): Promise<{ readonly code: number; readonly said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", program],
    cwd: new URL("../..", import.meta.url),
  }).output();
  const said = [stdout, stderr].map((text) => new TextDecoder().decode(text)).join("");
  return { code, said };
}

const REHEARSAL = `
  import { rehearse } from "@steady-state/deno/testing";
  import { looper } from ${
  JSON.stringify(new URL("../fixtures/machine_actors.ts", import.meta.url))
};
  const scene = await rehearse(looper, { stepLimit: "2 s", seed: 5 });
`;

Deno.test("an endless loop in an actor ends the process, which says whose it is, when, and of which seed", async () => {
  const { code, said } = await ran(`${REHEARSAL}
    scene.in.send(1);
    await scene.advance(500);
    scene.in.send(13);
    await scene.advance(1);
    console.log("came back");
  `);
  assertMatch(
    said,
    /^Cannot go on with the simulation of seed 5: a step of actor ACTOR does not end, after 50\d ms of its time; .* SEED=5, or raise option stepLimit, which is 2000 ms of the machine's time\n$/,
  );
  if (Deno.build.os !== "windows") assertEquals(code, 137);
});

Deno.test("time between two steps is nobody's, whatever the test does then; and who looks on keeps no process alive", async () => {
  const { code, said } = await ran(`${REHEARSAL}
    scene.in.send(1);
    await scene.advance(1);
    const end = performance.now() + 5000;
    while (performance.now() < end);
    await scene.advance(1);
    console.log("came back");
  `);
  assertEquals([code, said], [0, "came back\n"]);
});

Deno.test("under deno test, which shows what is written by and by, it is said too, whatever is permitted", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await mapped(folder);
    await Deno.writeTextFile(
      `${folder}/loop_test.ts`,
      `import { defineActor } from "@steady-state/deno/actor";
      import { rehearse } from "@steady-state/deno/testing";
      const looper = defineActor(import.meta, "looper", { ports: {}, run() { for (;;); } });
      Deno.test("a loop", async () => {
        await using scene = await rehearse(looper, { seed: 3, stepLimit: "1 s" });
        await scene.settle();
      });`,
    );
    const args = ["test", "--no-lock", "--no-check", "--no-prompt"];
    const { stdout, stderr } = await deno(folder, args).output();
    const said = [stdout, stderr].map((text) => new TextDecoder().decode(text)).join("");
    assertStringIncludes(said, "Cannot go on with the simulation of seed 3: a step of actor ACTOR");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
