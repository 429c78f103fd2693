/**
 * A process that has a wire at work until it is killed: it pulls, and settles some of that, or puts, one item after the other, and prints a
 * line for each thing that it has done.
 */
import type {
  Pulled,
  SinkWireKind,
  SourceWireKind,
  WireArgs,
} from "../../../src/connectors/wire.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";
import type { WireModule } from "./beds.ts";

/** What it is told. */
export type ChildTask =
  & WireModule
  & { readonly args: WireArgs }
  & (
    | { readonly end: "source"; readonly pulls: number; readonly settles: number }
    | { readonly end: "sink"; readonly items: readonly ChildItem[] }
  );

/** What it puts: bytes as base64, anything else as it is. */
export interface ChildItem {
  readonly origin: string;
  readonly bytes?: string;
  readonly plain?: unknown;
}

/** What it prints, a line each. */
export type ChildLine =
  | { readonly pulled: string; readonly text: string }
  | { readonly settled: string }
  | { readonly done: string }
  | { readonly idle: true };

function say(line: ChildLine): void {
  console.log(JSON.stringify(line));
}

const opening = {
  signal: new AbortController().signal,
  world: wireWorld(Date),
  log() {},
  giveUp: () => Promise.resolve(),
  lost() {},
};

// deno-lint-ignore no-explicit-any -- whatever the wire's own are
async function pull(kind: SourceWireKind<any, any>, task: ChildTask & { end: "source" }) {
  const wire = await kind.create({ ...kind.args, ...task.args });
  await wire.open(opening);
  const all: Pulled<unknown>[] = [];
  const never = new AbortController().signal;
  while (all.length < task.pulls) {
    for (const one of await wire.pull(task.pulls - all.length, never) ?? []) {
      all.push(one);
      say({ pulled: one.origin, text: new TextDecoder().decode(one.raw.bytes) });
    }
  }
  const settled = all.slice(0, task.settles);
  await wire.settle(settled);
  for (const { origin } of settled) say({ settled: origin });
}

// deno-lint-ignore no-explicit-any -- whatever the wire's own are
async function put(kind: SinkWireKind<any, any>, task: ChildTask & { end: "sink" }) {
  const wire = await kind.create({ ...kind.args, ...task.args });
  await wire.open(opening);
  for (const { origin, bytes, plain } of task.items) {
    const item = bytes === undefined ? plain : Uint8Array.fromBase64(bytes);
    const [outcome] = await wire.put([{ origin, item }], AbortSignal.timeout(30_000));
    if (outcome === "done") say({ done: origin });
  }
}

if (import.meta.main) {
  const task: ChildTask = JSON.parse(Deno.args[0] as string);
  const kind = (await import(task.module))[task.exportName];
  if (task.end === "source") await pull(kind, task);
  else await put(kind, task);
  say({ idle: true });
  // It is here until it is killed.
  setInterval(() => {}, 1000);
}
