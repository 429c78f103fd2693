/** Holds what the workflows of `.github/workflows/` must not lose, as text: none of them can be run here. */
import { assert, assertEquals, assertMatch } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));

const gate = await read(".ci/run");
const workflows = new Map<string, string>();
for await (const { name } of Deno.readDir(new URL(".github/workflows/", ROOT))) {
  workflows.set(name, await read(`.github/workflows/${name}`));
}

/** The parts of a workflow's text that begin with a job's name, by that name. */
function jobsOf(text: string): Map<string, string> {
  const [, jobs = ""] = text.split(/^jobs:\n/m);
  const parts = jobs.split(/^ {2}(?=\w+:\n)/m).filter((part) => part.trim() !== "");
  return new Map(parts.map((part) => [part.slice(0, part.indexOf(":")), part]));
}

Deno.test("there is a workflow for each change, and one that publishes", () => {
  assertEquals([...workflows.keys()].sort(), ["ci.yml", "publish.yml"]);
});

for (const [name, text] of workflows) {
  Deno.test(`${name}: every action is one commit, with the version that it is beside it`, () => {
    const uses = [...text.matchAll(/^.*\buses: (.*)$/gm)].map(([, action]) => action!);
    assert(uses.length > 0);
    for (const action of uses) {
      assertMatch(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  Deno.test(`${name}: the Deno is the one of the gate`, () => {
    const [, version] = gate.match(/deno@(\S+) task ok/)!;
    assertEquals([...new Set([...gate.matchAll(/deno@(\S+)/g)].map(([, found]) => found))], [
      version,
    ]);
    const asked = [...text.matchAll(/deno-version: (.*)/g)].map(([, found]) => found);
    for (const found of asked) assertEquals(found, version);
  });

  Deno.test(`${name}: nothing may be written, and only the job that publishes has a token`, () => {
    assertMatch(text, /^permissions:(?: \{\}|\n {2}contents: read)\n\n/m);
    const rights = [...text.matchAll(/: (write|write-all)\b/g)];
    const jobs = jobsOf(text);
    const publishing = jobs.get("publish") ?? "";
    assertEquals(rights.length, name === "publish.yml" ? 1 : 0);
    if (name === "publish.yml") assertMatch(publishing, /^ {6}id-token: write$/m);
    const publishers = [...jobs].filter(([, job]) => /deno publish (?!--dry-run)/.test(job));
    assertEquals(publishers.map(([job]) => job), name === "publish.yml" ? ["publish"] : []);
  });

  Deno.test(`${name}: whoever publishes, or rehearses it, makes the release's deno.json first`, () => {
    for (const [, job] of jobsOf(text)) {
      const made = job.indexOf(".ci/release.ts");
      const published = job.indexOf("deno publish");
      if (published >= 0) assert(made >= 0 && made < published, job);
    }
  });
}

Deno.test("nothing is published that has not passed the gate", () => {
  const jobs = jobsOf(workflows.get("publish.yml")!);
  assertMatch(jobs.get("gate")!, /run: \.ci\/run$/m);
  assertMatch(jobs.get("publish")!, /^ {4}needs: gate$/m);
});
