/** Links in simulations, one seed after the other in each scenario: what a program that plants faults runs. */
import { parseArgs } from "node:util";
import { SCENARIOS } from "./scenarios.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "100" },
    first: { type: "boolean" },
    json: { type: "string" },
  },
});

/** The first seed that fails, in whichever scenario. */
async function firstFailure(from: number, count: number): Promise<Record<number, string>> {
  for (let seed = from; seed < from + count; seed++) {
    for (const { name, run } of SCENARIOS) {
      try {
        await run([seed]);
      } catch (error) {
        const said = `Seed ${seed} fails, ${name}: ${(error as Error).message}`;
        console.error(`${said}\n`);
        return { [seed]: said };
      }
    }
  }
  return {};
}

const failures = await firstFailure(Number(values.seed), Number(values.seeds));
if (values.json !== undefined) await Deno.writeTextFile(values.json, JSON.stringify({ failures }));
Deno.exit(Object.keys(failures).length === 0 ? 0 : 1);
