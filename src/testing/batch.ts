import type { SendableOf } from "../channel/delivery/mod.ts";
import type { MessageOf } from "../channel/ring/mod.ts";
import { listed } from "../errors.ts";
import type { DeadLetter } from "../graph/letters/mod.ts";
import type { LogRecord } from "../graph/report/mod.ts";
import type { ActorShape, ArgsSchema, Port, PortSchema } from "../protocol/mod.ts";
import type { StateSchema } from "../state/mod.ts";
import { type RehearsalOptions, rehearse } from "./rehearsal.ts";
import type { PlayedInput, PlayedOutput, RehearsalEnd } from "./scene.ts";

/** What an actor is given on the only port that takes; of deliveries plain data as well. */
export type InputOf<P> = {
  [K in keyof P]: P[K] extends Port<infer M, "rx", boolean> ? SendableOf<MessageOf<M>, M["name"]>
    : never;
}[keyof P];

/** What an actor sends on the only port that sends; `never` if it has none. */
export type OutputOf<P> = {
  [K in keyof P]: P[K] extends Port<infer M, "tx", boolean> ? MessageOf<M> : never;
}[keyof P];

/** What became of messages that an actor was given. */
export interface TestedBatch<P extends PortSchema, S extends StateSchema> extends RehearsalEnd<S> {
  /** What it has sent, in order. */
  readonly out: readonly OutputOf<P>[];
  /** How many messages it has taken for good, and not given up: their turns have committed. */
  readonly committed: number;
  /** The messages that were given up, by the actor or because they killed it too often: with the reason. */
  readonly failed: readonly DeadLetter[];
  /** What it has logged, of all levels. */
  readonly log: readonly LogRecord[];
}

/** What became of a message that an actor was given. */
export interface TestedMessage<P extends PortSchema, S extends StateSchema>
  extends Omit<TestedBatch<P, S>, "committed" | "failed"> {
  /** Whether it has taken it for good, and not given it up: the turn has committed. */
  readonly committed: boolean;
  /** Why it was given up; `undefined` if it was not. */
  readonly failed: DeadLetter | undefined;
}

/**
 * Gives an actor that has one port that takes, and one that sends or none, these messages and then the end of its input, and tells what
 * came out and what became of them. As {@link rehearse}, for the commonest case.
 *
 * ```ts
 * import { defineActor, rx, tx, u32 } from "@steady-state/deno/actor";
 * import { testBatch } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const doubler = defineActor(import.meta, "doubler", {
 *   ports: { numbers: rx(u32), doubles: tx(u32) },
 *   async run(actor) {
 *     const { numbers, doubles } = actor.ports;
 *     for (let n = await actor.take(numbers); n !== undefined; n = await actor.take(numbers)) {
 *       if (n === 13) await actor.deadLetter(n, "bad luck");
 *       else await actor.send(doubles, 2 * n);
 *     }
 *   },
 * });
 *
 * const { out, committed, failed } = await testBatch(doubler, [1, 13, 2]);
 * assertEquals([out, committed, failed[0]?.reason], [[2, 4], 2, "bad luck"]);
 * ```
 *
 * @throws {TypeError} if it has other ports than these, or a bundle
 * @throws {Error} if it has not ended a day after its input, in virtual time: with what it waits for
 */
export async function testBatch<P extends PortSchema, S extends StateSchema, A extends ArgsSchema>(
  definition: ActorShape<P, S, A>,
  messages: readonly InputOf<P>[],
  options: RehearsalOptions<S, A> = {},
): Promise<TestedBatch<P, S>> {
  const { input, output } = onlyPorts(definition);
  await using scene = await rehearse(definition, options);
  const ports = scene.ports as Readonly<Record<string, unknown>>;
  const sent = ports[input] as PlayedInput<InputOf<P>>;
  sent.send(...messages);
  sent.close();
  const end = await scene.ended;
  const out = output === undefined ? [] : (ports[output] as PlayedOutput<OutputOf<P>>).taken;
  const failed = [...scene.deadLetters];
  const committed = Math.max(0, messages.length - sent.waiting - failed.length);
  return { ...end, out: [...out], committed, failed, log: [...scene.log] };
}

/**
 * Gives an actor a message, as {@link testBatch} does several.
 *
 * ```ts
 * import { defineActor, rx, text, tx } from "@steady-state/deno/actor";
 * import { testMessage } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const greeter = defineActor(import.meta, "greeter", {
 *   ports: { names: rx(text), greetings: tx(text) },
 *   async run(actor) {
 *     const { names, greetings } = actor.ports;
 *     for (let n = await actor.take(names); n !== undefined; n = await actor.take(names)) {
 *       await actor.send(greetings, `hello, ${n}`);
 *     }
 *   },
 * });
 *
 * const { out, committed } = await testMessage(greeter, "Ada");
 * assertEquals([out, committed], [["hello, Ada"], true]);
 * ```
 *
 * @throws as {@link testBatch}
 */
export async function testMessage<
  P extends PortSchema,
  S extends StateSchema,
  A extends ArgsSchema,
>(
  definition: ActorShape<P, S, A>,
  message: InputOf<P>,
  options: RehearsalOptions<S, A> = {},
): Promise<TestedMessage<P, S>> {
  const { committed, failed, ...batch } = await testBatch(definition, [message], options);
  return { ...batch, committed: committed > 0, failed: failed[0] };
}

/** The ports by which it gets messages and gives some. */
function onlyPorts({ exportName, ports }: ActorShape): { input: string; output?: string } {
  const names = Object.keys(ports);
  const of = (direction: Port["direction"]) =>
    names.filter((name) => ports[name]?.direction === direction);
  const [inputs, outputs] = [of("rx"), of("tx")];
  const [input] = inputs;
  const [output] = outputs;
  const hasBundle = names.some((name) => ports[name]?.bundle);
  if (input !== undefined && inputs.length === 1 && outputs.length < 2 && !hasBundle) {
    return output === undefined ? { input } : { input, output };
  }
  throw new TypeError(
    `Cannot test actor "${exportName}" by messages: it must have one port that takes, and one that sends or none, without bundles, ` +
      `and it has ${listed(names) || "none"}, play each of them on a scene of rehearse()`,
  );
}
