/** The types that follow from a struct's schema: held by the compiler, so this fails when types are checked, not when it runs. */
import {
  array,
  bool,
  type Columns,
  f64,
  type MessageOf,
  oneOf,
  optional,
  type RxOf,
  struct,
  text,
  u32,
  u64,
} from "@steady-state/deno/channel";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;
/** Joins intersections, so that types are compared by what they have. */
type Flat<T> = { [K in keyof T]: T[K] };
type ColumnsIn<K> = RxOf<K> extends { peekColumns(max?: number): Columns<infer C>[] } ? Flat<C>
  : never;

const kind = struct({
  id: u32,
  big: u64,
  on: bool,
  side: oneOf("buy", "sell"),
  name: text(8),
  xs: array(f64, 3),
  at: { x: f64, deep: { y: u32 } },
  other: { z: bool },
  maybe: optional(f64),
  word: optional(text(4)),
  part: optional({ n: u32 }),
  few: optional(array(u32, 2)),
});

const message: Same<Flat<MessageOf<typeof kind>>, {
  id: number;
  big: bigint;
  on: boolean;
  side: "buy" | "sell";
  name: string;
  xs: number[];
  at: MessageOf<typeof at>;
  other: MessageOf<typeof other>;
  maybe?: number | undefined;
  word?: string | undefined;
  part?: MessageOf<typeof part> | undefined;
  few?: number[] | undefined;
}> = true;
const at = struct({ x: f64, deep: { y: u32 } });
const other = struct({ z: bool });
const part = struct({ n: u32 });
const nested: Same<MessageOf<typeof at>["deep"]["y"], number> = true;

const columns: Same<ColumnsIn<typeof kind>, {
  readonly id: Uint32Array;
  readonly big: BigUint64Array;
  readonly on: Uint8Array;
  readonly side: Uint8Array | Uint16Array;
  readonly name: Uint8Array;
  readonly "name.length": Uint16Array;
  readonly xs: Float64Array;
  readonly "at.x": Float64Array;
  readonly "at.deep.y": Uint32Array;
  readonly "other.z": Uint8Array;
  readonly maybe: Float64Array;
  readonly "maybe?": Uint8Array;
  readonly word: Uint8Array;
  readonly "word.length": Uint16Array;
  readonly "word?": Uint8Array;
  readonly "part?": Uint8Array;
  readonly "part.n": Uint32Array;
  readonly few: Uint32Array;
  readonly "few?": Uint8Array;
}> = true;
const flat: Same<ColumnsIn<typeof part>, { readonly n: Uint32Array }> = true;

Deno.test("the types of a struct's messages and columns follow from its schema", () => {
  if (!(message && nested && columns && flat)) throw new TypeError("They do not");
});
