/**
 * What a wire is put through its contract on: a bed. It makes what is fresh at a service, publishes and reads there by the service's own
 * means, and has the service go wrong. `tests/connectors/<name>/bed.ts` exports `beds: readonly Bed[]`, and the suite finds it there.
 *
 * @module
 */
import type { SinkWireKind, SourceWireKind, WireArgs } from "../../../src/connectors/wire.ts";

/** What can be done to a service while a wire is at it. What a bed leaves out is not done, and its `cannot` says why. */
export interface Faults {
  /** Ends the server in good order and starts it again, with its data, at the same address. */
  restart?(): Promise<void>;
  /** Ends it by SIGKILL and starts it again, with its data, at the same address. */
  kill?(): Promise<void>;
  /** Cuts all connections; new ones are refused until `heal`. Toxiproxy's `cut`. */
  cut?(): Promise<void>;
  /** What is sent arrives nowhere, and nobody is told, until `heal`. */
  blackHole?(): Promise<void>;
  /** All that is sent takes so long, each way, until `heal`. */
  latency?(ms: number): Promise<void>;
  /** All is as it was. */
  heal?(): Promise<void>;
}

/** Rows of the contract of source wires. */
export type SourceRow =
  | "order"
  | "redelivery"
  | "abort"
  | "settle twice"
  | "origins"
  | "contents"
  | "wrong credentials"
  | "unknown topic"
  | "restart"
  | "kill server"
  | "cut"
  | "black hole"
  | "latency"
  | "kill process"
  | "members"
  | "close";

/** Rows of the contract of sink wires. */
export type SinkRow =
  | "order"
  | "put twice"
  | "contents"
  | "half a batch"
  | "wrong credentials"
  | "unknown topic"
  | "restart"
  | "kill server"
  | "cut"
  | "black hole"
  | "latency"
  | "kill process"
  | "close";

/** From which module a process of its own loads the wire: for rows that kill it. */
export interface WireModule {
  /** Its URL: `new URL("../../../src/connectors/nats/mod.ts", import.meta.url).href`. */
  readonly module: string;
  /** The name under which it exports the kind of wire. */
  readonly exportName: string;
}

/** A message of a row: which lane it is of, and its content. */
export interface Published {
  /** A number from 0 on, less than the bed's `lanes`: messages of one lane are in order. */
  readonly lane: number;
  readonly bytes: Uint8Array;
}

/** Something fresh at a service that a source reads. Nobody else is at it. */
export interface FreshSource {
  /** What the wire is told. Wires with the same args share what there is, as members do. */
  readonly args: WireArgs;
  /** Publishes by the service's own means, in order, one lane and the other as they come. Resolves when the service has them. */
  publish(messages: readonly Published[]): Promise<void>;
  /** Takes away all that was made. */
  dispose?(): Promise<void>;
}

/** What rows have in common. */
interface BedBase<Row extends string> {
  /** What wires are called in logs, as its kind's `name`. */
  readonly wire: string;
  /** Against what, and which version of it: `nats-server 2.15.3`. */
  readonly server: string;
  /** Why it cannot run at all: the server is not here. */
  readonly missing?: string | undefined;
  /** That it is run by hand only, and why: it is not counted as missing in CI. */
  readonly byHand?: string;
  /** Rows that this bed cannot run, and why. */
  readonly cannot: Readonly<Partial<Record<Row, string>>>;
  /** Starts the server, and returns what ends it. */
  start(): Promise<AsyncDisposable>;
  readonly faults?: Faults;
  /** Where the wire is loaded from, for "kill process". */
  readonly process?: WireModule;
  /** How long a row waits for what must come, in milliseconds; a minute if it is not given. */
  readonly patienceMs?: number;
  /** Bytes of the largest message that the service takes, if that is less than 1 MiB. */
  readonly mostBytes?: number;
  /** Whether the service can have such a message at all; if it is not given, it can have any. A file of lines has none with a line feed. */
  accepts?(bytes: Uint8Array): boolean;
  /** Args in which the credentials are wrong, and a secret that no error may tell. For "wrong credentials". */
  wrongCredentials?(args: WireArgs): { readonly args: WireArgs; readonly secret: string };
  /** Args that name something that there is not. For "unknown topic". */
  unknownTopic?(args: WireArgs): WireArgs;
}

/** A bed for a source wire. */
export interface SourceBed extends BedBase<SourceRow> {
  readonly end: "source";
  // deno-lint-ignore no-explicit-any -- each wire has args and positions of its own
  readonly kind: SourceWireKind<any, any>;
  /** How many lanes can be told apart by what is published: 1 where it is one sequence. */
  readonly lanes: number;
  /** False where what is published together may come in any order, as requests side by side do. */
  readonly ordered?: false;
  /** How long the service may take until it hands over again what a wire has left unsettled, in milliseconds. 30 s if not given. */
  readonly redeliveryMs?: number;
  fresh(options?: { readonly proxied?: boolean }): Promise<FreshSource>;
}

/** What a service has of what a sink has put. */
export interface Found {
  readonly bytes: Uint8Array;
}

/** Something fresh at a service that a sink puts into. */
export interface FreshSink<I = unknown> {
  readonly args: WireArgs;
  /** The item of these bytes. */
  item(bytes: Uint8Array): I;
  /** An item that the service refuses for good. For "half a batch". */
  refused?(): I;
  /** All that the service has, by its own means, in its order where it has one. */
  read(): Promise<readonly Found[]>;
  dispose?(): Promise<void>;
}

/** A bed for a sink wire. */
export interface SinkBed<I = unknown> extends BedBase<SinkRow> {
  readonly end: "sink";
  // deno-lint-ignore no-explicit-any -- each wire has args of its own
  readonly kind: SinkWireKind<any, any>;
  /** Whether the wire makes harmless what is put twice. */
  readonly dedups: boolean;
  /** Whether the service keeps the order in which things are put. */
  readonly ordered: boolean;
  fresh(options?: { readonly proxied?: boolean }): Promise<FreshSink<I>>;
}

/** A bed for either. */
export type Bed = SourceBed | SinkBed;
