import { openChannel } from "../../channel/mod.ts";
import type { KindShape } from "../../channel/kind_shape.ts";
import type { Rx } from "../../channel/rx.ts";
import type { Tx } from "../../channel/tx.ts";
import { listed, textOf } from "../../errors.ts";
import { type Check, that } from "../../option_faults.ts";
import type { Port, PortSchema } from "../../protocol/mod.ts";

/** An option that names a port. */
export const portName: Check<string> = that(
  (value) => typeof value === "string",
  "give the name of a port",
);

/** What a performer does on a port. */
export interface PortUse {
  /** Which performer, as in `feed()`. */
  readonly verb: string;
  readonly direction: "tx" | "rx";
  /** The port's name, or that of a lane, as in `work[1]`; `undefined` for the only port of that direction. */
  readonly port: string | undefined;
  /** It cannot do with several lanes at once. */
  readonly needsOrder?: true;
  /** What it sends there, or says that comes there. */
  readonly messages?: readonly unknown[];
}

/** Where it plays: a port, and a lane of it if it is not to be all of them. */
interface Spot {
  readonly name: string;
  readonly lane: number | undefined;
  readonly port: Port;
}

const DOES = { tx: "sends", rx: "takes" } as const;

/** Where a performer plays, among these ports; or what is wrong with that. */
function spotOf(ports: PortSchema, { verb, direction, port }: PortUse): Spot | string {
  const own = Object.keys(ports).filter((name) => ports[name]?.direction === direction);
  const which = own.length === 0
    ? `it has no port that ${DOES[direction]}`
    : `name one that ${DOES[direction]}: ${listed(own)}`;
  if (port === undefined) {
    const [name] = own;
    if (own.length === 1) {
      return { name: name as string, lane: undefined, port: ports[name as string] as Port };
    }
    return own.length === 0
      ? `${verb}() needs a port that ${DOES[direction]}, and ${which}`
      : `${verb}() does not say on which of its ports, ${which}`;
  }
  const [, bundle = port, lane] = /^(.*)\[(\d+)\]$/.exec(port) ?? [];
  const name = Object.hasOwn(ports, port) ? port : bundle;
  const found = Object.hasOwn(ports, name) ? ports[name] : undefined;
  if (found === undefined) {
    return `${verb}() is for port "${textOf(port)}", which it does not have, ${which}`;
  }
  if (found.direction !== direction) {
    return `${verb}() is for a port that ${DOES[direction]}, and "${name}" ${
      DOES[found.direction]
    }, ${which}`;
  }
  if (name === port) return { name, lane: undefined, port: found };
  if (found.bundle) return { name, lane: Number(lane), port: found };
  return `${verb}() is for port "${port}", and "${name}" is no bundle, leave the lane out`;
}

/** All that is wrong with what a performer would do on these ports. */
export function useFaults(ports: PortSchema, use: PortUse): string[] {
  const spot = spotOf(ports, use);
  if (typeof spot === "string") return [spot];
  const { verb, needsOrder, messages = [] } = use;
  const { name, lane, port } = spot;
  if (needsOrder && port.bundle && lane === undefined) {
    return [
      `${verb}() is for one lane, and port "${name}" is a bundle, whose lanes come in any order, name one as in "${name}[0]"`,
    ];
  }
  const faults: string[] = [];
  for (const [i, message] of messages.entries()) {
    const fault = carried(port.kind, name, message).fault;
    if (fault !== undefined) {
      faults.push(`message ${i + 1} of ${verb}() does not fit port "${name}": ${fault.message}`);
    }
    if (faults.length === MOST_FAULTS) return [...faults, "and perhaps more"];
  }
  return faults;
}

const MOST_FAULTS = 5;

/** The kind that a port carries on which a performer plays; `undefined` if it cannot. */
export function kindAt(ports: PortSchema, use: PortUse): KindShape | undefined {
  const spot = spotOf(ports, use);
  return typeof spot === "string" ? undefined : spot.port.kind;
}

/** What is wrong with the lane on which a performer would play, if a bundle of that port has so many. */
export function laneFault(
  ports: PortSchema,
  use: PortUse,
  girthOf: (port: string) => number,
): string | undefined {
  const spot = spotOf(ports, use);
  if (typeof spot === "string" || spot.lane === undefined) return undefined;
  const { name, lane } = spot;
  const girth = girthOf(name);
  if (lane < girth) return undefined;
  return `${use.verb}() is for lane ${lane} of port "${name}", which has ${girth}, give one from 0 to ${
    girth - 1
  }`;
}

/** A channel of that kind, for messages to be tried. */
const trials = new WeakMap<KindShape, ReturnType<typeof openTrial>>();

const MOST_BYTES = 2 ** 24;

function openTrial(kind: KindShape, name: string) {
  const { tx, rx, commit } = openChannel(
    name,
    kind,
    kind.hasPayload ? { capacity: 1, bytes: MOST_BYTES } : { capacity: 1 },
  );
  return { tx: tx as unknown as Tx<unknown>, rx: rx as unknown as Rx<unknown>, commit };
}

/** A message as it comes out of a channel of that kind; or why it does not get in. */
export function carried(
  kind: KindShape,
  name: string,
  message: unknown,
): { readonly fault?: Error; readonly message: unknown } {
  let trial = trials.get(kind);
  if (trial === undefined) trials.set(kind, trial = openTrial(kind, name));
  const { tx, rx, commit } = trial;
  try {
    tx.trySend(message);
    commit();
    const came = rx.tryTake();
    commit();
    return { message: came };
  } catch (thrown) {
    // How long a message may be is the matter of the channel that the graph has, not of this one.
    if (kind.hasPayload && thrown instanceof RangeError) return { message };
    trials.delete(kind);
    return { message, fault: thrown instanceof Error ? thrown : new TypeError(textOf(thrown)) };
  }
}

/** An actor at work, as far as its ends are found. */
interface WithPorts {
  readonly label: string;
  readonly ports: Readonly<Record<string, unknown>>;
}

/** The ends on which a performer plays: one, or those of all lanes. Throws a TypeError if the actor has no such ports. */
export function endsOf<E>({ label, ports }: WithPorts, use: PortUse): readonly E[] {
  const schema = schemaOf(ports);
  const spot = spotOf(schema, use);
  if (typeof spot === "string") throw new TypeError(`Cannot play actor "${label}": ${spot}`);
  const found = ports[spot.name] as E | { readonly lanes: readonly E[] };
  if (!isBundle<E>(found)) return [found];
  if (spot.lane === undefined) return found.lanes;
  const fault = laneFault(schema, use, () => found.lanes.length);
  if (fault !== undefined) throw new TypeError(`Cannot play actor "${label}": ${fault}`);
  return [found.lanes[spot.lane] as E];
}

function isBundle<E>(found: unknown): found is { readonly lanes: readonly E[] } {
  return typeof found === "object" && found !== null && "lanes" in found;
}

/** The ports as their ends show them: an actor at work does not have its definition. */
function schemaOf(ports: WithPorts["ports"]): PortSchema {
  return Object.fromEntries(
    Object.entries(ports).map(([name, end]) => {
      const direction = "trySend" in (end as object) ? "tx" : "rx";
      return [name, { direction, bundle: isBundle(end), kind: undefined as never }] as const;
    }),
  );
}
