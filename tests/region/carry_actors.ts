/** Actors of a graph that one program draws, and another one otherwise. */
import {
  bool,
  bytes,
  cell,
  defineActor,
  json,
  rx,
  text,
  tx,
  u32,
  u64,
  u8,
} from "../../src/actor/mod.ts";

/** Fills its channel, and waits until there is room again. */
export const feeder = defineActor(import.meta, "feeder", {
  ports: { numbers: tx(u32) },
  state: { next: u32 },
  async run(actor) {
    const { ports: { numbers }, state } = actor;
    while (actor.isRunning(() => numbers.close())) {
      await actor.wait(numbers.vacant(1));
      while (numbers.trySend(state.next)) state.next++;
    }
  },
});

const holderPorts = { numbers: rx(u32) };
const holderArgs = { most: 0, memo: "has begun" };
/** Takes so many messages and no more, and writes down the ids of the effects that it would have. */
export const holder = defineActor(import.meta, "holder", {
  ports: holderPorts,
  args: holderArgs,
  state: { taken: u32, sum: u64, memo: cell(text, ""), ids: cell(json<string[]>(), []) },
  async run(actor) {
    const { ports: { numbers }, state, args: { most, memo } } = actor;
    if (!await actor.wait(numbers.avail(1))) return;
    state.memo = memo;
    state.ids = [...state.ids, actor.effectId(numbers)];
    actor.commit();
    for (let left = most; left > 0; left--) {
      await actor.wait(numbers.avail(1));
      const n = numbers.tryTake();
      if (n === undefined) return;
      // Not all of them have both cells, and of that kind.
      if ("taken" in state) state.taken++;
      state.sum = (typeof state.sum === "bigint" ? state.sum + BigInt(n) : state.sum + n) as bigint;
    }
    await actor.wait(actor.stopping());
  },
});

/** The same with other cells: one of another kind, one with less room, one new, one gone. */
export const otherHolder = defineActor(import.meta, "otherHolder", {
  ports: holderPorts,
  args: holderArgs,
  state: {
    sum: u32,
    fresh: cell(u32, 7),
    memo: cell(text, "", { maxBytes: 4 }),
    ids: cell(json<string[]>(), []),
  },
  run: (actor) => holder.run(actor as never),
});

/** Says three things and one number more, and waits. */
export const talker = defineActor(import.meta, "talker", {
  ports: { texts: tx(text), flags: tx(bool), blobs: tx(bytes) },
  state: { said: u32 },
  async run(actor) {
    const { ports: { texts, flags, blobs }, state } = actor;
    while (state.said < 3) {
      await actor.send(texts, `text ${state.said} `.repeat(20));
      state.said++;
      actor.commit();
    }
    if (state.said === 3) {
      flags.trySend(true);
      blobs.trySend(Uint8Array.of(1, 2, 3));
      state.said++;
      actor.commit();
    }
    await actor.wait(actor.stopping());
  },
});

/** Says nothing, to the same. */
export const mute = defineActor(import.meta, "mute", {
  ports: { texts: tx(text), flags: tx(u8), blobs: tx(bytes) },
  async run(actor) {
    await actor.wait(actor.stopping());
  },
});

/** Takes nothing before a stop. */
export const listener = defineActor(import.meta, "listener", {
  ports: { texts: rx(text), flags: rx(bool), blobs: rx(bytes) },
  state: { heard: cell(json<string[]>(), []) },
  async run(actor) {
    const { ports: { texts, flags, blobs }, state } = actor;
    await actor.wait(actor.stopping());
    const found = [...texts.takeBatch(), ...flags.takeBatch().map(String)];
    state.heard = [...found, ...blobs.takeBatch().map((blob) => blob.join())];
  },
});

export const deaf = defineActor(import.meta, "deaf", {
  ports: { texts: rx(text), flags: rx(u8), blobs: rx(bytes) },
  state: { heard: cell(json<string[]>(), []) },
  run: (actor) => listener.run(actor as never),
});

/** Leaves the graph at its first message, with a letter. */
export const leaver = defineActor(import.meta, "leaver", {
  ports: { words: rx(text) },
  async run(actor) {
    const { words } = actor.ports;
    for (let word = await actor.take(words); word !== undefined; word = await actor.take(words)) {
      await actor.deadLetter({ word }, "nobody wants it");
      actor.commit();
      throw new Error("leaves");
    }
  },
});

/** Says one word, and ends. */
export const caller = defineActor(import.meta, "caller", {
  ports: { words: tx(text) },
  async run(actor) {
    await actor.send(actor.ports.words, "hello");
    await actor.send(actor.ports.words, "is there anybody?");
  },
});
