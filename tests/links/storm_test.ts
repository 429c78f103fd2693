/** Short storms: two pods and a network that fails between them. Long ones by hand: `tests/links/storm/main.ts`. */
import { assert, assertEquals } from "@std/assert";
import { noToxiproxy } from "../connectors/servers/toxiproxy.ts";
import { denoNetwork, FAULT_KINDS, toxicNetwork } from "./storm/network.ts";
import { storm, type StormOptions } from "./storm/storm.ts";

const FAULTS = 40;

/** Has a storm, in which each kind of fault strikes, and holds it against what was sent. */
async function weathered(options: Omit<StormOptions, "faults">): Promise<void> {
  const { sent, taken, faults } = await storm({ ...options, faults: FAULTS });
  for (const kind of FAULT_KINDS) assert(faults[kind] > 0, `no fault was ${kind}`);
  const { count } = sent;
  assertEquals(taken, { count, lost: 0, doubled: 0, crashes: 0, end: "good" });
  assertEquals(sent, { count, lost: 0, doubled: 0, crashes: 0, end: "good" });
}

Deno.test("storm: a network in Deno fails, and each number comes once", async () => {
  await weathered({ seed: 11, network: denoNetwork, connects: "sends", acknowledge: "received" });
});

Deno.test("storm: the same where the taking pod connects and acknowledges what is settled", async () => {
  await weathered({ seed: 12, network: denoNetwork, connects: "takes", acknowledge: "settled" });
});

Deno.test({
  name: `storm: toxiproxy has it fail${
    noToxiproxy === undefined ? "" : ` (is not run: ${noToxiproxy})`
  }`,
  ignore: noToxiproxy !== undefined,
  fn: () =>
    weathered({ seed: 13, network: toxicNetwork, connects: "sends", acknowledge: "received" }),
});
