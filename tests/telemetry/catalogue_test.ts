import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ACTOR_FIGURES, CHANNEL_FIGURES } from "../../src/telemetry/catalogue.ts";
import { inBase } from "../../src/telemetry/metrics/metric.ts";
import { Sampler } from "../../src/telemetry/observe/sampler.ts";
import { EventReader } from "./event_reader.ts";
import { FakeGraph } from "./fake_graph.ts";
import { serveOneMore } from "./one_more.ts";
import { parsePrometheus } from "./prometheus_parser.ts";
import { type JsonSchema, schemaFaults } from "./schema_checker.ts";

Deno.test("a figure that is added to the catalogue is told everywhere", async () => {
  await using served = await serveOneMore();
  const get = (path: string) => fetch(new URL(path, served.url));
  const json = async (path: string) => await (await get(path)).json();
  // Once there are values of a whole window.
  while ((await json("/api/sample")).actors[1].turnMs === null) {
    await new Promise((r) => setTimeout(r, 50));
  }

  const sample = await json("/api/sample");
  const [, collector] = sample.actors;
  const [channel] = sample.channels;
  assert(collector.turnMs > 0, `${collector.turnMs} ms a turn`);
  assertEquals(channel.room, channel.capacity - channel.depth);
  const schema = await json("/api/schema.json");
  const definitions: Record<string, JsonSchema> = schema.$defs;
  assertEquals(schemaFaults(sample, definitions.sample!, definitions), []);
  assertEquals(
    schema.$defs.actor.properties.turnMs.description,
    "How long a turn takes. In milliseconds.",
  );

  const detail = await json("/api/detail/a1");
  assertEquals(schemaFaults(detail, definitions.detail!, definitions), []);
  assert(detail.windows["10s"].turnMs.count > 0);
  const { series } = await json("/api/history?id=a1");
  assert(series.turnMs.some((value: number | null) => value !== null && value > 0));
  assertEquals(Object.keys((await json("/api/history?id=c0")).series).at(-1), "room");

  const scraped = parsePrometheus(await (await get("/metrics")).text());
  const ofCollector = scraped.find(({ name, labels }) =>
    name === "steady_actor_turn_seconds" && labels.actor === "COLLECTOR"
  );
  assert(ofCollector!.value > 0 && ofCollector!.value < 1, `${ofCollector!.value} s a turn`);
  assert(scraped.some(({ name }) => name === "steady_channel_room_messages"));
  assert((await served.instruments()).includes("actor.turn.time"));

  const { body } = await get("/events");
  await using reader = new EventReader(body!);
  const hello = await reader.until("hello");
  const place = hello.columns.a.indexOf("turnMs");
  assertEquals(hello.figures.a.find(({ name }) => name === "turnMs")?.title, "A turn");
  const key = await reader.until("key");
  assertEquals([key.a.length, key.c.length], [hello.columns.a.length, hello.columns.c.length]);
  assert(Number(key.a[place]![1]) > 0);
  const [head, ...lines] = (await (await get("/api/replay")).text()).trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  assertEquals(head.hello.columns, hello.columns);
  const recorded = lines.find(({ event }) => event === "key");
  assertEquals(recorded.data.a.length, hello.columns.a.length);
});

Deno.test("every figure says what it tells, in a sentence, and no two of a side share a name", () => {
  for (const figures of [ACTOR_FIGURES, CHANNEL_FIGURES]) {
    for (const { about, name } of figures) assertMatch(about, /^[A-Z].*[^.]\.$/, name);
    const unique = (names: readonly (string | undefined)[]) => {
      const given = names.filter((name) => name !== undefined);
      assertEquals(new Set(given).size, given.length, `${given}`);
    };
    unique(figures.map(({ name }) => name));
    unique(figures.map(({ series }) => series));
    unique(figures.map(({ page }) => page?.row));
    unique(figures.map(({ page }) => page?.title));
    unique(figures.map(({ prometheus }) => prometheus?.name));
    unique(figures.map(({ otel }) => otel && `${otel.name} ${otel.direction}`));
  }
});

Deno.test("every figure that is documented for programs has a value, and every value is a figure's", () => {
  const { source } = new FakeGraph("g", ["a", "b"], [{ name: "c", from: 0, to: 1 }]);
  const { actors: [actor], channels: [channel] } = new Sampler(source).sample(0);
  assertEquals(Object.keys(actor!), ACTOR_FIGURES.map(({ name }) => name));
  assertEquals(Object.keys(channel!), CHANNEL_FIGURES.map(({ name }) => name));
  assertEquals(Object.values({ ...actor, ...channel }).includes(undefined as never), false);
});

Deno.test("a measure of what is no series is refused, with the names of those that are", () => {
  const { source } = new FakeGraph("g", ["a"], []);
  const { measures } = new Sampler(source);
  assertThrows(
    () => measures.actor(0, "speed" as "busy", 10_000),
    RangeError,
    'Cannot look up figure "speed": it is not counted, the catalogue has busy, outside',
  );
});

Deno.test("other machines are told seconds without digits that nobody measured", () => {
  for (const ms of [5, 1001, 1005, 4035, 123_457]) {
    assertEquals(String(inBase("ms", ms)), String(ms / 1000));
  }
  assertEquals([inBase("flag", true), inBase("bytes", null)], [1, null]);
});
