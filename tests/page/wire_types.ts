/**
 * What the server sends is what the page reads: nothing here is run, it is checked with the types.
 */
import type { WireEvents } from "../../src/telemetry/wire/wire.ts";
import type { Alert, Life } from "../../static/feed/chronicle.js";
import type { Hello, Key, Tick, Topology } from "../../static/feed/model.js";

/** The frames as the page reads them. */
interface PageEvents {
  readonly hello: Hello;
  readonly topology: Topology;
  readonly key: Key;
  readonly tick: Tick;
  readonly life: { readonly events: readonly Life[] };
  readonly alert: { readonly alerts: readonly Alert[] };
}

/** A frame that the page reads is whatever frame the server sends by that name. */
export function frameOf<Name extends keyof PageEvents>(
  _name: Name,
  frame: WireEvents[Name],
): PageEvents[Name] {
  return frame;
}
