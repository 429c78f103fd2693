import { assert, assertEquals, assertRejects } from "@std/assert";
import { MisconfiguredError, type Pulled, type WireArgs } from "../../../src/connectors/wire.ts";
import type { FreshSource, Published, SourceBed, SourceRow } from "./beds.ts";
import { killedChild } from "./killed.ts";
import { assertSame, awkward, numbered, readNumbered, texts } from "./messages.ts";
import { inTime, type OpenSource, openSource, patienceOf } from "./wires.ts";

/** What a row has. */
export interface SourceGround {
  readonly bed: SourceBed;
  /** Something fresh; with faults of the network in between, if it is `proxied`. */
  fresh(options?: { readonly proxied?: boolean }): Promise<FreshSource>;
  /** Tells what was measured. */
  measured(text: string): void;
}

/** What one row asserts. Each has something fresh of its own. */
export const SOURCE_ROWS: Readonly<Record<SourceRow, (ground: SourceGround) => Promise<void>>> = {
  "order": order,
  "redelivery": redelivery,
  "abort": abort,
  "settle twice": settleTwice,
  "origins": origins,
  "contents": contents,
  "wrong credentials": wrongCredentials,
  "unknown topic": unknownTopic,
  "restart": (ground) => serverGone(ground, "restart"),
  "kill server": (ground) => serverGone(ground, "kill"),
  "cut": (ground) => networkGone(ground, "cut"),
  "black hole": (ground) => networkGone(ground, "blackHole"),
  "latency": latency,
  "kill process": killProcess,
  "members": members,
  "close": close,
};

/** What has come so far, by origin. */
type Seen = Map<string, string>;

/** Everything of a lane comes in order, and nothing twice, while nothing goes wrong. */
async function order({ bed, fresh }: SourceGround): Promise<void> {
  const topic = await fresh();
  const published = numbered(60, bed.lanes);
  await topic.publish(published);
  await using source = await openSource(bed, topic.args);
  const came: Pulled<unknown>[] = [];
  await until(bed, () => came.length >= published.length, async () => {
    came.push(...await source.pull(7));
    await source.settleAll();
  });
  assertSame(texts(came.map(({ raw }) => raw)), texts(published));
  for (const [lane, ns] of byLane(came)) assertEquals(ns, ns.toSorted((a, b) => a - b), lane);
}

/** What was not settled comes again, and what was does not. */
async function redelivery({ bed, fresh }: SourceGround): Promise<void> {
  const topic = await fresh();
  const published = numbered(10, 1);
  await topic.publish(published);
  const settled: string[] = [];
  {
    await using source = await openSource(bed, topic.args);
    await until(bed, () => source.open.length >= 6, async () => void await source.pull(6));
    const done = source.open.slice(0, 3);
    await source.wire.settle(done);
    settled.push(...texts(done.map(({ raw }) => raw)));
  }
  const seen = await pullRest(bed, topic.args, 7);
  assertSame([...settled, ...seen.values()], texts(published));
  await assertNothingLeft(bed, topic, numbered(1, 1, 1000));
}

/** A pull that is aborted comes back, and nothing is lost by it. */
async function abort({ bed, fresh, measured }: SourceGround): Promise<void> {
  const topic = await fresh();
  {
    await using source = await openSource(bed, topic.args);
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const controller = new AbortController();
      const pull = source.wire.pull(10, controller.signal);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const before = performance.now();
      controller.abort();
      assertEquals(await inTime(pull, "to pull after an abort", patienceOf(bed)), []);
      times.push(performance.now() - before);
    }
    measured(`a pull is back ${Math.max(...times).toFixed(1)} ms after its abort at the latest`);
  }
  const published = numbered(100, bed.lanes);
  const seen: Seen = new Map();
  const publishing = (async () => {
    for (let i = 0; i < published.length; i += 5) await topic.publish(published.slice(i, i + 5));
  })();
  {
    await using source = await openSource(bed, topic.args);
    // In the middle of all that is under way at an end as well.
    for (let i = 0; i < 60 && seen.size < published.length; i++) {
      note(seen, await source.pull(3, i % 7));
      await source.settleAll();
    }
  }
  await inTime(publishing, "to publish", patienceOf(bed));
  await pullRest(bed, topic.args, published.length, seen);
  assertSame([...seen.values()], texts(published));
}

/** To settle twice does no harm. */
async function settleTwice({ bed, fresh }: SourceGround): Promise<void> {
  const topic = await fresh();
  await topic.publish(numbered(3, 1));
  await using source = await openSource(bed, topic.args);
  await until(bed, () => source.open.length >= 3, async () => void await source.pull(3));
  const all = source.open.slice();
  await source.wire.settle(all);
  await source.wire.settle(all);
  await source.wire.settle(all.slice(0, 1));
  source.open.length = 0;
  await topic.publish(numbered(2, 1, 3));
  await until(bed, () => source.open.length >= 2, async () => void await source.pull(3));
  assertCame(bed, texts(source.open.map(({ raw }) => raw)), ["0:3", "0:4"]);
  await source.settleAll();
}

/** An origin is that of one message, in every process. */
async function origins({ bed, fresh }: SourceGround): Promise<void> {
  const topic = await fresh();
  const published = numbered(20, bed.lanes);
  await topic.publish(published);
  const first: Seen = new Map();
  const ofChild: Seen = new Map();
  if (bed.process !== undefined) {
    const said = await killedChild(
      { ...bed.process, end: "source", args: topic.args, pulls: 20, settles: 0 },
      (lines) => lines.some((line) => "idle" in line),
    );
    for (const line of said) if ("pulled" in line) ofChild.set(line.pulled, line.text);
    assertEquals(ofChild.size, 20);
  }
  {
    await using source = await openSource(bed, topic.args);
    await until(bed, () => source.open.length >= 20, async () => void await source.pull(20));
    note(first, source.open);
    assertEquals(first.size, 20);
    assertEquals(new Set(first.values()).size, 20);
    for (const { origin } of source.open) {
      assert(origin.length > 0 && origin.length <= 1000, `the origin is "${origin}"`);
    }
  }
  const again = await pullRest(bed, topic.args, 20);
  assertEquals(sorted(again), sorted(first));
  if (bed.process !== undefined) assertEquals(sorted(ofChild), sorted(first));
}

/** Any bytes come as they are. */
async function contents({ bed, fresh, measured }: SourceGround): Promise<void> {
  const topic = await fresh();
  const all = awkward(bed.mostBytes);
  const published = all.filter((bytes) => bed.accepts?.(bytes) ?? true);
  if (published.length < all.length) {
    measured(`${all.length - published.length} of ${all.length} contents are none for it`);
  }
  await topic.publish(published.map((bytes) => ({ lane: 0, bytes })));
  await using source = await openSource(bed, topic.args);
  await until(
    bed,
    () => source.open.length >= published.length,
    async () => void await source.pull(2),
  );
  for (const { raw } of source.open) {
    assert(raw.bytes instanceof Uint8Array, "its content is no Uint8Array");
  }
  const came = source.open.map(({ raw }) => raw.bytes.toHex());
  assertCame(bed, came, published.map((bytes) => bytes.toHex()));
  await source.settleAll();
}

/** A login that is refused is a mistake of whoever runs it, and no error tells the secret. */
async function wrongCredentials({ bed, fresh }: SourceGround): Promise<void> {
  const { args, secret } = need(bed.wrongCredentials?.((await fresh()).args));
  await assertMisconfigured(bed, args, secret);
}

async function unknownTopic({ bed, fresh }: SourceGround): Promise<void> {
  await assertMisconfigured(bed, need(bed.unknownTopic?.((await fresh()).args)));
}

/** Nothing is lost when the server goes and comes again. */
async function serverGone(
  { bed, fresh, measured }: SourceGround,
  fault: "restart" | "kill",
): Promise<void> {
  const topic = await fresh();
  await topic.publish(numbered(20, bed.lanes));
  const seen: Seen = new Map();
  await using source = await openSource(bed, topic.args);
  await until(bed, () => source.open.length >= 5, async () => void await source.pull(5));
  const done = source.open.slice(0, 2);
  await source.wire.settle(done);
  note(seen, done);
  await need(bed.faults?.[fault])();
  await topic.publish(numbered(5, 1, 1000));
  const noticedMs = await noticed(bed, source, { seen, n: 25, settles: true });
  if (noticedMs !== undefined) measured(`${fault} is noticed after ${noticedMs.toFixed(0)} ms`);
  await source[Symbol.asyncDispose]();
  await pullRest(bed, topic.args, 25, seen);
  assertSame([...seen.values()], texts([...numbered(20, bed.lanes), ...numbered(5, 1, 1000)]));
}

/** A connection that is lost is noticed, and nothing else is lost. */
async function networkGone(
  { bed, fresh, measured }: SourceGround,
  fault: "cut" | "blackHole",
): Promise<void> {
  const topic = await fresh({ proxied: true });
  const { faults = {} } = bed;
  await topic.publish(numbered(20, bed.lanes));
  const seen: Seen = new Map();
  try {
    await using source = await openSource(bed, topic.args);
    await until(bed, () => source.open.length >= 5, async () => void await source.pull(5));
    const done = source.open.slice(0, 2);
    await source.wire.settle(done);
    note(seen, done);
    await need(faults[fault])();
    const ms = await noticed(bed, source, { seen, n: Infinity, settles: false });
    measured(`a ${fault === "cut" ? "cut" : "black hole"} is noticed after ${ms?.toFixed(0)} ms`);
  } finally {
    await faults.heal?.();
  }
  await pullRest(bed, topic.args, 20, seen);
  assertSame([...seen.values()], texts(numbered(20, bed.lanes)));
}

/** A slow network is slow, and nothing else. */
async function latency({ bed, fresh, measured }: SourceGround): Promise<void> {
  const topic = await fresh({ proxied: true });
  const { faults = {} } = bed;
  await topic.publish(numbered(20, bed.lanes));
  await need(faults.latency)(300);
  const before = performance.now();
  try {
    await using source = await openSource(bed, topic.args);
    const seen: Seen = new Map();
    await until(bed, () => seen.size >= 20, async () => {
      note(seen, await source.pull(20, 5000));
      await source.settleAll();
    });
    assertSame([...seen.values()], texts(numbered(20, bed.lanes)));
    measured(`with 300 ms each way, 20 take ${(performance.now() - before).toFixed(0)} ms`);
  } finally {
    await faults.heal?.();
  }
}

/** What a process had in hand that was killed comes to another, and what it had settled does not. */
async function killProcess({ bed, fresh, measured }: SourceGround): Promise<void> {
  const topic = await fresh();
  const published = numbered(10, 1);
  await topic.publish(published);
  const said = await killedChild(
    { ...need(bed.process), end: "source", args: topic.args, pulls: 5, settles: 2 },
    (lines) => lines.some((line) => "idle" in line),
  );
  const pulled = new Map(
    said.flatMap((line) => "pulled" in line ? [[line.pulled, line.text]] : []),
  );
  const settled = said.flatMap((line) => "settled" in line ? [pulled.get(line.settled) ?? ""] : []);
  assertEquals(settled.length, 2);
  const before = performance.now();
  const seen = await pullRest(bed, topic.args, 8);
  measured(
    `what a killed process had is all there after ${(performance.now() - before).toFixed(0)} ms`,
  );
  assertSame([...settled, ...seen.values()], texts(published));
}

/** Two that share what there is get all of it, and one gets all when the other leaves. */
async function members({ bed, fresh }: SourceGround): Promise<void> {
  const topic = await fresh();
  const seen: Seen = new Map();
  const [first, second, third] = [0, 1, 2].map((i) => numbered(20, bed.lanes, 100 * i)) as [
    Published[],
    Published[],
    Published[],
  ];
  await using one = await openSource(bed, topic.args);
  await topic.publish(first);
  const turn = async (source: OpenSource) => {
    note(seen, await source.pull(4, 100));
    await source.settleAll();
  };
  await until(bed, () => seen.size >= 10, () => turn(one));
  {
    await using other = await openSource(bed, topic.args);
    await topic.publish(second);
    await until(bed, () => seen.size >= 40, () => Promise.all([turn(one), turn(other)]));
    assertSame([...seen.values()], texts([...first, ...second]));
  }
  await topic.publish(third);
  await until(bed, () => seen.size >= 60, () => turn(one));
  assertSame([...seen.values()], texts([...first, ...second, ...third]));
}

/** Whatever is under way, closing ends it, and leaves nothing open: the sanitizers look. */
async function close({ bed, fresh }: SourceGround): Promise<void> {
  const topic = await fresh();
  await (await openSource(bed, topic.args))[Symbol.asyncDispose]();
  const source = await openSource(bed, topic.args);
  const controller = new AbortController();
  const pull = source.wire.pull(10, controller.signal).then(() => {}, () => {});
  // As a source does it: what it waits for is given up first.
  controller.abort();
  await inTime(pull, "a pull that is aborted", patienceOf(bed));
  await source[Symbol.asyncDispose]();
  const left = await openSource(bed, topic.args);
  await topic.publish(numbered(3, 1));
  await until(bed, () => left.open.length >= 3, async () => void await left.pull(3));
  await left[Symbol.asyncDispose](); // with three that are not settled
}

/** That these have come, in order where the service has one. */
function assertCame(
  { ordered }: SourceBed,
  came: readonly string[],
  expected: readonly string[],
): void {
  if (ordered === false) assertSame(came, expected);
  else assertEquals(came, expected);
}

function note(seen: Seen, messages: readonly Pulled<unknown>[]): void {
  const decoder = new TextDecoder();
  for (const { origin, raw } of messages) seen.set(origin, decoder.decode(raw.bytes));
}

function sorted(seen: Seen): [string, string][] {
  return [...seen].toSorted(([a], [b]) => a < b ? -1 : 1);
}

/** Does something again and again until that holds. Throws if it takes longer than anybody waits. */
async function until(
  bed: SourceBed,
  isDone: () => boolean,
  go: () => Promise<unknown>,
): Promise<void> {
  const ms = patienceOf(bed);
  const end = performance.now() + ms;
  while (!isDone()) {
    if (performance.now() > end) throw new Error(`What must come has not come in ${ms} ms`);
    await go();
  }
}

/** Pulls and settles with new wires, as often as one throws, until so many different ones have come. Returns them by origin. */
async function pullRest(
  bed: SourceBed,
  args: WireArgs,
  n: number,
  seen: Seen = new Map(),
): Promise<Seen> {
  const end = performance.now() + (bed.redeliveryMs ?? 30_000) + patienceOf(bed);
  let last: unknown;
  while (seen.size < n) {
    try {
      await using source = await openSource(bed, args);
      while (seen.size < n) {
        if (performance.now() > end) throw new Error("nothing more comes");
        note(seen, await source.pull(10, 500));
        await source.settleAll();
      }
    } catch (error) {
      if (error instanceof MisconfiguredError) throw error;
      last = error;
      if (performance.now() > end) {
        throw new Error(`${seen.size} of ${n} have come: ${[...seen.values()]}`, { cause: last });
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return seen;
}

/**
 * After how long the wire has noticed that it is cut off, by throwing; `undefined` if so many came before, because it was not.
 *
 * @param settles Whether what comes is settled. Without that it has to notice by a pull alone, as a source that has nothing to settle.
 */
async function noticed(
  bed: SourceBed,
  source: OpenSource,
  { seen, n, settles }: { readonly seen: Seen; readonly n: number; readonly settles: boolean },
): Promise<number | undefined> {
  const before = performance.now();
  try {
    await until(bed, () => seen.size >= n, async () => {
      await source.pull(10, 1000);
      if (!settles) return;
      const open = source.open.slice();
      await source.settleAll();
      note(seen, open);
    });
    return undefined;
  } catch (error) {
    assert(!(error instanceof MisconfiguredError), `it takes a lost connection for ${error}`);
    const ms = performance.now() - before;
    assert(ms < patienceOf(bed), `it does not notice that it is cut off: ${error}`);
    return ms;
  }
}

/** That the service has nothing more than what is published now. */
async function assertNothingLeft(
  bed: SourceBed,
  topic: FreshSource,
  marker: readonly Published[],
): Promise<void> {
  await topic.publish(marker);
  const seen = await pullRest(bed, topic.args, marker.length);
  assertSame([...seen.values()], texts(marker));
}

function byLane(messages: readonly Pulled<unknown>[]): Map<string, number[]> {
  const lanes = new Map<string, number[]>();
  for (const { partition, raw } of messages) {
    const { lane, n } = readNumbered(raw.bytes);
    const name = `${partition}, lane ${lane}`;
    lanes.set(name, [...lanes.get(name) ?? [], n]);
  }
  return lanes;
}

/** What a row needs of its bed, which would have said so under `cannot`. */
function need<T>(part: T | undefined): T {
  assert(part !== undefined, "the bed does not have what this row needs, and does not say why");
  return part;
}

async function assertMisconfigured(
  bed: SourceBed,
  args: WireArgs,
  secret?: string,
): Promise<void> {
  const error = await assertRejects(async () => {
    await using source = await openSource(bed, args);
    await source.pull(1, 5000);
    throw new Error("it has opened, and nothing is wrong with it");
  }, MisconfiguredError);
  assert(error.message.startsWith("Cannot "), `it says "${error.message}"`);
  const told = `${error.message} ${(error.cause as Error | undefined)?.message ?? ""}`;
  if (secret !== undefined) assert(!told.includes(secret), "it tells the secret");
}
