import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { simulate, type Stage } from "@steady-state/deno/testing";
import { parseRecording } from "../../static/playback/recording.js";
import { relay } from "../fixtures/chain_actors.ts";
import { inFolder } from "./in_folder.ts";
import { chain, recordedFailure } from "./recorded_failure.ts";

Deno.test("the run that fails is recorded as the page reads it: with its faults, what came of them, and each moment", async () => {
  await inFolder(async (folder) => {
    const { message, run, faults } = await recordedFailure(folder);
    const path = `${folder}/chain_of_three-seed-${run.seed}.ndjson`;
    assert(message.endsWith(`SEED=${run.seed}, look at its recording ${path}`), message);
    const { topology, hello, frames, events, from, to } = parseRecording(
      await Deno.readTextFile(path),
    );
    assertEquals([topology.graph, hello.app], ["chain of three", "chain of three"]);
    assertEquals(from, Date.UTC(2026, 0, 1));
    const told = events.flatMap(({ name, frame }) => name === "life" ? frame.events : []);
    const ofFaults = told.filter(({ what }: { what: string }) => what === "fault");
    assertEquals(
      ofFaults.map(({ subject, detail }: Record<string, unknown>) => [subject, detail]),
      faults.map(({ worker }) => [worker, "dies"]),
    );
    for (const [i, { elapsedMs }] of faults.entries()) {
      assert(Math.abs(ofFaults[i].time - from - elapsedMs) < 1);
    }
    const kinds = new Set(told.map(({ what }: { what: string }) => what));
    for (const what of ["started", "crashed", "restarted", "stopped"]) {
      assert(kinds.has(what), what);
    }
    // A moment a millisecond, as long as anything happens.
    assert(frames.length > 50 && to - from > 50, `${frames.length} in ${to - from} ms`);
    const times = frames.map(({ time }) => time);
    assertEquals(new Set(times).size, times.length);
  });
});

Deno.test("to be recorded changes nothing in a run, and where none fails the last one is, a file for each process", async () => {
  await inFolder(async (trace) => {
    let steps = 0;
    const runs: number[][] = [];
    const check = () => void steps++;
    const script = async (stage: Stage) => {
      steps = 0;
      await stage.advance("20 ms");
      const again = await stage.startAgain();
      await again.finished;
      runs.push([stage.seed, steps, again.elapsedMs]);
    };
    const faults = { death: 0.01, clockStep: 0.01 };
    const done = await simulate(() => chain(relay), { seeds: 2, faults, trace, check }, script);
    assertEquals([done.length, runs.length], [2, 3]);
    assertEquals(runs[2], runs[1]);
    const files = [...Deno.readDirSync(trace)].map(({ name }) => name).sort();
    assertEquals(files, ["chain_of_three-seed-2-2.ndjson", "chain_of_three-seed-2.ndjson"]);
    const [second, first] = files.map((name) =>
      parseRecording(Deno.readTextFileSync(`${trace}/${name}`))
    );
    assert(first!.frames.length > 1 && second!.frames.length > 1);
    assertMatch(JSON.stringify(second!.events), /every actor has ended/);
  });
});

Deno.test("environment variables say which seed is run, and where it is recorded", async () => {
  await inFolder(async (folder) => {
    const { message, run } = await recordedFailure(`${folder}/by-option`);
    const program = `
      import { recordedFailure } from ${
      JSON.stringify(new URL("recorded_failure.ts", import.meta.url).href)
    };
      console.log((await recordedFailure("/dev/null/overruled")).message);
    `;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-lock", program],
      cwd: new URL("../..", import.meta.url),
      env: { SEED: String(run.seed), TRACE: `${folder}/by-variable`, NO_COLOR: "1" },
    }).output();
    const told = new TextDecoder().decode(stdout).trim();
    assertEquals(
      told,
      message.replace("by-option", "by-variable"),
      new TextDecoder().decode(stderr),
    );
    const name = `chain_of_three-seed-${run.seed}.ndjson`;
    assertEquals(
      await Deno.readTextFile(`${folder}/by-variable/${name}`),
      await Deno.readTextFile(`${folder}/by-option/${name}`),
    );
  });
});

Deno.test("a long run has as many moments as a page can hold", async () => {
  await inFolder(async (trace) => {
    await simulate(() => chain(relay), { trace }, async (stage) => {
      await stage.finished;
      await stage.advance("1 day");
    });
    const { frames, from, to } = parseRecording(
      await Deno.readTextFile(`${trace}/chain_of_three-seed-1.ndjson`),
    );
    assert(to - from > 1000 && frames.length <= 2100, `${frames.length}`);
  });
});

Deno.test("a folder that cannot be written leaves the failure what it is, and says so", async () => {
  const { message } = await recordedFailure("/dev/null/traces");
  assertMatch(
    message,
    /^Seed \d+ fails .* SEED=\d+, cannot record a simulation in \/dev\/null\/traces: /,
  );
  await assertRejects(
    () => simulate(() => chain(relay), { trace: "/dev/null/traces" }),
    Error,
    "Cannot record a simulation in /dev/null/traces: ",
  );
  await assertRejects(
    () => simulate(() => chain(relay), { trace: "" }),
    TypeError,
    'option trace is "", give the path of a folder',
  );
});
