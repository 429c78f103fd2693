import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { topologyFrame } from "../../../src/telemetry/wire/frames.ts";
import { Recorder } from "../../../src/telemetry/history/recorder.ts";
import type { RecordOptions } from "../../../src/telemetry/history/recorder.ts";
import type { RecordingHead } from "../../../src/telemetry/history/recording.ts";
import { LifeLog } from "../../../src/telemetry/history/life_log.ts";
import { serveTelemetry } from "../../../src/telemetry/mod.ts";
import { Sampler } from "../../../src/telemetry/observe/sampler.ts";
import { FakeGraph } from "../fake_graph.ts";
import { play } from "./play.ts";
import { divertErrors } from "../../fixtures/diverted.ts";
import { until } from "../../fixtures/watch.ts";

const DAY = 86_400_000;

/** A recorder of a graph whose time a test makes pass. */
function recorded(options: RecordOptions, actors = 2) {
  const names = Array.from({ length: actors }, (_, i) => `actor ${i}`);
  const graph = new FakeGraph("g/<x>", names, [{ name: "c", from: 0, to: 1 }]);
  const sampler = new Sampler(graph.source);
  const life = new LifeLog();
  const recorder = new Recorder(options, {
    head: {
      hello: { proto: 2 },
      topology: topologyFrame(graph.topology, 1),
    } as unknown as RecordingHead,
    life,
    alerts: sampler.alerts,
  });
  let time = Date.UTC(2026, 0, 1);
  /** Lets so many samples pass, and the disk do its work. */
  async function pass(count: number, stepMs = 1000): Promise<void> {
    for (let i = 0; i < count; i++) {
      time += stepMs;
      graph.probes.forEach((probe, n) => probe.setStatus(`${time} ${n}`));
      recorder.add(sampler.sample(time));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  const close = () => recorder.close(sampler.sample(time + 10));
  return { graph, life, pass, close };
}

async function filesOf(dir: string): Promise<{ name: string; text: string }[]> {
  const files = [];
  for await (const { name } of Deno.readDir(dir)) {
    files.push({ name, text: await Deno.readTextFile(`${dir}/${name}`) });
  }
  return files.sort((one, other) => one.name < other.name ? -1 : 1);
}

Deno.test("Recorder: a file is a recording that plays, and the last sample is in it", async () => {
  const root = await Deno.makeTempDir();
  const dir = `${root}/made/here`;
  const { pass, close, life } = recorded({ dir });
  await pass(5);
  life.add({ time: 1, subject: "a", what: "restarted" });
  await pass(20);
  await close();
  const [file, ...others] = await filesOf(dir);
  assertEquals(others, []);
  assertEquals(file!.name.startsWith("g_x_-2026-01-01T"), true, file!.name);
  const [first, ...lines] = file!.text.trimEnd().split("\n");
  assertEquals(JSON.parse(first!).recording, 2);
  assertEquals(JSON.parse(first!).topology.graph, "g/<x>");
  assertEquals(play(lines).length, 26);
  assertEquals(lines.filter((line) => line.startsWith('{"event":"life"')).length, 1);
  await Deno.remove(root, { recursive: true });
});

Deno.test("Recorder: values are written at its own rate", async () => {
  const dir = await Deno.makeTempDir();
  const { pass, close } = recorded({ dir, rateHz: 2 });
  await pass(50, 100);
  await close();
  const [file] = await filesOf(dir);
  const times = play(file!.text.trimEnd().split("\n").slice(1)).map(({ t }) => t);
  const gaps = times.slice(1, -1).map((t, i) => t - times[i]!);
  assertEquals(new Set(gaps), new Set([500]));
  await Deno.remove(dir, { recursive: true });
});

Deno.test("Recorder: files are rolled by size, each can be played alone, and the oldest go", async () => {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dir}/mine.txt`, "x");
  const { pass, close } = recorded({ dir, maxBytes: 1_000_000 }, 600);
  await pass(90);
  await close();
  const files = (await filesOf(dir)).filter(({ name }) => name !== "mine.txt");
  const total = files.reduce((sum, { text }) => sum + text.length, 0);
  assert(files.length >= 5 && files.length <= 9, `${files.length} files`);
  assert(total <= 1_000_000 && total > 700_000, `${total} bytes`);
  for (const { text, name } of files) {
    const lines = text.trimEnd().split("\n");
    assertEquals(JSON.parse(lines[0]!).recording, 2, name);
    assertStringIncludes(lines[1]!, '{"event":"key"');
    assert(play(lines.slice(1)).length > 0);
  }
  assertEquals(await Deno.readTextFile(`${dir}/mine.txt`), "x");
  await Deno.remove(dir, { recursive: true });
});

Deno.test("Recorder: files that are too old go, those of earlier runs too", async () => {
  const dir = await Deno.makeTempDir();
  const old = `${dir}/g_x_-2020-01-01T00-00-00-000Z.ndjson`;
  await Deno.writeTextFile(old, "{}\n");
  await Deno.utime(old, 1, 1);
  const { pass, close } = recorded({ dir, maxAgeMs: DAY });
  await pass(40, DAY / 10);
  await close();
  const names = (await filesOf(dir)).map(({ name }) => name);
  assertEquals(names.includes("g_x_-2020-01-01T00-00-00-000Z.ndjson"), false);
  // A file is closed after an eighth of a day: here, after each second sample.
  assert(names.length >= 4 && names.length <= 7, names.join("\n"));
  await Deno.remove(dir, { recursive: true });
});

Deno.test("Recorder: an error of the disk is told once, and writing goes on when it is over", async () => {
  const root = await Deno.makeTempDir();
  const dir = `${root}/blocked`;
  await Deno.writeTextFile(dir, "a file where a folder should be");
  const told: string[] = [];
  const restore = divertErrors(told);
  try {
    const { pass, close } = recorded({ dir });
    await pass(20);
    assertEquals(told.length, 1, told.join("\n"));
    assertStringIncludes(told[0]!, `Cannot record telemetry to ${dir}, will try again: `);
    await Deno.remove(dir);
    await pass(80);
    await close();
    const [file] = await filesOf(dir);
    assert(play(file!.text.trimEnd().split("\n").slice(1)).length > 5);
    assertEquals(told.length, 1);
  } finally {
    restore();
  }
  await Deno.remove(root, { recursive: true });
});

Deno.test("Recorder: pauses between attempts double, and begin anew once something was written", async () => {
  const root = await Deno.makeTempDir();
  const { mkdir } = Deno;
  const { write } = Deno.FsFile.prototype;
  const tried: number[] = [];
  let second = 0;
  let written = 0;
  let works = false;
  const refuse = () => Promise.reject(new Error("No space left on device"));
  Deno.mkdir = (path, options) => {
    tried.push(second);
    return works ? mkdir(path, options) : refuse();
  };
  Deno.FsFile.prototype.write = async function (bytes) {
    if (!works) return await refuse();
    const length = await write.call(this, bytes);
    written++;
    return length;
  };
  try {
    await toldBy(async () => {
      const { pass, close } = recorded({ dir: `${root}/made` });
      const passUntil = async (last: number) => {
        while (second < last) {
          second++;
          await pass(1);
        }
      };
      await passUntil(300);
      assertEquals(tried, [1, 2, 4, 8, 16, 32, 64, 124, 184, 244]);
      works = true;
      await passUntil(304);
      await until(() => written > 0, "something to be written");
      // What is written is seen to before the next task.
      await new Promise((resolve) => setTimeout(resolve, 0));
      works = false;
      await passUntil(308);
      assertEquals(tried.slice(10), [304, 306, 308]);
      works = true;
      await close();
    });
  } finally {
    Deno.mkdir = mkdir;
    Deno.FsFile.prototype.write = write;
  }
  await Deno.remove(root, { recursive: true });
});

/** Keeps what is told as an error, while `work` is done. */
async function toldBy(work: () => Promise<void>): Promise<string[]> {
  const told: string[] = [];
  const restore = divertErrors(told);
  try {
    await work();
  } finally {
    restore();
  }
  return told;
}

/** The data of all frames of that name in files, in their order. */
function framesIn(files: readonly { text: string }[], event: string) {
  return files.flatMap(({ text }) => text.trimEnd().split("\n").slice(1))
    .map((line) => JSON.parse(line))
    .filter((frame) => frame.event === event)
    .map(({ data }) => data);
}

Deno.test("Recorder: a file that somebody deletes is noticed, and what happened is told in the next", async () => {
  const dir = await Deno.makeTempDir();
  const told = await toldBy(async () => {
    const { pass, close, life } = recorded({ dir });
    await pass(3);
    life.add({ time: 1, subject: "a", what: "crashed" });
    await pass(2);
    await Deno.remove(dir, { recursive: true });
    await pass(20);
    await close();
  });
  assertEquals(told.length, 1, told.join("\n"));
  assertStringIncludes(told[0]!, "its file was deleted");
  const files = await filesOf(dir);
  assertEquals(files.length, 1);
  const lives = framesIn(files, "life").flatMap(({ events }) => events);
  assertEquals(lives.map(({ n }) => n), [0]);
  assert(play(files[0]!.text.trimEnd().split("\n").slice(1)).length > 5);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("Recorder: a full disk leaves no useless files, and costs no life events", async () => {
  const dir = await Deno.makeTempDir();
  const { write } = Deno.FsFile.prototype;
  let room = Infinity;
  Deno.FsFile.prototype.write = function (bytes) {
    if (room <= 0) return Promise.reject(new Error("No space left on device"));
    const part = bytes.subarray(0, room);
    room -= part.length;
    return write.call(this, part);
  };
  try {
    const told = await toldBy(async () => {
      const { pass, close, life } = recorded({ dir });
      await pass(5);
      life.add({ time: 1, subject: "a", what: "restarted" });
      await pass(2);
      room = 10;
      life.add({ time: 2, subject: "a", what: "crashed" });
      await pass(100);
      const names = (await filesOf(dir)).map(({ name }) => name);
      assertEquals(names.length, 1, names.join("\n"));
      room = Infinity;
      await pass(60);
      await close();
    });
    assertEquals(told.length, 1);
  } finally {
    Deno.FsFile.prototype.write = write;
  }
  const [first, second, ...others] = await filesOf(dir);
  assertEquals(others, []);
  assertEquals(first!.text.split("\n").at(-1)!.length, 10, "what fitted is there");
  assertEquals(framesIn([second!], "life").flatMap(({ events }) => events).map(({ n }) => n), [1]);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("Recorder: a new file begins with the alerts that are active", async () => {
  const dir = await Deno.makeTempDir();
  const { pass, close, graph } = recorded({ dir, maxBytes: 1_000_000 }, 600);
  graph.send(0, 64);
  await pass(60);
  await close();
  const files = await filesOf(dir);
  assert(files.length > 2, `${files.length} files`);
  for (const file of files) {
    const [alert] = framesIn([file], "alert").flatMap(({ alerts }) => alerts);
    assertEquals([alert?.subject, alert?.cleared], ["c0", false], file.name);
  }
  await Deno.remove(dir, { recursive: true });
});

Deno.test("serveTelemetry records to its folder until its end", async () => {
  const dir = await Deno.makeTempDir();
  const graph = new FakeGraph("recorded", ["a"], []);
  const server = await serveTelemetry(graph.source, { port: 0, record: { dir, rateHz: 10 } });
  while ((await filesOf(dir))[0]?.text.includes('"tick"') !== true) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  graph.lifecycle = "stopped";
  await server.close();
  const [file] = await filesOf(dir);
  const lines = file!.text.trimEnd().split("\n");
  assertEquals(JSON.parse(lines[0]!).hello.hz, 10);
  assertEquals(JSON.parse(lines.at(-1)!).data.life, "stopped");
  await Deno.remove(dir, { recursive: true });
});

Deno.test({
  name: "serveTelemetry says at once that it may not write there",
  permissions: { net: true, read: true, env: true, write: false },
  fn: async () => {
    const { source } = new FakeGraph("recorded", ["a"], []);
    await assertRejects(
      () => serveTelemetry(source, { port: 0, record: { dir: "/nowhere" } }),
      Deno.errors.NotCapable,
      "run it with --allow-write=/nowhere",
    );
  },
});
