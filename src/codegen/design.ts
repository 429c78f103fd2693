/** What a drawing says, read and checked: names are identifiers, times are milliseconds, lanes are numbered. Plain data. */

/** A whole drawing. All lists are in the order of names, whatever the order in the file. */
export interface Design {
  /** The graph's name, as it is written in the drawing: `order_book`. */
  readonly name: string;
  /** What documentation nodes say of the whole, a text each. */
  readonly documentation: readonly string[];
  /** What is written once for all actors that share it: ports, drivers, and the code. */
  readonly modules: readonly DesignModule[];
  readonly actors: readonly DesignActor[];
  readonly channels: readonly DesignChannel[];
  /** The messages that are no kind of the package, but an export of `messages.ts`. */
  readonly messages: readonly DesignMessage[];
  readonly troupes: readonly DesignTroupe[];
  readonly supervisors: readonly DesignSupervisor[];
  /** What was read in another way than somebody might think, or left out: a line each. No fault. */
  readonly remarks: readonly string[];
}

/** A kind of actor. Several actors may share one. */
export interface DesignModule {
  /** The name of its file without the ending, in snake case: `tick_consumer`. */
  readonly name: string;
  /** The name of its export, in camel case: `tickConsumer`. */
  readonly exportName: string;
  readonly documentation: readonly string[];
  readonly ports: readonly DesignPort[];
  /** When its actors have work to do. */
  readonly driver: Driver;
  /** Whether the drawing says so, or it is what is done where it says nothing. */
  readonly driverIsDrawn: boolean;
  /** How many calls to the outside an actor has in flight at once, where it is written to make any. */
  readonly calls?: number;
}

/** One end of a module: all its actors have it. */
export interface DesignPort {
  /** In camel case; two ports of one module have two names. */
  readonly name: string;
  readonly direction: "input" | "output";
  readonly type: DesignType;
  /** Whether it has the lanes of a bundle rather than one channel. */
  readonly isBundle: boolean;
  /** How the reader consumes; outputs have `Take`. */
  readonly consume: "Take" | "TakeCopy" | "PeekCopy";
  /** Whether it is an input that comes, in some actor, from the actor itself by way of others: a stop must not wait for it to be closed. */
  readonly isInCycle: boolean;
}

/** What a channel carries: a kind of the package (`u32`, `text`, `json`), or an export of `messages.ts` (`Tick`). */
export interface DesignType {
  readonly name: string;
  readonly isMessage: boolean;
}

/** When an actor has work to do. */
export type Driver =
  /** One of them, or all of them. */
  | { readonly when: "any" | "all"; readonly of: readonly Driver[] }
  /** So many messages on an input, on that share of its lanes: 1 is all of them, 0 any of them; never fewer than one. */
  | {
    readonly when: "avail";
    readonly port: string;
    readonly count: number;
    readonly share: number;
  }
  /** Room for so many on an output, on that share of its lanes, as above. */
  | {
    readonly when: "vacant";
    readonly port: string;
    readonly count: number;
    readonly share: number;
  }
  /** A beat each so many milliseconds. Whether it comes by "any" or by "all" says which of the two marks it is. */
  | { readonly when: "periodic"; readonly everyMs: number }
  /** A condition of the writer's own: the name of an async function in the actor's file. */
  | { readonly when: "other"; readonly name: string };

/** An actor: a node of the drawing. */
export interface DesignActor {
  /** The node's id as it is written, `TickConsumer2`. No two are one without regard to case. */
  readonly id: string;
  /** What it is called in the graph: `TickConsumer`, */
  readonly name: string;
  /** and its number among those of the name, or `null` if it has none. */
  readonly instance: number | null;
  /** The name of its module. */
  readonly module: string;
  /** For each port of the module, in their order: the lanes that it has, one where the port is no bundle. */
  readonly ends: Readonly<Record<string, readonly DesignEnd[]>>;
  readonly troupe: string | null;
  /** The supervisor it is under, or `null` for that of the whole graph. */
  readonly supervisor: string | null;
  readonly restart?: "permanent" | "transient" | "temporary";
  /** After how long in one turn it counts as hung; `Infinity` if it never does. */
  readonly hangMs?: number;
  /** Keeps its state on disk. */
  readonly durable: boolean;
}

/** A lane of a channel that an actor has. */
export interface DesignEnd {
  readonly channel: string;
  /** Its place in the bundle; 0 for a plain channel. */
  readonly lane: number;
}

/** A channel, or a bundle of them: one name, type and capacity. */
export interface DesignChannel {
  /** In snake case: `tick_counts`. */
  readonly name: string;
  readonly type: DesignType;
  /** Messages, of each lane. */
  readonly capacity: number;
  /** The bytes that it holds, where messages have any length and the drawing says so. */
  readonly bytes?: number;
  readonly isBundle: boolean;
  /** Who is at its ends, by lane; one where it is no bundle. */
  readonly lanes: readonly DesignLane[];
}

/** One lane: from an actor to an actor, by ids and names of ports. */
export interface DesignLane {
  readonly from: string;
  readonly fromPort: string;
  readonly to: string;
  readonly toPort: string;
}

/** A message of one's own. */
export interface DesignMessage {
  /** In Pascal case: `Tick`. */
  readonly name: string;
  /** What it is made of, where the drawing says so: field by field, a kind of the package each. */
  readonly fields?: readonly { readonly name: string; readonly kind: string }[];
  readonly documentation: readonly string[];
}

/** Actors that share a thread. */
export interface DesignTroupe {
  readonly name: string;
}

/** A supervisor of its own, under that of the graph or another. */
export interface DesignSupervisor {
  readonly name: string;
  readonly strategy: "oneForOne" | "oneForAll" | "restForOne";
  readonly parent: string | null;
}
