import type { NamedKind } from "../../codegen/compare/mod.ts";
import type { Topology } from "../../protocol/mod.ts";

/** What is to be loaded. */
export interface LoadRequest {
  /** URL of the module that exports `buildGraph`, or `null` if only the kinds are wanted. */
  readonly main: string | null;
  /** URL of the module that exports the kinds of the messages, or `null` if there is none. */
  readonly messages: string | null;
  /** Whether `buildGraph` is called although it takes arguments without a default: they may be optional all the same. */
  readonly isBare?: boolean;
}

/** What was found. */
export interface ProgramFindings {
  readonly exported: readonly NamedKind[] | null;
  readonly topology?: Topology;
  readonly ofChannels?: readonly (readonly string[])[];
  /** Why the graph is drawn as far as it was drawn then, and no further; left out where it is whole. */
  readonly until?: string;
  readonly fault?: undefined;
}

/** Why nothing was found. */
export type ProgramFault =
  | {
    readonly fault: "starts" | "exits" | "exports none" | "needs args" | "gives none" | "is old";
  }
  | { readonly fault: "loads not"; readonly module: string; readonly error: string }
  | { readonly fault: "builds not"; readonly error: string }
  /** Run as a program, it ended without having begun a graph that has no faults. */
  | { readonly fault: "ends"; readonly error: string };

/** What came of it. */
export type LoadReply = ProgramFindings | ProgramFault;

/** A reply as text: JSON has no number for what is without an end. */
export function replyText(reply: LoadReply): string {
  return JSON.stringify(reply, (_, value) => value === Infinity ? ENDLESS : value);
}

/** Reads that text. */
export function parseReply(text: string): LoadReply {
  return JSON.parse(text, (_, value) => value === ENDLESS ? Infinity : value);
}

const ENDLESS = "\u0000Infinity";
