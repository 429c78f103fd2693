import { assertEquals } from "@std/assert";

const MODULE = new URL("./one_at_a_time.ts", import.meta.url).href;

/** A process that does its work in three steps, each told in a file, and is perhaps ended after the first. */
function worker(folder: string, name: string, dies = false): Deno.ChildProcess {
  const code = `
    import { oneAtATime } from ${JSON.stringify(MODULE)};
    const tell = (what) =>
      Deno.writeTextFileSync(${
    JSON.stringify(`${folder}/told`)
  }, "${name} " + what + "\\n", { append: true });
    await oneAtATime(${JSON.stringify(`${folder}/lock`)}, async () => {
      tell("begins");
      if (${dies}) Deno.kill(Deno.pid, "SIGKILL");
      for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 1));
      tell("ends");
    }, async () => tell("clears"));
  `;
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-lock",
      "--no-check",
      "--quiet",
      `data:text/javascript,${encodeURIComponent(code)}`,
    ],
  }).spawn();
}

async function told(folder: string): Promise<string[]> {
  return (await Deno.readTextFile(`${folder}/told`)).trimEnd().split("\n");
}

Deno.test("of processes that make the same thing, one makes it and the others wait", async () => {
  const folder = await Deno.makeTempDir();
  const names = ["a", "b", "c", "d"];
  await Promise.all(names.map((name) => worker(folder, name).status));
  const lines = await told(folder);
  const order = lines.filter((_, i) => i % 2 === 0).map((line) => line[0]!);
  assertEquals(order.toSorted(), names);
  assertEquals(lines, order.flatMap((name) => [`${name} begins`, `${name} ends`]));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("what was left half made is cleared away before it is made again", async () => {
  const folder = await Deno.makeTempDir();
  await worker(folder, "a", true).status;
  await worker(folder, "b").status;
  await worker(folder, "c").status;
  assertEquals(await told(folder), [
    "a begins",
    "b clears",
    "b begins",
    "b ends",
    "c begins",
    "c ends",
  ]);
  await Deno.remove(folder, { recursive: true });
});
