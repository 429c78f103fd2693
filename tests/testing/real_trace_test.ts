import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { Tx } from "@steady-state/deno";
import { simulate } from "@steady-state/deno/testing";
import { applyChange } from "../../static/feed/columns.js";
import { parseRecording } from "../../static/playback/recording.js";
import { relay } from "../fixtures/chain_actors.ts";
import { inFolder } from "./in_folder.ts";
import { chain } from "./recorded_failure.ts";

type Recording = ReturnType<typeof parseRecording>;

async function readRecording(folder: string, seed = 1): Promise<Recording> {
  return parseRecording(await Deno.readTextFile(`${folder}/chain_of_three-seed-${seed}.ndjson`));
}

/** A figure of all actors, or of all channels, at each moment, with the life of the graph then. */
function pastOf(
  { hello, frames }: Recording,
  side: "a" | "c",
  figure: string,
): { life: string; values: (number | null)[] }[] {
  const column = hello.columns[side].indexOf(figure);
  const values: (number | null)[] = [];
  return frames.map(({ name, frame }) => {
    if (name === "key") applyChange(values, frame[side][column]);
    const change = frame[`${side}${column}`];
    if (change !== undefined) applyChange(values, change);
    return { life: frame.life, values: [...values] };
  });
}

Deno.test("a run on real workers that fails is recorded as the page reads it, with the threads that were really ended", async () => {
  await inFolder(async (trace) => {
    const options = { real: true, faults: { death: 0.005 }, faultsFor: "1 min", trace } as const;
    const { message } = await assertRejects(
      () =>
        simulate(() => chain(relay), options, async (stage) => {
          stage.perform("SOURCE", async (actor) => {
            while (actor.isRunning()) await actor.wait(actor.timeout(1));
          });
          // A thread of the machine, and one that is played.
          const back = new Set<string>();
          await stage.advance(0);
          stage.graph.telemetry.onLife(({ what, subject }) => {
            if (what === "restarted") back.add(subject);
          });
          await stage.until(() => back.has("SOURCE") && back.has("PASSING"), "1 min");
          throw new Error("fails, as the test wants it");
        }),
      Error,
    );
    const path = `${trace}/chain_of_three-seed-1.ndjson`;
    assert(
      message.endsWith(`to look for a seed that fails, look at its recording ${path}`),
      message,
    );
    const recording = await readRecording(trace);
    const { topology, events } = recording;
    assertEquals(topology.actors.map(({ name }: { name: string }) => name), [
      "SOURCE",
      "PASSING",
      "SINK",
    ]);
    assertEquals(topology.chans.map(({ name }: { name: string }) => name), ["raw", "passed"]);
    const told = events.flatMap(({ name, frame }) => name === "life" ? frame.events : []);
    const died = [...message.matchAll(/([A-Z]+) after \d+ ms/g)].map(([, worker]) => worker);
    assertEquals(
      told.filter(({ what }: { what: string }) => what === "fault")
        .map(({ subject, detail }: Record<string, unknown>) => [subject, detail]),
      died.map((worker) => [worker, "dies"]),
    );
    for (const actor of ["SOURCE", "PASSING"]) {
      const of = told.filter(({ subject }: { subject: string }) => subject === actor);
      const kinds = new Set(of.map(({ what }: { what: string }) => what));
      for (const what of ["started", "fault", "crashed", "restarted"]) {
        assert(kinds.has(what), `${actor} is not told to have ${what}`);
      }
    }
    const restarts = pastOf(recording, "a", "restarts").at(-1)!.values;
    assert(restarts[0]! > 0 && restarts[1]! > 0, `${restarts}`);
  });
});

Deno.test("the recording of a real run shows the very moment in which it fails, with heaps, and then its end", async () => {
  await inFolder(async (trace) => {
    const failing = simulate(() => chain(relay), { real: true, trace }, async (stage) => {
      let goesOn = false;
      stage.perform("SOURCE", async (actor) => {
        const out = actor.ports.out as unknown as Tx<number>;
        while (!goesOn && actor.isRunning()) await actor.wait(actor.timeout(1));
        for (let n = 1; n <= 5; n++) out.trySend(n);
        while (actor.isRunning()) await actor.wait(actor.timeout(1));
      });
      await stage.until(() => stage.graph.telemetry.heapBytes(1) !== null);
      goesOn = true;
      await stage.until(() => stage.state("SINK").count === 5);
      throw new Error("fails, as the test wants it");
    });
    await assertRejects(() => failing, Error, "fails, as the test wants it");
    const recording = await readRecording(trace);
    const sent = pastOf(recording, "c", "sent").filter(({ life }) => life === "running");
    assertEquals(sent.at(-1)?.values, [5, 5]);
    const heaps = pastOf(recording, "a", "heapBytes").filter(({ life }) => life === "running");
    assert(heaps.at(-1)!.values[1]! > 0, JSON.stringify(heaps));
    const times = recording.frames.map(({ time }) => time);
    assertEquals(new Set(times).size, times.length);
    assertEquals(recording.frames.at(-1)!.frame.life, "stopped");
  });
});

Deno.test("where no real run fails, the last one is recorded, to its end", async () => {
  await inFolder(async (trace) => {
    await simulate(() => chain(relay), { real: true, seeds: [4, 7], trace });
    const files = [...Deno.readDirSync(trace)].map(({ name }) => name);
    assertEquals(files, ["chain_of_three-seed-7.ndjson"]);
    const recording = await readRecording(trace, 7);
    assertEquals(pastOf(recording, "c", "sent").at(-1), { life: "stopped", values: [100, 100] });
    assertMatch(JSON.stringify(recording.events), /every actor has ended/);
  });
});

Deno.test("a real run is recorded where the environment says", async () => {
  await inFolder(async (folder) => {
    const program = `
      import { simulate } from "@steady-state/deno/testing";
      import { chain } from ${urlOf("recorded_failure.ts")};
      import { relay } from ${urlOf("../fixtures/chain_actors.ts")};
      await simulate(() => chain(relay), { real: true, trace: "/dev/null/overruled" });
    `;
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-lock", program],
      cwd: new URL("../..", import.meta.url),
      env: { TRACE: folder, NO_COLOR: "1" },
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    const { topology } = await readRecording(folder);
    assertEquals(topology.graph, "chain of three");
  });
});

function urlOf(path: string): string {
  return JSON.stringify(new URL(path, import.meta.url).href);
}

Deno.test("a real run whose recording cannot be written says so, after what it fails by", async () => {
  await assertRejects(
    () => simulate(() => chain(relay), { real: true, trace: "/dev/null/traces" }),
    Error,
    "Cannot record a run on real workers in /dev/null/traces: ",
  );
  const { message } = await assertRejects(
    () =>
      simulate(() => chain(relay), { real: true, trace: "/dev/null/traces" }, async (stage) => {
        await stage.advance(0);
        throw new Error("fails, as the test wants it");
      }),
    Error,
  );
  assertMatch(
    message,
    /: fails, as the test wants it; .*, cannot record a run on real workers in \/dev\/null\/traces: /,
  );
  await assertRejects(
    () => simulate(() => chain(relay), { real: true, trace: "" }),
    TypeError,
    'option trace is "", give the path of a folder',
  );
});

Deno.test("of a run that fails before anything has begun there is no recording, and that is said", async () => {
  await inFolder(async (trace) => {
    for (const options of [{ trace }, { real: true, trace } as const]) {
      const { message } = await assertRejects(
        () =>
          simulate(() => chain(relay), options, () => {
            throw new Error("fails at once");
          }),
        Error,
      );
      assertMatch(message, /, there is no recording, because nothing had begun$/);
    }
  });
});
