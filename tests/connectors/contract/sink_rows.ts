import { assert, assertEquals, assertRejects } from "@std/assert";
import { MisconfiguredError, type Outgoing, type WireArgs } from "../../../src/connectors/wire.ts";
import type { FreshSink, SinkBed, SinkRow } from "./beds.ts";
import type { ChildItem } from "./child.ts";
import { killedChild } from "./killed.ts";
import { assertSame, awkward, numbered, texts } from "./messages.ts";
import { openSink, patienceOf } from "./wires.ts";

/** What a row has. */
export interface SinkGround {
  readonly bed: SinkBed;
  /** Something fresh; with faults of the network in between, if it is `proxied`. */
  fresh(options?: { readonly proxied?: boolean }): Promise<FreshSink>;
  /** Tells what was measured. */
  measured(text: string): void;
}

/** What one row asserts. Each has something fresh of its own. */
export const SINK_ROWS: Readonly<Record<SinkRow, (ground: SinkGround) => Promise<void>>> = {
  "order": order,
  "put twice": putTwice,
  "contents": contents,
  "half a batch": halfABatch,
  "wrong credentials": wrongCredentials,
  "unknown topic": unknownTopic,
  "restart": (ground) => serverGone(ground, "restart"),
  "kill server": (ground) => serverGone(ground, "kill"),
  "cut": (ground) => networkGone(ground, "cut"),
  "black hole": (ground) => networkGone(ground, "blackHole"),
  "latency": latency,
  "kill process": killProcess,
  "close": close,
};

/** Items with origins, as a source's topic would have them. */
function outgoing(topic: FreshSink, n: number, from = 0): Outgoing<unknown>[] {
  return numbered(n, 1, from).map(({ bytes }, i) => ({
    origin: `source/0/${from + i}`,
    item: topic.item(bytes),
  }));
}

/** What is done is there, in order, each once. */
async function order({ bed, fresh }: SinkGround): Promise<void> {
  const topic = await fresh();
  const items = outgoing(topic, 60);
  await using sink = await openSink(bed, topic.args);
  for (let i = 0; i < items.length; i += 7) {
    const batch = items.slice(i, i + 7);
    assertEquals(await sink.put(batch), batch.map(() => "done"));
  }
  const found = texts(await topic.read());
  const expected = texts(numbered(60, 1));
  if (bed.ordered) assertEquals(found, expected);
  else assertSame(found, expected);
}

/** What is put again is there once, whichever wire puts it. */
async function putTwice({ bed, fresh }: SinkGround): Promise<void> {
  assert(bed.dedups, "a bed whose wire does not know what was put says so under cannot");
  const topic = await fresh();
  const items = outgoing(topic, 10);
  for (let wires = 0; wires < 2; wires++) {
    await using sink = await openSink(bed, topic.args);
    assertEquals(await sink.put(items), items.map(() => "done"));
    assertEquals(await sink.put(items.slice(3)), items.slice(3).map(() => "done"));
  }
  assertSame(texts(await topic.read()), texts(numbered(10, 1)));
}

/** Any bytes are there as they are. */
async function contents({ bed, fresh, measured }: SinkGround): Promise<void> {
  const topic = await fresh();
  const all = awkward(bed.mostBytes);
  const put = all.filter((bytes) => bed.accepts?.(bytes) ?? true);
  if (put.length < all.length) {
    measured(`${all.length - put.length} of ${all.length} contents are none for it`);
  }
  await using sink = await openSink(bed, topic.args);
  const batch = put.map((bytes, i) => ({ origin: `source/0/${i}`, item: topic.item(bytes) }));
  assertEquals(await sink.put(batch), batch.map(() => "done"));
  const hex = (one: { readonly bytes: Uint8Array }) => one.bytes.toHex();
  assertSame((await topic.read()).map(hex), put.map((bytes) => bytes.toHex()));
}

/** What the service refuses for good is told, and the rest of the batch is there. */
async function halfABatch({ bed, fresh }: SinkGround): Promise<void> {
  const topic = await fresh();
  const items = outgoing(topic, 4);
  const refused = need(topic.refused)();
  const batch = [
    ...items.slice(0, 2),
    { origin: "source/0/90", item: refused },
    ...items.slice(2),
    { origin: "source/0/91", item: refused },
  ];
  await using sink = await openSink(bed, topic.args);
  const outcomes = await sink.put(batch);
  for (const [i, outcome] of outcomes.entries()) {
    if (i !== 2 && i !== 5) assertEquals(outcome, "done", `of item ${i}`);
    else assert(typeof outcome === "object" && outcome.dead !== "", `of item ${i}: ${outcome}`);
  }
  assertSame(texts(await topic.read()), texts(numbered(4, 1)));
}

async function wrongCredentials({ bed, fresh }: SinkGround): Promise<void> {
  const topic = await fresh();
  const { args, secret } = need(bed.wrongCredentials?.(topic.args));
  await assertMisconfigured(bed, topic, args, secret);
}

async function unknownTopic({ bed, fresh }: SinkGround): Promise<void> {
  const topic = await fresh();
  await assertMisconfigured(bed, topic, need(bed.unknownTopic?.(topic.args)));
}

/** What was done is there after the server has gone and come again; what was not is put again. */
async function serverGone(
  { bed, fresh }: SinkGround,
  fault: "restart" | "kill",
): Promise<void> {
  const topic = await fresh();
  const items = outgoing(topic, 40);
  {
    await using sink = await openSink(bed, topic.args);
    assertEquals(await sink.put(items.slice(0, 10)), items.slice(0, 10).map(() => "done"));
    const gone = need(bed.faults?.[fault])();
    const putting = putAll(bed, topic.args, items.slice(10), (batch) => sink.put(batch));
    await gone;
    await putting;
  }
  await assertThere(bed, topic, 40);
}

/** What is under way when the network goes is put again once it is back. */
async function networkGone(
  { bed, fresh, measured }: SinkGround,
  fault: "cut" | "blackHole",
): Promise<void> {
  const topic = await fresh({ proxied: true });
  const { faults = {} } = bed;
  const items = outgoing(topic, 40);
  try {
    await using sink = await openSink(bed, topic.args);
    assertEquals(await sink.put(items.slice(0, 10)), items.slice(0, 10).map(() => "done"));
    await need(faults[fault])();
    const before = performance.now();
    const outcomes = await sink.put(items.slice(10, 20), 5000).catch((error) => {
      assert(!(error instanceof MisconfiguredError), `it takes a lost connection for ${error}`);
      return ["again"];
    });
    assert(outcomes.every((outcome) => outcome === "again"), `it says ${outcomes}`);
    const ms = (performance.now() - before).toFixed(0);
    measured(`a ${fault === "cut" ? "cut" : "black hole"} is noticed after ${ms} ms`);
  } finally {
    await faults.heal?.();
  }
  await putAll(bed, topic.args, items.slice(10));
  await assertThere(bed, topic, 40);
}

async function latency({ bed, fresh, measured }: SinkGround): Promise<void> {
  const topic = await fresh({ proxied: true });
  const { faults = {} } = bed;
  await need(faults.latency)(300);
  const before = performance.now();
  try {
    const items = outgoing(topic, 20);
    await using sink = await openSink(bed, topic.args);
    assertEquals(await sink.put(items, 30_000), items.map(() => "done"));
    measured(`with 300 ms each way, 20 take ${(performance.now() - before).toFixed(0)} ms`);
  } finally {
    await faults.heal?.();
  }
  assertSame(texts(await topic.read()), texts(numbered(20, 1)));
}

/** What a process that is killed has been told is done is there. */
async function killProcess({ bed, fresh }: SinkGround): Promise<void> {
  const topic = await fresh();
  const items = outgoing(topic, 20);
  const done = new Set<string>();
  const said = await killedChild(
    { ...need(bed.process), end: "sink", args: topic.args, items: items.map(childItem) },
    (lines) => lines.filter((line) => "done" in line).length >= 5,
  );
  for (const line of said) if ("done" in line) done.add(line.done);
  const found = new Set(texts(await topic.read()));
  for (const origin of done) {
    const n = Number(origin.split("/")[2]);
    assert(found.has(`0:${n}`), `${origin} was done and is not there`);
  }
  await putAll(bed, topic.args, items);
  await assertThere(bed, topic, 20);
}

async function close({ bed, fresh }: SinkGround): Promise<void> {
  const topic = await fresh();
  await (await openSink(bed, topic.args))[Symbol.asyncDispose]();
  const sink = await openSink(bed, topic.args);
  assertEquals(await sink.put([]), []);
  assertEquals(await sink.put(outgoing(topic, 3)), ["done", "done", "done"]);
  await sink[Symbol.asyncDispose]();
  assertSame(texts(await topic.read()), texts(numbered(3, 1)));
}

type Put = (batch: readonly Outgoing<unknown>[]) => Promise<readonly unknown[]>;

/** Puts all, in batches, with a new wire whenever one throws, and again what is refused for now: as a sink does. */
async function putAll(
  bed: SinkBed,
  args: WireArgs,
  items: readonly Outgoing<unknown>[],
  first?: Put,
): Promise<void> {
  const end = performance.now() + patienceOf(bed);
  let left = items;
  const through = async (put: Put) => {
    while (left.length > 0) {
      const batch = left.slice(0, 10);
      const outcomes = await put(batch);
      assert(outcomes.every((outcome) => outcome === "done" || outcome === "again"));
      left = [...batch.filter((_, i) => outcomes[i] === "again"), ...left.slice(10)];
      if (performance.now() > end) throw new Error("it refuses them for ever");
    }
  };
  let put = first;
  while (left.length > 0) {
    try {
      if (put !== undefined) await through(put);
      else {
        await using sink = await openSink(bed, args);
        await through((batch) => sink.put(batch));
      }
    } catch (error) {
      if (error instanceof MisconfiguredError || performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    put = undefined;
  }
}

/** That all are there; each once, where the wire knows what was put. */
async function assertThere(bed: SinkBed, topic: FreshSink, n: number): Promise<void> {
  const found = texts(await topic.read());
  const expected = texts(numbered(n, 1));
  if (bed.dedups) assertSame(found, expected);
  else assertSame([...new Set(found)], expected);
}

function childItem({ origin, item }: Outgoing<unknown>): ChildItem {
  return item instanceof Uint8Array ? { origin, bytes: item.toBase64() } : { origin, plain: item };
}

function need<T>(part: T | undefined): T {
  assert(part !== undefined, "the bed does not have what this row needs, and does not say why");
  return part;
}

async function assertMisconfigured(
  bed: SinkBed,
  topic: FreshSink,
  args: WireArgs,
  secret?: string,
): Promise<void> {
  const error = await assertRejects(async () => {
    await using sink = await openSink(bed, args);
    await sink.put(outgoing(topic, 1));
    throw new Error("it has put, and nothing is wrong with it");
  }, MisconfiguredError);
  assert(error.message.startsWith("Cannot "), `it says "${error.message}"`);
  const told = `${error.message} ${(error.cause as Error | undefined)?.message ?? ""}`;
  if (secret !== undefined) assert(!told.includes(secret), "it tells the secret");
}
