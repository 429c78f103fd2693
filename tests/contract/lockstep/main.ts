/** Interleavings of real threads, one seed after the other: what a program that plants faults runs. */
import { parseArgs } from "node:util";
import { Lockstep } from "./lockstep.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    seed: { type: "string", default: "1" },
    interleavings: { type: "string", default: "1000" },
    first: { type: "boolean" },
    json: { type: "string" },
  },
});

const failures: Record<number, string> = {};
{
  using lockstep = new Lockstep();
  const [first, count] = [Number(values.seed), Number(values.interleavings)];
  for (let seed = first; seed < first + count; seed++) {
    const { faults } = await lockstep.run(seed);
    if (faults.length === 0) continue;
    failures[seed] = `Seed ${seed} fails: ${faults.join("\n")}`;
    console.error(`${failures[seed]}\n`);
    if (values.first) break;
  }
}
if (values.json !== undefined) await Deno.writeTextFile(values.json, JSON.stringify({ failures }));
Deno.exit(Object.keys(failures).length === 0 ? 0 : 1);
