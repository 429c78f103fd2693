/**
 * A process that carries lines from a source of files to a sink of files until it is killed, as actors do it: a batch is put, then settled.
 *
 * @module
 */
import { filesSink, filesSource } from "../../../src/connectors/files/mod.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";

const [from, to] = Deno.args as [string, string];
const opening = {
  signal: new AbortController().signal,
  world: wireWorld(Date),
  log: (line: string) => console.log(line),
  giveUp: () => Promise.resolve(),
  lost: () => {},
};

const source = await filesSource.create({ ...filesSource.args, path: from, pollMs: 20 });
const sink = await filesSink.create({ ...filesSink.args, path: to, rollBytes: 2000 });
await source.open(opening);
await sink.open(opening);
for (;;) {
  // Batches of any size, so that what comes again comes in other ones.
  const max = 1 + Math.floor(Math.random() * 40);
  const pulled = await source.pull(max, opening.signal) ?? [];
  await sink.put(pulled.map(({ origin, raw }) => ({ origin, item: raw.bytes })), opening.signal);
  await source.settle(pulled);
  const last = pulled.at(-1);
  if (last !== undefined) console.log(new TextDecoder().decode(last.raw.bytes));
}
