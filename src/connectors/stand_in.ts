/**
 * What sources and sinks connect by where a test has something else in the place of a service. In life nothing stands in, and each has the
 * wire that it is defined with.
 *
 * @module
 */
import type { ActorShape, KindShape } from "../actor/mod.ts";
import type { SinkWireKind, SourceWireKind } from "./wire.ts";

/** Whoever knows what stands in, for an actor of that label whose code runs at the moment; `undefined` if nothing does. */
export interface StandInFinder {
  // deno-lint-ignore no-explicit-any -- whatever the wire's own are
  source(label: string): SourceWireKind<any, any> | undefined;
  // deno-lint-ignore no-explicit-any -- whatever the wire's own are
  sink(label: string): SinkWireKind<any, any> | undefined;
  /** Whether the code that runs at the moment is an actor's in a rehearsal or a simulation. */
  isPlayed(): boolean;
}

let standIns: StandInFinder | undefined;

/** From now on that decides. */
export function provideStandIns(found: StandInFinder): void {
  standIns = found;
}

/** The kind of wire that a source connects by: its own, but where something stands in. */
export function sourceWireOf<W>(label: string, own: W): W {
  return standIns?.source(label) as W | undefined ?? own;
}

/** The kind of wire that a sink connects by: its own, but where something stands in. */
export function sinkWireOf<W>(label: string, own: W): W {
  return standIns?.sink(label) as W | undefined ?? own;
}

/** Whether the actor whose code runs at the moment is in a rehearsal or a simulation. */
export function isPlayed(): boolean {
  return standIns?.isPlayed() ?? false;
}

/** What is known of a source or a sink beside its definition. */
export interface ConnectorPart {
  readonly end: "source" | "sink";
  /** What its messages are, without where they come from. */
  readonly kind: KindShape;
  readonly wire: { readonly name: string; readonly virtual?: true };
}

const parts = new WeakMap<object, ConnectorPart>();

/** Keeps what is known of a definition, for something to stand in for its service, and returns it. */
export function connector<D extends ActorShape>(definition: D, part: ConnectorPart): D {
  if (!part.wire.virtual) parts.set(definition, part);
  return definition;
}

/** What is known of a definition, if it is a source's or a sink's for whose service something may stand in. */
export function connectorPart(definition: object): ConnectorPart | undefined {
  return parts.get(definition);
}
