/**
 * Stores to shared memory as instants at which a thread may die: those by `Atomics`, and the plain ones of channels within a thread.
 *
 * @module
 */

/** Whoever decides what happens at a store. */
export interface StoreJudge {
  /** The thread that takes a step is about to store something. Throws if it dies of that. */
  atStore(): void;
}

const { store: genuineStore } = Atomics;

/** Whose step it is, if it is one with a death at a store: of several simulations side by side one only takes a step. */
let judge: StoreJudge | undefined;
/** Simulations in which stores count. */
let covered = 0;

/** Has `of` be asked at each store of the step that begins; nobody if it is not given. */
export function decideStores(of?: StoreJudge): void {
  judge = of;
}

/** Has stores by `Atomics` count. The result ends that. */
export function coverStores(): () => void {
  if (covered++ === 0) Object.assign(Atomics, { store: fatefulStore });
  return () => {
    if (--covered === 0) Object.assign(Atomics, { store: genuineStore });
  };
}

function fatefulStore(array: Int32Array, index: number, value: number): number {
  judge?.atStore();
  return genuineStore(array, index, value);
}

/** The words of a region for channels within a thread, which store without `Atomics`: what is stored counts, too. */
export function fatefulWords(words: Int32Array): Int32Array {
  return new Proxy(words, {
    get: (_, key) => Reflect.get(words, key),
    set: (_, key, value) => {
      judge?.atStore();
      return Reflect.set(words, key, value);
    },
  });
}
