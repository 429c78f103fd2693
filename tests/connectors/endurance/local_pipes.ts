/**
 * Files and WebSockets as what a killed program reads and writes.
 *
 * @module
 */
import { filesSource } from "../../../src/connectors/files/mod.ts";
import type { SourceWireKind, WireArgs } from "../../../src/connectors/mod.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";
import { Hub } from "../servers/hub.ts";
import type { Label, Parcel } from "./pipe_actors.ts";
import { batches, type Pipe } from "./pipes.ts";

/** It stands behind all parcels. */
const LAST: Parcel = { id: -1 };
const FILE_LINES = 5000;

/** How many parcels a source brings before it brings {@link LAST}, which must be there. */
export async function broughtBeforeLast<A extends WireArgs>(
  kind: SourceWireKind<A>,
  args: WireArgs,
): Promise<number> {
  const wire = await kind.create({ ...kind.args, ...args } as A);
  const { signal } = new AbortController();
  await wire.open({
    ...{ signal, world: wireWorld(Date), log() {}, lost() {} },
    giveUp: () => Promise.resolve(),
  });
  try {
    for (let brought = 0;; brought++) {
      const [message] = await wire.pull(1, signal) ?? [];
      if (message === undefined) throw new Error("The source brings no more");
      const { id } = JSON.parse(new TextDecoder().decode(message.raw.bytes)) as Parcel;
      if (id === LAST.id) return brought;
    }
  } finally {
    await wire.close();
  }
}

/** Files of lines, and others. */
export async function filesPipe(): Promise<Pipe> {
  const folder = await Deno.makeTempDir({ prefix: "steady-pipe-" });
  await Deno.mkdir(`${folder}/out`);
  const source = { path: `${folder}/parcels-*.ndjson`, pollMs: 20 };
  let written = 0;
  const write = (lines: readonly string[]) => {
    const name = `${folder}/parcels-${String(written++).padStart(6, "0")}.ndjson`;
    return Deno.writeTextFile(name, `${lines.join("\n")}\n`);
  };
  /** Lines of files that are whole. */
  const whole = new Map<string, readonly string[]>();
  const linesOf = (name: string) => {
    const lines = Deno.readTextFileSync(`${folder}/out/${name}`).split("\n").slice(0, -1);
    if (!name.endsWith(".part")) whole.set(name, lines);
    return lines;
  };
  const lines = (): readonly string[] => {
    const names = Deno.readDirSync(`${folder}/out`).map(({ name }) => name)
      .filter((name) => name.startsWith("labels-")).toArray().toSorted();
    try {
      return names.flatMap((name) => whole.get(name) ?? linesOf(name));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      // One has got its last name meanwhile.
      return lines();
    }
  };
  return {
    service: "files",
    args: { source, sink: { path: `${folder}/out/labels.ndjson`, rollBytes: 20_000 } },
    mayDouble: false,
    async publish(count, from = 0) {
      for (const batch of batches(count, from, FILE_LINES)) await write(batch);
    },
    count: () => Promise.resolve(lines().length),
    async left() {
      await write([JSON.stringify(LAST)]);
      return await broughtBeforeLast(filesSource, source);
    },
    labels: () => Promise.resolve(lines().map((line) => JSON.parse(line) as Label)),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** A feed, and frames that are kept. */
export async function websocketPipe(): Promise<Pipe> {
  const hub = await Hub.start();
  const urlOf = (way: string) => `ws://127.0.0.1:${hub.port}/${way}`;
  let published = 0;
  const publish = async (count: number, from = 0) => {
    for (const batch of batches(count, from)) {
      await hub.publish("parcels", batch.map((parcel) => new TextEncoder().encode(parcel)));
      published += batch.length;
    }
  };
  const labels = async () =>
    (await hub.read("labels")).map(({ bytes }) =>
      JSON.parse(new TextDecoder().decode(bytes)) as Label
    );
  return {
    service: "websocket",
    args: {
      source: { url: urlOf("feed/parcels"), acks: true, idField: "id", maxUnsettled: 10_000 },
      sink: { url: urlOf("put/labels"), acks: true },
    },
    mayDouble: true,
    publish,
    count: async () => new Set((await labels()).map(({ id }) => id)).size,
    async left() {
      await publish(1, published);
      const socket = new WebSocket(urlOf("feed/parcels"));
      const first = await new Promise<string>((resolve) =>
        socket.onmessage = ({ data }) => resolve(JSON.parse(data).id)
      );
      const closed = new Promise((resolve) => socket.onclose = resolve);
      socket.close();
      await closed;
      return published - 1 - Number(first.slice(first.lastIndexOf("/") + 1));
    },
    labels,
    [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose](),
  };
}
