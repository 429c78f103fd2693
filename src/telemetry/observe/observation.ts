import type { Topology } from "../../protocol/mod.ts";
import type { Alerts } from "../alerts/mod.ts";
import type { GraphSample } from "../sample/mod.ts";
import type { SampleListener } from "./observer.ts";

/** What is seen of a graph, as whoever tells others of it needs it: that of this program, or that of many pods. */
export interface Observation {
  /** What is observed. */
  readonly source: { readonly topology: Topology };
  /** Samples a second, about. */
  readonly hz: number;
  /** The last sample. */
  readonly latest: GraphSample;
  /** The alerts that are active, and the last that came or went. */
  readonly alerts: Alerts;
  /** Calls `listener` with each sample from now on; the result ends that. */
  onSample(listener: SampleListener): () => void;
  /** Takes a sample right now and tells everybody. */
  tick(): GraphSample;
}
