import { assertEquals } from "@std/assert";
import { type Hello, type Key, Model, type Topology } from "../../../static/feed/model.js";
import { Player } from "../../../static/playback/player.js";
import { parseRecording } from "../../../static/playback/recording.js";
import { FileSource, ServerSource } from "../../../static/playback/sources.js";
import { recordingText } from "./recordings.ts";

const FROM = 1_000_000;

function start(
  source = new FileSource(parseRecording(recordingText())) as FileSource | ServerSource,
) {
  const model = new Model();
  const told: string[] = [];
  const clock = { now: 0 };
  const player = new Player(source, {
    onHello: (hello: Hello) => {
      model.greet(hello);
      told.push(`hello ${hello.epoch}`);
    },
    onFrame: (name: string, frame: Topology & Key) => {
      if (name === "topology") model.adopt(frame);
      else if (name === "key") model.key(frame);
      else model.tick(frame);
      told.push(name === "topology" ? name : `${name} ${frame.s}`);
    },
    onMove: () => {},
    onEnd: () => told.push("end"),
    onEvents: () => {},
    onFault: ({ message }: Error) => told.push(message),
  }, () => clock.now);
  const take = (): string[] => told.splice(0);
  return { player, model, clock, take };
}

Deno.test("Player goes to the nearest key, and on by ticks", async () => {
  const { player, model, take } = start();
  await player.seek(FROM + 1250);
  assertEquals(take(), ["hello e", "topology", "key 11", "tick 12", "tick 13"]);
  assertEquals(model.actor(0).busy, 12);
  await player.seek(FROM + 1500);
  assertEquals(take(), ["tick 14", "tick 15", "tick 16"]);
  await player.seek(FROM + 2000);
  assertEquals(take(), ["key 21"]);
  await player.seek(FROM + 1000);
  assertEquals(take(), ["key 11"]);
  await player.seek(FROM + 1050);
  assertEquals(take(), []);
});

Deno.test("Player: at every moment, from every other, the values are those of that moment", async () => {
  const { player, model } = start();
  let at = 0;
  for (let step = 0; step < 200; step++) {
    at = (at * 7 + 13 + step) % 30;
    await player.seek(FROM + at * 100 + 50);
    assertEquals([model.actor(0).busy, model.actor(1).busy], [at, 1]);
  }
});

Deno.test("Player stays within what there is", async () => {
  const { player, model } = start();
  await player.seek(0);
  assertEquals([player.position, model.actor(0).busy], [FROM, 0]);
  await player.seek(Infinity);
  assertEquals([player.position, model.actor(0).busy], [FROM + 2900, 29]);
  await player.step(1);
  assertEquals(player.position, FROM + 2900);
});

Deno.test("Player steps frame by frame, both ways", async () => {
  const { player, model } = start();
  await player.seek(FROM + 1000);
  await player.step(1);
  await player.step(1);
  assertEquals([player.position, model.actor(0).busy], [FROM + 1200, 12]);
  for (let step = 0; step < 4; step++) await player.step(-1);
  assertEquals([player.position, model.actor(0).busy], [FROM + 800, 8]);
});

Deno.test("Player plays at its speed, and stands at the end", async () => {
  const { player, model, clock, take } = start();
  await player.seek(FROM);
  player.play(4);
  clock.now = 250;
  await player.beat();
  assertEquals([player.position, model.actor(0).busy, player.speed], [FROM + 1000, 10, 4]);
  clock.now = 1000;
  await player.beat();
  assertEquals([player.position, player.speed, take().at(-1)], [FROM + 2900, 0, "end"]);
});

Deno.test("Player does not wait where nothing was recorded", async () => {
  const second = recordingText({ from: FROM + 600_000 }).split("\n").slice(1).join("\n");
  const source = new FileSource(parseRecording(recordingText() + second));
  const { player, clock } = start(source);
  await player.seek(FROM + 2900);
  player.play(1);
  clock.now = 50;
  await player.beat();
  player.pause();
  assertEquals(player.position, FROM + 600_000);
});

Deno.test("ServerSource fetches minute by minute, once; the latest again when it has grown", async () => {
  const asked: string[] = [];
  const bounds = { from: 960_000, to: 1_050_000 };
  const source = new ServerSource(() => bounds, (path: string) => {
    asked.push(path);
    const from = Number(new URLSearchParams(path.split("?")[1]).get("from"));
    const ticks = Math.min(600, (bounds.to - from) / 100);
    return Promise.resolve(recordingText({ from, ticks }));
  });
  const { player, model } = start(source);
  await player.seek(961_000);
  await player.seek(1_000_000);
  await player.seek(1_019_999);
  assertEquals(asked, ["api/replay?from=960000&to=1020000"]);
  await player.seek(1_021_000);
  assertEquals([model.time, asked.length], [1_021_000, 2]);
  await player.seek(1_049_900);
  await player.seek(999_000);
  assertEquals(asked.length, 2);
  bounds.to = 1_055_000;
  await player.seek(1_054_000);
  assertEquals([model.time, asked.length], [1_054_000, 3]);
});

Deno.test("Player says why the past cannot be told", async () => {
  const source = new ServerSource(
    () => ({ from: 0, to: 9 }),
    () => Promise.reject(new Error("none")),
  );
  const { player, take } = start(source);
  await player.seek(5);
  assertEquals(take(), ["none"]);
});
