import { shown, textOf } from "../../errors.ts";
import { PACKAGE_URL, type PackageCopy, VERSION } from "../../package.ts";
import { TRAIL_VERSION } from "../../probe/trail_layout.ts";
import { CALL_VERSION } from "../call/call_layout.ts";
import { DELIVERY_VERSION } from "../delivery/delivery_layout.ts";
import { JSON_VERSION } from "../json/json_layout.ts";
import type { KindShape } from "../kind_shape.ts";
import { CHANNEL_VERSION } from "./channel_layout.ts";
import type { Composition } from "./composition.ts";
import type { RingMemory } from "./ring_memory.ts";
import type { Rx } from "../rx.ts";
import type { RxControl } from "./rx_control.ts";
import type { Tx } from "../tx.ts";
import type { TxControl } from "./tx_control.ts";

/**
 * What a channel carries. `T` is the type of a message in the program, `N` the name of the kind: two ends fit when both
 * agree. Kinds come from this package: `u8` to `f64`, `u64`, `i64`, `bool`, `text`, `bytes`, `json<T>()`.
 */
export interface Kind<T, N extends string = string> extends KindShape {
  /** The kind's name, for instance `u32`. */
  readonly name: N;
  /** Never set: it makes the message type part of the kind's type. */
  readonly carries?: (message: T) => T;
  /** Never set: it makes the type of the sending end part of the kind's type. */
  readonly sends?: Tx<T>;
  /** Never set: it makes the type of the taking end part of the kind's type. */
  readonly takes?: Rx<T>;
}

/** The type of the messages of a kind. */
export type MessageOf<K> = K extends { readonly carries?: (message: infer T) => unknown } ? T
  : never;

/** The type of the sending end of a kind. */
export type TxOf<K> = K extends { readonly sends?: infer E } ? NonNullable<E> : never;

/** The type of the taking end of a kind. */
export type RxOf<K> = K extends { readonly takes?: infer E } ? NonNullable<E> : never;

/** What a kind can do for a channel. Every kind of this package is one; the public type does not show it. */
export interface RingKind<T, N extends string = string> extends KindShape {
  readonly name: N;
  /** The copy of this package that it is of. */
  readonly copy: PackageCopy;
  /** What its messages are made of. */
  readonly composition: Composition;
  /** Whether its ends take any channel for theirs: what they carry is bytes of messages, whatever those are. */
  readonly fitsAny?: true;
  /** Builds the sending end over shared memory, and returns its control. */
  createTx(memory: RingMemory): TxControl<T>;
  /** Builds the taking end over shared memory, and returns its control. */
  createRx(memory: RingMemory): RxControl<T>;
}

/** The kind with its ring. Throws a TypeError for an object that is no kind. */
export function ringKind<T>(kind: Kind<T> | KindShape): RingKind<T> {
  if (!isKind(kind)) throw new TypeError(`Cannot use ${describeNoKind(kind)}`);
  return kind as RingKind<T>;
}

/** Whether it is a kind, of whichever copy of this package. */
export function isKind(kind: unknown): boolean {
  return typeof (kind as RingKind<unknown> | null | undefined)?.createTx === "function";
}

/** Whether its ends take any channel for theirs. */
export function fitsAny(kind: KindShape): boolean {
  return (kind as Partial<RingKind<unknown>>).fitsAny === true;
}

/** What to do where a kind is wanted and something else is found. */
export const KIND_HINT =
  "take one from this package; if it should be one, look for a misspelt import, or for modules that import each other in a circle";

/** What stands where a kind is wanted, and what to do about it. */
export function describeNoKind(kind: unknown): string {
  const what = (kind as Partial<KindShape> | null | undefined)?.name ?? textOf(kind);
  return `${textOf(what)} as a message kind: ${KIND_HINT}`;
}

/**
 * Version of what the two parts of one thread ask of each other that may come from different copies of this package: the ends and
 * conditions that a kind makes, and the actor, the journal and the host's inquest that use them. It covers the members of `RxControl`,
 * `TxControl`, `RingMemory` and `Condition` that are called from other rooms, what ends are asked beside the verbs of `Rx` and `Tx`
 * (`touches`), what a kind's `createTx` and `createRx` return, and its `composition`. Raise it when one of them changes its name, its
 * arguments or its meaning, or when a new one is asked for.
 */
export const ENDS_VERSION = 6;

/** The copy of this package that kinds made here are of, with what a kind must agree on with whoever uses it. */
export const KIND_COPY: PackageCopy = {
  url: PACKAGE_URL,
  version: VERSION,
  layouts: {
    channel: CHANNEL_VERSION,
    trail: TRAIL_VERSION,
    json: JSON_VERSION,
    call: CALL_VERSION,
    delivery: DELIVERY_VERSION,
    ends: ENDS_VERSION,
  },
};

/** The error for a message of the wrong type. */
export function wrongType(channel: string, message: unknown, wanted: string): TypeError {
  return new TypeError(
    `Cannot send ${shown(message)} on channel "${channel}": ${strangeType(message, wanted)}`,
  );
}

/** What is wrong with a message of the wrong type, as the end of a sentence. */
export function strangeType(message: unknown, wanted: string): string {
  const type = typeof message;
  const what = message === undefined || message === null
    ? String(message)
    : `${type === "object" ? "an" : "a"} ${type}`;
  return `it is ${what}, give ${wanted}`;
}
