import { assertEquals, assertStringIncludes } from "@std/assert";

/** Has each of what a program gives to be called reject, or throw, and says how the graph ended all the same. */
const PROGRAM = `
import { Graph, run, u32 } from "@steady-state/deno";
import { defineActor } from "@steady-state/deno/actor";

export const clumsy = defineActor(import.meta, "clumsy", {
  async run(actor) {
    if (actor.generation > 0) return;
    await actor.deadLetter("a message", "in the way");
    actor.commit();
    throw new Error("on purpose");
  },
});

if (import.meta.main) {
  const fails = (what) => Deno.args[0] === "rejects"
    ? () => Promise.reject(new Error(what + " fails"))
    : () => { throw new Error(what + " fails"); };
  const graph = new Graph("clumsy", {
    log: fails("log"),
    onCrash: fails("onCrash"),
    onDeadLetter: fails("onDeadLetter"),
  });
  graph.actor("CLUMSY", clumsy);
  const { clean } = await run(graph, { telemetry: false, print: fails("print") });
  console.log("clean:", clean);
}
`;

for (const how of ["throws", "rejects"]) {
  Deno.test(`what is given to be called and ${how} is told, and neither the graph nor the process ends`, async () => {
    const folder = await Deno.makeTempDir();
    const root = new URL("../../", import.meta.url);
    try {
      await Deno.writeTextFile(`${folder}/main.ts`, PROGRAM);
      await Deno.writeTextFile(
        `${folder}/deno.json`,
        JSON.stringify({
          imports: {
            "@steady-state/deno": new URL("mod.ts", root).href,
            "@steady-state/deno/actor": new URL("src/actor/mod.ts", root).href,
          },
        }),
      );
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-lock", "--no-check", "main.ts", how],
        cwd: folder,
      }).output();
      const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      assertEquals([code, out], [0, "clean: true\n"], err);
      for (const what of ["log sink", "onCrash option", "onDeadLetter option", "print option"]) {
        assertStringIncludes(err!, `the ${what} threw Error: ${what.split(" ")[0]} fails`);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
