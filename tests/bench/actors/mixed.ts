/**
 * Actors that use kinds of message besides the one that is measured, so that a thread's code has seen them all, as that of a real service
 * has: an engine makes code for what it has seen.
 */
import {
  type ActorDefinition,
  bool,
  bytes,
  defineActor,
  f32,
  i32,
  json,
  type Kind,
  rx,
  struct,
  text,
  tx,
  u64,
  u8,
} from "@steady-state/deno/actor";

/** Each sends so many messages to itself, and ends. */
export const ROUNDS = 5000;

function mixer<T>(name: string, kind: Kind<T>, message: T): ActorDefinition {
  return defineActor(import.meta, name, {
    ports: { back: rx(kind), out: tx(kind) },
    async run(actor) {
      const { back, out } = actor.ports;
      for (let i = 0; i < ROUNDS && actor.isRunning(); i++) {
        await actor.wait(out.vacant());
        out.trySend(message);
        await actor.wait(back.avail());
        back.tryTake();
      }
    },
  }) as unknown as ActorDefinition;
}

export const mixU8 = mixer("mixU8", u8, 1);
export const mixI32 = mixer("mixI32", i32, 1);
export const mixF32 = mixer("mixF32", f32, 1);
export const mixU64 = mixer("mixU64", u64, 1n);
export const mixBool = mixer("mixBool", bool, true);
export const mixText = mixer("mixText", text, "a text");
export const mixBytes = mixer("mixBytes", bytes, new Uint8Array(8));
export const mixJson = mixer("mixJson", json(), { name: "a name", age: 1 });
export const mixStruct = mixer("mixStruct", struct({ a: i32, b: u8 }), { a: 1, b: 2 });

/** All of them. */
export const MIXERS: readonly ActorDefinition[] = [
  mixU8,
  mixI32,
  mixF32,
  mixU64,
  mixBool,
  mixText,
  mixBytes,
  mixJson,
  mixStruct,
];
