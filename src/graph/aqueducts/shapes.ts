import { rawOf } from "../../channel/raw/mod.ts";
import type { Kind } from "../../channel/ring/mod.ts";
import type { KindShape } from "../../channel/kind_shape.ts";
import { f64 } from "../../channel/scalar/mod.ts";
import { THIS_COPY } from "../../copy.ts";
import { LINK_STATE } from "../../links/link_state.ts";
import { LINK_ARGS } from "../../links/terms.ts";
import type { ActorShape, LinkRole } from "../../protocol/mod.ts";
import type { Acknowledge } from "../../links/terms.ts";

const MODULES: Readonly<Record<LinkRole, string>> = {
  egress: new URL("../../links/egress.ts", import.meta.url).href,
  ingress: new URL("../../links/ingress.ts", import.meta.url).href,
};

/** What the link actor of an aqueduct is drawn with: its definition as the host knows it, for that kind and so many lanes. */
export function linkShape(
  role: LinkRole,
  kind: KindShape,
  girth: number,
  acknowledge: Acknowledge,
): ActorShape {
  return {
    module: MODULES[role],
    exportName: role,
    copy: THIS_COPY,
    ports: {
      messages: {
        direction: role === "egress" ? "rx" : "tx",
        bundle: true,
        kind: rawOf(kind as Kind<unknown>),
      },
    },
    state: role === "egress" ? LINK_STATE : { ...LINK_STATE, ...nextCells(girth) },
    args: LINK_ARGS,
    // To follow what is sent costs the host something, and only who acknowledges what is settled needs it.
    followed: role === "ingress" && acknowledge === "settled",
  };
}

/** By lane, which message is wanted next. */
function nextCells(girth: number): Readonly<Record<string, typeof f64>> {
  return Object.fromEntries(Array.from({ length: girth }, (_, lane) => [`next${lane}`, f64]));
}
