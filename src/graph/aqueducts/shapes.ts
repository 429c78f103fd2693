import { rawOf } from "../../channel/raw/mod.ts";
import type { Kind } from "../../channel/ring/mod.ts";
import type { KindShape } from "../../channel/kind_shape.ts";
import { f64 } from "../../channel/scalar/mod.ts";
import { THIS_COPY } from "../../copy.ts";
import { LINK_STATE } from "../../links/link_state.ts";
import {
  JETSTREAM_ARGS,
  LOG_EGRESS_STATE,
  LOG_INGRESS_STATE,
  LOG_WORKER_STATE,
} from "../../links/jetstream/mod.ts";
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
    ports: portsOf(role, kind),
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

/** The same for the end of an aqueduct over a log of JetStream. @param isShared whether pods share its messages */
export function jetstreamShape(role: LinkRole, kind: KindShape, isShared: boolean): ActorShape {
  const { module, exportName, state } = JETSTREAM_ENDS[
    role === "egress" ? "egress" : isShared ? "worker" : "ingress"
  ];
  return {
    module: new URL(`../../links/jetstream/${module}`, import.meta.url).href,
    exportName,
    copy: THIS_COPY,
    ports: portsOf(role, kind),
    state,
    args: JETSTREAM_ARGS,
    followed: role === "ingress",
  };
}

const JETSTREAM_ENDS = {
  egress: { module: "egress.ts", exportName: "jetstreamEgress", state: LOG_EGRESS_STATE },
  ingress: { module: "ingress.ts", exportName: "jetstreamIngress", state: LOG_INGRESS_STATE },
  worker: { module: "worker.ts", exportName: "jetstreamWorker", state: LOG_WORKER_STATE },
} as const;

function portsOf(role: LinkRole, kind: KindShape): ActorShape["ports"] {
  const direction = role === "egress" ? "rx" : "tx";
  return { messages: { direction, bundle: true, kind: rawOf(kind as Kind<unknown>) } };
}
