import type {
  Pulled,
  SinkWire,
  SinkWireKind,
  SourceOpening,
  SourceWire,
  SourceWireKind,
  WireWorld,
} from "../../src/connectors/wire.ts";
import { wireWorld } from "../../src/client/wire_world.ts";

/** The time of this machine. */
export const realWorld: WireWorld = wireWorld(Date);

/** A wire that is open, and the lines of its log. */
export interface OpenWire<W> extends AsyncDisposable {
  readonly wire: W;
  readonly lines: readonly string[];
}

/** Opens a source's wire with these args in place of its own. */
export async function openSource<A extends Record<string, unknown>>(
  kind: SourceWireKind<A>,
  args: Partial<A>,
  world: WireWorld = realWorld,
): Promise<OpenWire<SourceWire>> {
  return await opened(await kind.create({ ...kind.args, ...args }), world);
}

/** Opens a sink's wire with these args in place of its own. */
export async function openSink<I, A extends Record<string, unknown>>(
  kind: SinkWireKind<I, A>,
  args: Partial<A>,
  world: WireWorld = realWorld,
): Promise<OpenWire<SinkWire<I>>> {
  return await opened(await kind.create({ ...kind.args, ...args }), world);
}

async function opened<
  W extends { open(opening: SourceOpening): Promise<void>; close(): Promise<void> },
>(
  wire: W,
  world: WireWorld,
): Promise<OpenWire<W>> {
  const lines: string[] = [];
  try {
    await wire.open({
      signal: new AbortController().signal,
      world,
      log: (line) => void lines.push(line),
      giveUp: () => Promise.resolve(),
      lost() {},
    });
  } catch (error) {
    await wire.close();
    throw error;
  }
  return { wire, lines, [Symbol.asyncDispose]: () => wire.close() };
}

/** A signal that nobody aborts. */
export const never: AbortSignal = new AbortController().signal;

/** Pulls until so many have come. */
export async function pulled(wire: SourceWire, n: number): Promise<Pulled[]> {
  const all: Pulled[] = [];
  while (all.length < n) all.push(...await wire.pull(n - all.length, never) ?? []);
  return all;
}

/** The contents of messages, as texts. */
export function textsOf(messages: readonly Pulled[]): string[] {
  return messages.map(({ raw }) => new TextDecoder().decode(raw.bytes));
}

/** Real time in which what waits for so many milliseconds goes on when the test says so. */
export function heldWorld(heldMs: number): { readonly world: WireWorld; elapse(): void } {
  const held = new Set<() => void>();
  return {
    world: {
      ...realWorld,
      pause(ms, signal) {
        if (ms !== heldMs) return realWorld.pause(ms, signal);
        if (signal?.aborted) return Promise.resolve();
        return new Promise((resolve) => {
          held.add(resolve);
          signal?.addEventListener("abort", () => {
            held.delete(resolve);
            resolve();
          });
        });
      },
    },
    elapse() {
      for (const go of held) go();
      held.clear();
    },
  };
}
