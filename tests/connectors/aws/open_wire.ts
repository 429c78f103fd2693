import type {
  Pulled,
  SinkWire,
  SinkWireKind,
  SourceWire,
  SourceWireKind,
} from "../../../src/connectors/wire.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";

/** How a wire is opened for a test. */
function opening(logged: string[]) {
  return {
    signal: new AbortController().signal,
    world: wireWorld(Date),
    log: (line: string) => void logged.push(line),
    giveUp: () => Promise.resolve(),
    lost: () => {},
  };
}

/** A source wire that is closed at the end of its block, if it can be opened. */
export async function openedSource<A extends Record<string, unknown>, P>(
  kind: SourceWireKind<A, P>,
  args: Partial<A>,
  logged: string[] = [],
): Promise<SourceWire<P> & AsyncDisposable> {
  const wire = await kind.create({ ...kind.args, ...args });
  await wire.open(opening(logged)).catch(async (error) => {
    await wire.close();
    throw error;
  });
  return Object.assign(wire, { [Symbol.asyncDispose]: () => wire.close() });
}

/** A sink wire that is closed at the end of its block, if it can be opened. */
export async function openedSink<I, A extends Record<string, unknown>>(
  kind: SinkWireKind<I, A>,
  args: Partial<A>,
): Promise<SinkWire<I> & AsyncDisposable> {
  const wire = await kind.create({ ...kind.args, ...args });
  await wire.open(opening([])).catch(async (error) => {
    await wire.close();
    throw error;
  });
  return Object.assign(wire, { [Symbol.asyncDispose]: () => wire.close() });
}

/** Pulls until so many have come, or there will never be more. */
export async function taken<P>(
  wire: SourceWire<P>,
  count: number,
  max: number = count,
): Promise<Pulled<P>[]> {
  const all: Pulled<P>[] = [];
  while (all.length < count) {
    const pulled = await wire.pull(Math.min(max, count - all.length), AbortSignal.timeout(60_000));
    if (pulled === undefined) break;
    all.push(...pulled);
  }
  return all;
}

export function textsOf(pulled: readonly Pulled[]): string[] {
  return pulled.map(({ raw }) => new TextDecoder().decode(raw.bytes));
}
