import {
  type ActorDefinition,
  defineActor,
  delivery,
  type DeliveryKind,
  type Kind,
  type Port,
  tx,
} from "../../actor/mod.ts";
import { faultsText, textOf } from "../../errors.ts";
import { openDeadLetterFile } from "../dead_letter_file.ts";
import { connector, sourceWireOf } from "../stand_in.ts";
import type { SourceWire, SourceWireKind, WireArgs } from "../wire.ts";
import { checkedBy, type Decode, decodeOf } from "./decode.ts";
import { SourceRun } from "./run_source.ts";
import { argsOf, checkSourceArgs, type SourceArgs, sourceFaults, wireArgs } from "./source_args.ts";
import {
  SOURCE_FIGURES,
  SOURCE_STATE,
  type SourceActor,
  type SourceState,
} from "./source_state.ts";
import type { StandardSchema } from "./standard_schema.ts";

/** What a source is made of. */
export interface SourceOptions<M, N extends string, A extends WireArgs> {
  /** The service that it reads from: `natsSource`, `kafkaSource`, … */
  readonly wire: SourceWireKind<A>;
  /** What a message is in the graph. */
  readonly kind: Kind<M, N>;
  /**
   * What a message must be like: a schema that follows Standard Schema, of zod, valibot, arktype or another library. What it makes of a
   * message is what is sent. What it refuses becomes a dead letter that tells each issue.
   */
  readonly schema?: StandardSchema<M>;
  /**
   * Makes a message of what the service has. If it throws, the message becomes a dead letter with that as the reason. When it is not
   * given: `text` is UTF-8, `bytes` are the bytes, and all else is JSON. A schema looks at what it returns.
   */
  readonly decode?: Decode<M>;
  /** Args that are to be others than the standard ones; the graph may say otherwise again. */
  readonly args?: Partial<SourceArgs & A>;
}

/** The definition of a source: an actor with one port, `messages`, by which it sends. */
export type SourceDefinition<M, N extends string, A extends WireArgs> = ActorDefinition<
  { readonly messages: Port<DeliveryKind<M, N>, "tx", false> },
  SourceState,
  SourceArgs & A
>;

/**
 * Defines a source: an actor that reads messages from a service, sends them, and tells the service of each once all that came of it has
 * left the graph. As with `defineActor`, it must be exported under `exportName` from the module whose `import.meta` is given.
 *
 * It asks the service for as many messages as there is room for in its channel, and for no more; so a graph that is slow makes the service
 * wait. The next ones come while it sends those that are there. When the connection is lost, it is tried again after 100 ms, and then after ever longer pauses of up to 30 s, for ever, which the
 * actor's node tells. What the service hands over for the second time is known by its origin, and not sent again. What is wrong with the
 * args, a login that is refused or a topic that there is not, is a crash at once.
 *
 * What cannot be decoded, or is too large for the channel, becomes a dead letter with its bytes, its origin and the reason, and the service
 * is told that it is done. A dead letter is in the memory of the process, and a kill loses it, but where the arg `deadLetters` names a file.
 *
 * At a stop it pulls nothing more from that moment on, sends what it has, closes its port, and waits until all of it is settled and the
 * service knows, for `stopTimeoutMs` at most; what is left then, the service hands over again. A service that has no more, a file that
 * was read, ends the source in the same way.
 *
 * ```ts
 * // orders.ts
 * import { json } from "@steady-state/deno/actor";
 * import { defineSource, type SourceWireKind } from "@steady-state/deno/connectors";
 * import { assertEquals } from "@std/assert";
 *
 * // A wire of one's own, that has one message and no more; those for services are exports of their own.
 * export const once: SourceWireKind<{ text: string }> = {
 *   name: "once",
 *   args: { text: '{"cents":250}' },
 *   redelivers: true,
 *   faults: () => [],
 *   create({ text }) {
 *     const message = {
 *       origin: "once/1",
 *       partition: "once",
 *       position: 1,
 *       raw: { bytes: new TextEncoder().encode(text) },
 *     };
 *     const left = [message];
 *     return Promise.resolve({
 *       open: () => Promise.resolve(),
 *       pull: () => Promise.resolve(left.length > 0 ? left.splice(0) : undefined),
 *       settle: () => Promise.resolve(),
 *       close: () => Promise.resolve(),
 *     });
 *   },
 * };
 *
 * export const orders = defineSource(import.meta, "orders", {
 *   wire: once,
 *   kind: json<{ cents: number }>(),
 * });
 * assertEquals(orders.ports.messages.kind.name, "delivery(json)");
 * ```
 *
 * @throws {TypeError} with all that is wrong with the options: no wire, no kind, no schema, a kind that needs a `decode` and has none, an
 * arg that there is not
 */
export function defineSource<M, N extends string, A extends WireArgs>(
  module: { readonly url: string },
  exportName: string,
  options: SourceOptions<M, N, A>,
): SourceDefinition<M, N, A> {
  checkOptions(exportName, options);
  const { wire, kind, args = {} } = options;
  const messages = tx(delivery(kind));
  const decode = decoderOf(options);
  const definition = defineActor(module, exportName, {
    ports: { messages },
    state: SOURCE_STATE,
    args: argsOf(wire, args),
    followed: true,
    figures: SOURCE_FIGURES,
    argFaults: (args) => sourceFaults(wire, args as SourceArgs & A),
    async run(actor) {
      const found = sourceWireOf(actor.label, wire);
      checkSourceArgs(actor.label, found, actor.args);
      // What stands in for a service keeps what it has by itself, and nobody's file is to be written by a test.
      const isJournalled = actor.args.mode === "journal" && found === wire;
      const create = () => createWire(found, actor.args, isJournalled ? actor.label : undefined);
      const source = actor as unknown as SourceActor<M>;
      const letterFile = openDeadLetterFile(actor.args.deadLetters, actor.clock);
      const redelivers = redeliversBy(found, actor.args);
      const plan = { wire: wire.name, redelivers, create, decode, letterFile };
      await new SourceRun(source, plan).run();
    },
  }) as SourceDefinition<M, N, A>;
  return connector(definition, { end: "source", kind, wire });
}

/** Whether the service hands over again what was not settled. */
function redeliversBy<A extends WireArgs>(
  wire: SourceWireKind<A>,
  args: SourceArgs & A,
): boolean {
  const { redelivers } = wire;
  return typeof redelivers === "function" ? redelivers(wireArgs(wire, args)) : redelivers;
}

/** The wire; with the journal of the source `owner` around it, if there is one. */
async function createWire<A extends WireArgs>(
  wire: SourceWireKind<A>,
  args: SourceArgs & A,
  owner: string | undefined,
): Promise<SourceWire> {
  const inner = await wire.create(wireArgs(wire, args));
  if (owner === undefined) return inner;
  const { JournalWire } = await import("./journal_wire.ts");
  return new JournalWire(inner, args.journal, owner);
}

function decoderOf<M, N extends string, A extends WireArgs>(
  { kind, decode, schema }: SourceOptions<M, N, A>,
): Decode<M> {
  const made = decode ?? decodeOf(kind) as Decode<M>;
  return schema === undefined ? made : checkedBy(schema, made);
}

function checkOptions(exportName: string, options: unknown): void {
  const { wire, kind, schema, decode } = options as Partial<
    SourceOptions<unknown, string, WireArgs>
  >;
  const faults = [
    ...(typeof wire?.create === "function"
      ? []
      : [`its wire is ${textOf(wire)}, give one of a service`]),
    ...(decode === undefined || typeof decode === "function"
      ? []
      : [`its decode is ${textOf(decode)}, give a function`]),
    ...(schema === undefined || typeof schema?.["~standard"]?.validate === "function"
      ? []
      : ["its schema has no ~standard.validate, give one that follows Standard Schema"]),
    ...(kind === undefined || decode !== undefined || decodeOf(kind) !== undefined
      ? []
      : [`nobody knows how a ${kind.name} is read from bytes, give a decode`]),
  ];
  if (faults.length > 0) {
    throw new TypeError(faultsText(`define source "${textOf(exportName)}"`, faults));
  }
}
