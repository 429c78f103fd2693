/** What a drawing, a program and a running graph are compared by: their actors and lanes, without anything that is only for people. */

/** A graph reduced to what must agree. */
export interface NormalForm {
  readonly actors: readonly NormalActor[];
  readonly lanes: readonly NormalLane[];
}

/** An actor. */
export interface NormalActor {
  /** Its label: `TickConsumer 2`. */
  readonly label: string;
  /** The name of its definition's export: `tickConsumer`. */
  readonly exportName: string;
}

/** A channel, or one lane of a bundle. */
export interface NormalLane {
  readonly channel: string;
  /** Its place in the bundle, or `null` for a plain channel. */
  readonly lane: number | null;
  /** The label of the actor that sends, and its port; and of the one that takes. */
  readonly from: string;
  readonly fromPort: string;
  readonly to: string;
  readonly toPort: string;
  readonly capacity: number;
  /** What it carries: a kind of the package (`u32`), or the name of an export of `messages.ts` (`Tick`). */
  readonly type: string;
}
