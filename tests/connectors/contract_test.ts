/**
 * Every wire against its contract: in memory always, and against each real server that is here. Beds are found in
 * `tests/connectors/<name>/bed.ts`. The last line says which wires ran against what.
 */
import { assert, assertEquals } from "@std/assert";
import type { Bed } from "./contract/beds.ts";
import { bedName, type BedResult, expectedEnds, resultsText } from "./contract/results.ts";
import { runBed } from "./contract/run_bed.ts";

const HERE = new URL("./", import.meta.url);

/** All that there are, in the order of their folders. */
async function findBeds(): Promise<Bed[]> {
  const folders = [...Deno.readDirSync(HERE)].filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => name).toSorted();
  const beds: Bed[] = [];
  for (const folder of folders) {
    const file = new URL(`${folder}/bed.ts`, HERE);
    if (!isFile(file)) continue;
    const module: { readonly beds: readonly Bed[] } = await import(file.href);
    beds.push(...module.beds);
  }
  return beds;
}

function isFile(file: URL): boolean {
  try {
    return Deno.statSync(file).isFile;
  } catch {
    return false;
  }
}

const beds = await findBeds();
const results: BedResult[] = [];

for (const bed of beds) {
  const why = bed.missing;
  if (why !== undefined) results.push({ bed, held: [], failed: [], measured: [], missing: why });
  Deno.test({
    name: `${bedName(bed)}${why === undefined ? "" : ` is not run: ${why}`}`,
    ignore: why !== undefined,
    fn: async (t) => void results.push(await runBed(bed, t)),
  });
}

Deno.test("wires: which ran their contract, and which did not and why", () => {
  console.log(resultsText(results));
  const ran = results.filter(({ missing }) => missing === undefined).length;
  const expected = expectedEnds(beds);
  assert(ran >= expected, `${ran} ends of wires ran their contract, ${expected} are expected`);
  assertEquals(results.flatMap(({ failed }) => failed), []);
});
