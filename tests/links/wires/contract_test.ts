/** Every wire of links against the contract. */
import { BEDS, clearBeds } from "./beds.ts";
import { ROWS } from "./contract.ts";

for (const bed of BEDS) {
  Deno.test({
    name: `wires of links: ${bed.name}${
      bed.missing === undefined ? "" : ` is not run: ${bed.missing}`
    }`,
    ignore: bed.missing !== undefined,
    // A closed connection waits for a moment until its partner has read what was sent last.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn(t) {
      for (const [name, row] of Object.entries(ROWS)) await t.step(name, () => row(bed));
    },
  });
}

Deno.test.afterAll(clearBeds);
