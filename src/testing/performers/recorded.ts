import type { Delivery } from "../../actor/mod.ts";
import type { Tx } from "../../channel/tx.ts";
import { type Decode, decodeOf } from "../../connectors/source/mod.ts";
import type { RecordedMessage } from "../../connectors/recording/mod.ts";
import { faultsText, textOf } from "../../errors.ts";
import { callback, optionFaults, type Schema, throwOptionFaults } from "../../option_faults.ts";
import type { PortSchema } from "../../protocol/mod.ts";
import { type AnyActor, direct, type ScriptedPerformer, type Sends } from "./part.ts";
import { carried, endsOf, kindAt, portName, type PortUse } from "./ports.ts";

/** How a recording is played. */
export interface RecordedOptions<M> {
  /** The port to send on; the only one that sends if it is not given. */
  readonly port?: string;
  /** Makes a message of what was recorded, where the source has a `decode` of its own; as it is, without a promise. */
  readonly decode?: (...of: Parameters<Decode<M>>) => M;
}

/**
 * Plays a source by what was recorded of its topic: sends each message of the recording with the origin that it had there, in order and
 * once, and ends. It decodes as a source does where nothing else is said; what cannot be decoded is refused when the actor is cast, because
 * a source would make it a dead letter.
 *
 * ```ts
 * import { readRecording } from "@steady-state/deno/connectors";
 * import { recorded } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const recording = '{"origin":"ORDERS/1","partition":"ORDERS","text":"{\\"cents\\":250}"}\n';
 * const orders = recorded(readRecording(recording)); // for stage.perform("ORDERS", orders)
 * assertEquals(typeof orders, "function");
 * ```
 *
 * @param messages read once, when this is called
 * @throws {TypeError} if an option is not known, or of a wrong type
 */
export function recorded<M = unknown>(
  messages: Iterable<RecordedMessage>,
  options: RecordedOptions<M> = {},
): ScriptedPerformer<Sends<undefined, Delivery<M>>> {
  throwOptionFaults("play a recording", optionFaults(RECORDED_OPTIONS, options));
  const { port, decode } = options;
  const all = [...messages];
  const use: PortUse = { verb: "recorded", direction: "tx", port };
  let played: readonly unknown[] = [];
  const run = async (actor: AnyActor) => {
    const lanes = endsOf<Tx<unknown>>(actor, use);
    const close = () => lanes.every((lane) => lane.close());
    for (;;) {
      // What a generation before had not committed is not counted, and is sent again.
      const sent = lanes.reduce((sum, lane) => sum + lane.sent, 0);
      if (sent >= played.length || !actor.isRunning(close)) return;
      const open = lanes.filter((lane) => !lane.isAbandoned);
      if (open.length === 0) return;
      await actor.send(open[sent % open.length] as Tx<unknown>, played[sent]);
    }
  };
  return direct(run, {
    uses: [use],
    cast: (label, ports) => void (played = deliveries(all, { label, ports, use, decode })),
  });
}

const MOST_FAULTS = 5;

/** What is known of {@link RecordedOptions}. */
export const RECORDED_OPTIONS: Schema<RecordedOptions<unknown>> = {
  port: { check: portName },
  decode: { check: callback() },
};

function deliveries(
  all: readonly RecordedMessage[],
  { label, ports, use, decode }: {
    readonly label: string;
    readonly ports: PortSchema;
    readonly use: PortUse;
    readonly decode: ((...of: Parameters<Decode<unknown>>) => unknown) | undefined;
  },
): unknown[] {
  const kind = kindAt(ports, use);
  const doing = `play actor "${label}"`;
  const [, body] = /^delivery\((.*)\)$/s.exec(kind?.name ?? "") ?? [];
  if (kind === undefined || body === undefined) {
    throw new TypeError(
      `Cannot ${doing}: recorded() is for a source, whose port carries delivery(…), and it carries ${kind?.name}, use feed()`,
    );
  }
  const made = decode ?? decodeOf({ ...kind, name: body });
  if (made === undefined) {
    throw new TypeError(
      `Cannot ${doing}: nobody knows how a ${body} is read from bytes, give recorded() a decode`,
    );
  }
  const faults: string[] = [];
  const messages = all.flatMap(({ origin, raw }) => {
    if (faults.length > MOST_FAULTS) return [];
    try {
      const message = { origin, message: made(raw, origin) };
      const { fault } = carried(kind, use.port ?? "out", message);
      if (fault !== undefined) throw fault;
      return [message];
    } catch (thrown) {
      faults.push(
        `message ${origin} of recorded() cannot be sent: ${
          thrown instanceof Error ? thrown.message : textOf(thrown)
        }`,
      );
      return [];
    }
  });
  if (faults.length > 0) throw new TypeError(faultsText(doing, faults));
  return messages;
}
