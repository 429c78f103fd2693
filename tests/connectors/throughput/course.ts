/**
 * What a wire's throughput is measured on: a course. `tests/connectors/throughput/<name>.ts` exports `course: Course`, and `main.ts NAME` runs
 * it. It is loaded by the workers of the graphs, too, since its definitions are in it.
 *
 * @module
 */
import type { ActorDefinition, DeliveryKind, Port } from "@steady-state/deno/actor";
import type { WireArgs } from "@steady-state/deno/connectors";

/** Something fresh at a service. */
export interface Fresh extends AsyncDisposable {
  /** What the wire is told; the client alone has it from there, too. */
  readonly args: WireArgs;
}

/** When the first batch was there, and when all was done, by `performance.now()`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

type Definition<D extends "tx" | "rx"> = ActorDefinition<
  { readonly messages: Port<DeliveryKind<Uint8Array, "bytes">, D, false> },
  // deno-lint-ignore no-explicit-any -- a source has state, a sink none
  any,
  // deno-lint-ignore no-explicit-any
  any
>;

/** Reading from the service. */
export interface Reading {
  /** The source, of kind `bytes`. */
  readonly source: Definition<"tx">;
  /** Has these messages there. */
  prepare(messages: readonly Uint8Array[]): Promise<Fresh>;
  /** Reads `count` messages by the client alone, `batch` at a time, and acknowledges each batch before the next. */
  alone(args: WireArgs, count: number, batch: number): Promise<Span>;
}

/** Writing to the service. */
export interface Writing {
  /** The sink, of kind `bytes`. */
  readonly sink: Definition<"rx">;
  prepare(): Promise<Fresh>;
  /** Writes messages by the client alone, `batch` at a time, and waits for the service to have each batch before the next. */
  alone(args: WireArgs, messages: readonly Uint8Array[], batch: number): Promise<Span>;
}

/** A service, as it is measured. */
export interface Course {
  /** Which it is, with its version. */
  readonly server: string;
  /** Whether the ratio may be what it likes, as where there is no service at all. */
  readonly hasNoFloor?: true;
  /** Why it cannot be measured here. */
  readonly missing?: string | undefined;
  /** Starts the server, and returns what ends it. */
  start(): Promise<AsyncDisposable>;
  readonly reading?: Reading;
  readonly writing?: Writing;
}
