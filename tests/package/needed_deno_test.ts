/** A Deno that is too old is refused before anything else, with its version and the one that is needed. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Graph, run } from "@steady-state/deno";
import { idler } from "../fixtures/plain_actors.ts";
import { isDenoFit, NEEDED_DENO } from "../../src/package.ts";

/** Has this Deno say that it is of another version. */
async function pretending(deno: string, what: () => unknown): Promise<void> {
  const { version } = Deno;
  Object.defineProperty(Deno, "version", { value: { ...version, deno }, configurable: true });
  try {
    await what();
  } finally {
    Object.defineProperty(Deno, "version", { value: version, configurable: true });
  }
}

function drawn(): Graph {
  return new Graph("sums").actor("IDLER", idler);
}

const ADVICE = "this is Deno 2.8.3, and 2.9.1 or newer is needed, as deno upgrade brings it";

Deno.test("Graph.start, telemetry and run refuse a Deno that is too old", async () => {
  await pretending("2.8.3", async () => {
    await assertRejects(() => drawn().start(), Error, `Cannot start graph "sums": ${ADVICE}`);
    assertThrows(() => drawn().telemetry, Error, `Cannot start graph "sums": ${ADVICE}`);
    const faulty = { telemetry: "no" } as unknown as { telemetry: false };
    await assertRejects(() => run(drawn(), faulty), Error, `Cannot run graph "sums": ${ADVICE}`);
  });
});

Deno.test("a Deno that is refused starts nothing, so that the graph can be started later", async () => {
  const graph = drawn();
  await pretending("1.46.3", () => assertRejects(() => graph.start(), Error, "Deno 1.46.3"));
  await graph.start();
  await graph.stop();
});

Deno.test("versions are compared by number, part by part", () => {
  const versions: [version: string, fit: boolean][] = [
    ["1.46.3", false],
    ["2.0.0", false],
    ["2.8.99", false],
    ["2.9.0", false],
    ["2.9.0+abcdef", false],
    ["2.9.1", true],
    ["2.9.1-rc.1+abcdef", true],
    ["2.9.10", true],
    ["2.10.0", true],
    ["10.0.0", true],
  ];
  for (const [version, fit] of versions) assertEquals(isDenoFit(version), fit, version);
});

Deno.test("the Deno that is needed is the one that README names, and this one will do", async () => {
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  assertEquals(readme.match(/\[Deno\]\(https:\/\/deno\.com\) (\S+) or newer/)?.[1], NEEDED_DENO);
  assertEquals(isDenoFit(Deno.version.deno), true);
});
