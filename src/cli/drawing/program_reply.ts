import type { NamedKind } from "../../codegen/compare/mod.ts";
import type { Topology } from "../../protocol/mod.ts";

/** What is to be loaded. */
export interface LoadRequest {
  /** URL of the module that exports `buildGraph`, or `null` if only the kinds are wanted. */
  readonly main: string | null;
  /** URL of the module that exports the kinds of the messages, or `null` if there is none. */
  readonly messages: string | null;
}

/** What was found, or why nothing was. */
export type LoadReply =
  | {
    readonly exported: readonly NamedKind[] | null;
    readonly topology?: Topology;
    readonly ofChannels?: readonly (readonly string[])[];
    readonly fault?: undefined;
  }
  | { readonly fault: "starts" | "exits" | "exports none" | "gives none" | "is old" }
  | { readonly fault: "loads not"; readonly module: string; readonly error: string }
  | { readonly fault: "builds not"; readonly error: string; readonly args: number };
