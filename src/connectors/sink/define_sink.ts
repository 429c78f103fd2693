import {
  type ActorDefinition,
  defineActor,
  type Delivery,
  delivery,
  type DeliveryKind,
  type Kind,
  type Port,
  rx,
} from "../../actor/mod.ts";
import { openDeadLetterFile } from "../dead_letter_file.ts";
import { connector, sinkWireOf } from "../stand_in.ts";
import type { SinkWireKind, WireArgs } from "../wire.ts";
import { NothingToPut, SinkDesk } from "./desk.ts";
import { encodeOf } from "../encode.ts";
import { SinkLink } from "./link.ts";
import { putBatches } from "./putting.ts";
import { argsOf, checkedArgs, type SinkArgs, sinkFaults } from "./sink_args.ts";
import { SINK_FIGURES, SINK_STATE, type SinkState } from "./sink_state.ts";

/** What a sink is made of. */
export interface SinkBody<M, N extends string, I, A extends WireArgs> {
  /** The service that it puts into. */
  readonly wire: SinkWireKind<I, A>;
  /** What its messages are, without where they come from: the port carries `delivery(kind)`. */
  readonly kind: Kind<M, N>;
  /** Makes what the wire puts of a message. What it throws makes the message a dead letter. */
  readonly encode: (delivery: Delivery<M>) => I;
  /** Args where they differ from those of every sink and of the wire, as a standard for all graphs. */
  readonly args?: Partial<SinkArgs & A>;
}

/** What a sink is made of whose wire takes bytes: those of its messages, where nothing else is said. */
export type BytesSinkBody<M, N extends string, I, A extends WireArgs> =
  & Omit<SinkBody<M, N, I, A>, "encode">
  & Partial<Pick<SinkBody<M, N, I, A>, "encode">>;

/** A sink's definition. */
export type SinkDefinition<M, N extends string, A extends WireArgs> = ActorDefinition<
  { readonly messages: Port<DeliveryKind<M, N>, "rx", false> },
  SinkState,
  SinkArgs & A
>;

/**
 * Defines a sink: an actor that puts what comes into a service, in batches, one after the other, and takes each message once the service has
 * it for good. While the service has one batch, the next one is encoded.
 *
 * What the service refuses for good becomes a dead letter, with its origin and why; what it refuses for now is put again after a pause,
 * before any later batch. So the order is that in which messages come, as far as the service keeps that of a batch. A connection that is lost is opened again, for ever, and the batch under way is put again:
 * by their origins the service knows what it has, as far as it can; see the guide of the wire. A `MisconfiguredError` is the actor's death.
 * At a stop it puts all that comes until its input is closed. A dead letter is in the memory of the process, and a kill loses it, but where
 * the arg `deadLetters` names a file.
 *
 * Where `encode` is left out, text is put as UTF-8, bytes as they are, and all else as JSON. Where the wire takes no bytes, `encode` has to
 * make what it takes: the compiler asks for that, and a sink that comes to a message of which something else is made crashes with a
 * `MisconfiguredError` and keeps the message.
 *
 * ```ts
 * import { json } from "@steady-state/deno/actor";
 * import { defineSink } from "@steady-state/deno/connectors";
 * import { memorySink } from "@steady-state/deno/connectors/memory";
 * import { assertEquals } from "@std/assert";
 *
 * export const bills = defineSink(import.meta, "bills", {
 *   wire: memorySink,
 *   kind: json<{ cents: number }>(),
 *   args: { topic: "bills", batch: 100 },
 * });
 * assertEquals(bills.args.batch, 100);
 * ```
 *
 * @throws {TypeError} if an arg is not known, the wire has one of every sink's, or nobody says how messages of that kind are encoded
 */
export function defineSink<M, N extends string, I, A extends WireArgs>(
  module: { readonly url: string },
  exportName: string,
  body: Uint8Array extends I ? BytesSinkBody<M, N, I, A> : SinkBody<M, N, I, A>,
): SinkDefinition<M, N, A> {
  const { wire: own, kind, args: given = {} } = body as BytesSinkBody<M, N, I, A>;
  const encode = encoderOf(exportName, body as BytesSinkBody<M, N, I, A>);
  const definition: SinkDefinition<M, N, A> = defineActor(module, exportName, {
    ports: { messages: rx(delivery(kind)) },
    state: SINK_STATE,
    figures: SINK_FIGURES,
    args: argsOf(exportName, own, given),
    argFaults: (args) => sinkFaults(own, args as SinkArgs & A),
    async run(actor) {
      const { args, label, ports: { messages } } = actor;
      const wire = sinkWireOf(label, own);
      const ofWire = checkedArgs(label, { own, wire }, args);
      const desk = new SinkDesk(actor, () => messages.isClosedAndEmpty);
      const link = new SinkLink<I>(() => wire.create(ofWire), { desk, putMs: args.putTimeoutMs });
      const letterFile = openDeadLetterFile(args.deadLetters, actor.clock);
      const itemFault = (item: unknown) => own.itemFault?.(item, ofWire);
      const service = wire.name;
      const hands = { actor, messages, desk, link, encode, itemFault, service, letterFile };
      try {
        // Whoever runs it is to see at once if it cannot work.
        await link.connected();
        while (actor.isRunning((vote) => vote("all has come", messages.isClosedAndEmpty))) {
          const { batch, withinMs } = args;
          await actor.wait(
            actor.batch(messages, { messages: Math.min(batch, messages.capacity), withinMs }),
          );
          if (!messages.isEmpty) await putBatches(hands, { batch, withinMs });
        }
      } catch (thrown) {
        if (!(thrown instanceof NothingToPut)) throw thrown;
      } finally {
        await link.close();
      }
    },
  });
  return connector(definition, { end: "sink", kind, wire: own });
}

function encoderOf<M, N extends string, I, A extends WireArgs>(
  exportName: string,
  { encode, kind, wire }: BytesSinkBody<M, N, I, A>,
): (delivery: Delivery<M>) => I {
  if (encode !== undefined) return encode;
  const bytesOf = encodeOf(kind);
  if (bytesOf !== undefined) return ({ message }) => bytesOf(message) as I;
  throw new TypeError(
    `Cannot define sink "${exportName}" on wire ${wire.name}: nobody says what bytes a message of kind ${kind.name} is, give encode`,
  );
}
