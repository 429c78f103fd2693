import { json } from "../../../src/actor/mod.ts";
import { defineSink } from "../../../src/connectors/mod.ts";
import {
  MisconfiguredError,
  type Outgoing,
  type PutOutcome,
  type SinkWire,
  type SinkWireKind,
} from "../../../src/connectors/wire.ts";

/** What a wire that is told what to do has been asked. */
export interface Script {
  /** What becomes of a batch. Each call takes the next; all is done when there are none. */
  readonly puts: ((batch: readonly Outgoing<unknown>[], signal: AbortSignal) => Answer)[];
  /** What opening comes to. */
  readonly opens: (() => Promise<void>)[];
  /** Called with each message that is encoded. */
  onEncode: (n: number) => void;
  /** Batches that were put, by origin. */
  readonly batches: string[][];
  /** What was done, with what was put. */
  readonly done: Map<string, unknown>;
  opened: number;
  closed: number;
}

type Answer = Promise<readonly PutOutcome[]> | readonly PutOutcome[];

/** What the wires of the test that runs do. */
export const script: Script = {
  puts: [],
  opens: [],
  onEncode: () => {},
  batches: [],
  done: new Map(),
  opened: 0,
  closed: 0,
};

/** Forgets what was. */
export function newScript(): Script {
  script.puts.length = script.opens.length = script.batches.length = 0;
  script.done.clear();
  script.opened = script.closed = 0;
  script.onEncode = () => {};
  return script;
}

class ScriptedWire implements SinkWire<unknown> {
  async open(): Promise<void> {
    script.opened++;
    await script.opens.shift()?.();
  }

  async put(
    batch: readonly Outgoing<unknown>[],
    signal: AbortSignal,
  ): Promise<readonly PutOutcome[]> {
    script.batches.push(batch.map(({ origin }) => origin));
    const answer = script.puts.shift() ?? (() => batch.map(() => "done" as const));
    const outcomes = await answer(batch, signal);
    for (const [i, { origin, item }] of batch.entries()) {
      if (outcomes[i] === "done") script.done.set(origin, item);
    }
    return outcomes;
  }

  close(): Promise<void> {
    script.closed++;
    return Promise.resolve();
  }
}

/** A kind of wire that does what the script says. */
export const scripted: SinkWireKind<unknown, { table: string }> = {
  name: "scripted",
  args: { table: "rows" },
  virtual: true,
  faults: ({ table }) => table === "" ? ["its table is empty, give the name of one"] : [],
  create: () => Promise.resolve(new ScriptedWire()),
};

/** What the service says when there is no such table. */
export function noTable(): never {
  throw new MisconfiguredError('Cannot put into table "rows": there is none, make it');
}

export const store = defineSink(import.meta, "store", {
  wire: scripted,
  kind: json<{ n: number }>(),
  encode: ({ message: { n } }) => {
    script.onEncode(n);
    if (n < 0) throw new RangeError(`${n} is less than nothing`);
    return { row: n };
  },
});
