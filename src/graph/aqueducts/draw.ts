import { rawShapeOf, schemaHash, schemaText } from "../../channel/raw/mod.ts";
import { channelSpec } from "../../channel/ring/host.ts";
import { isKind } from "../../channel/ring/mod.ts";
import { MAX_FRAME_BYTES, placeText } from "../../links/link.ts";
import {
  type JetstreamArgs,
  jetstreamFaults,
  jetstreamPlace,
  namedAddress,
} from "../../links/jetstream/mod.ts";
import type { LinkArgs } from "../../links/terms.ts";
import type { LinkNode, LinkRole } from "../../protocol/mod.ts";
import {
  type ActorBlueprint,
  type Blueprint,
  type ChannelBlueprint,
  DrawnEnd,
  type EndBlueprint,
  endsOf,
  type Troupe,
} from "../plan/mod.ts";
import type { AqueductBlueprint } from "./blueprint.ts";
import { deathCosts } from "./death_costs.ts";
import type { PodNames } from "./pod.ts";
import { jetstreamShape, linkShape } from "./shapes.ts";
import { type LinkTroupes, linkTroupes } from "./troupes.ts";

/** An actor that is an end of a link, as it is drawn: the graph fills in what holds for all actors. */
export interface LinkDrawing
  extends Pick<ActorBlueprint, "name" | "definition" | "ports" | "args" | "troupe"> {
  readonly link: LinkNode;
  /** Whether its state is to outlive the process. */
  readonly durable: boolean;
}

/** What is drawn for the aqueducts of a graph, and all that is wrong with them. */
export interface AqueductsDrawn {
  readonly links: readonly LinkDrawing[];
  readonly troupes: readonly Troupe[];
  readonly faults: readonly string[];
}

/** The most that a frame has beside the body of one message. */
const FRAME_REST_BYTES = 64;

/** The same aqueduct without a log between its pods: they link with each other, over the network in memory of a simulation. */
export function withoutLog(aqueduct: AqueductBlueprint): AqueductBlueprint {
  if (aqueduct.via === undefined) return aqueduct;
  const address = { wire: "memory", name: placeOf(aqueduct) } as const;
  return { ...aqueduct, via: undefined, address, acknowledge: "settled" };
}

/** Draws a link actor for the free end of each aqueduct, once it is known which end that is. */
export function drawAqueducts(
  aqueducts: readonly AqueductBlueprint[],
  { name: graph, actors }: Pick<Blueprint, "name" | "actors">,
  names: PodNames,
  isInFile: boolean,
): AqueductsDrawn {
  const wired = wiredEnds(actors);
  const troupes = linkTroupes(aqueducts, actors);
  const faults: string[] = [...troupes.faults];
  const links = aqueducts.flatMap((aqueduct) => {
    const roles = rolesOf(aqueduct, wired);
    faults.push(...wiringFaults(aqueduct, roles));
    // One with a fault has all its ends wired all the same: what is wrong is told once.
    const wanting: readonly LinkRole[] = roles.length === 0 ? ["egress", "ingress"] : roles;
    if (roles.length > 1 || !isDrawable(aqueduct)) return [];
    if (roles.length === 1) {
      faults.push(...frameFaults(aqueduct), ...viaFaults(aqueduct, roles[0] as LinkRole));
    }
    return wanting.map((role) => drawLink(aqueduct, role, { graph, names, troupes, isInFile }));
  });
  faults.push(...twins(links));
  return { links, troupes: troupes.made, faults };
}

/** Channels that have each of their ends at some actor. */
function wiredEnds(actors: Blueprint["actors"]): Record<"tx" | "rx", Set<ChannelBlueprint>> {
  const wired = { tx: new Set<ChannelBlueprint>(), rx: new Set<ChannelBlueprint>() };
  for (const { ports } of actors) {
    for (const port of Object.values(ports)) {
      for (const end of endsOf(port) as readonly (EndBlueprint | undefined)[]) {
        if (end?.channel !== undefined) wired[end.direction].add(end.channel);
      }
    }
  }
  return wired;
}

/** What this pod is to an aqueduct: who wires the sending end needs an egress, who wires the taking end an ingress. */
function rolesOf(
  { channels }: AqueductBlueprint,
  { tx, rx }: ReturnType<typeof wiredEnds>,
): LinkRole[] {
  return [
    ...channels.some((channel) => tx.has(channel)) ? ["egress" as const] : [],
    ...channels.some((channel) => rx.has(channel)) ? ["ingress" as const] : [],
  ];
}

function wiringFaults({ name }: AqueductBlueprint, roles: readonly LinkRole[]): string[] {
  if (roles.length === 1) return [];
  const what = roles.length === 0 ? "none of its ends is wired" : "both of its ends are wired";
  return [
    `aqueduct "${name}": ${what}, wire .tx to send or .rx to take; the other end is in another pod`,
  ];
}

/** Whether enough is right with it for an actor to be drawn. What is not was noted. */
function isDrawable({ channels }: AqueductBlueprint): boolean {
  return isKind(channels[0]?.kind);
}

/** A message that would not fit in a frame could never be sent. */
function frameFaults({ name, channels, address }: AqueductBlueprint): string[] {
  if (address === undefined) return [];
  const most = address.maxFrameBytes ?? MAX_FRAME_BYTES;
  const payload = payloadBytesOf(channels[0] as ChannelBlueprint);
  if (payload === Infinity || payload + FRAME_REST_BYTES <= most) return [];
  return [
    `aqueduct "${name}" has messages of up to ${payload} bytes, and a frame of its link has ${most} at most, give it less \`bytes\`, or its address more maxFrameBytes`,
  ];
}

function viaFaults({ name, channels, via }: AqueductBlueprint, role: LinkRole): string[] {
  if (via === undefined) return [];
  return jetstreamFaults(via, { role, girth: channels.length })
    .map((fault) => `aqueduct "${name}": ${fault}`);
}

function payloadBytesOf({ name, kind, options }: ChannelBlueprint): number {
  if (!kind.hasPayload) return Infinity;
  try {
    return channelSpec(name, kind, options).payloadBytes;
  } catch {
    return Infinity; // Faulty options are told by the checks.
  }
}

/** Two ends of one aqueduct in one pod are there to be joined; two of the same role are a mistake. */
function twins(links: readonly LinkDrawing[]): string[] {
  const seen = new Map<string, number>();
  for (const { link: { aqueduct, role } } of links) {
    const key = `${role} ${aqueduct}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return links.filter(({ link: { aqueduct, role } }, i) =>
    (seen.get(`${role} ${aqueduct}`) as number) > 1 &&
    links.findIndex(({ link }) => link.aqueduct === aqueduct && link.role === role) === i
  ).map(({ link: { aqueduct, role } }) =>
    `aqueduct "${aqueduct}" is drawn twice to ${
      role === "egress" ? "send" : "take"
    }, give each a name of its own`
  );
}

/** What all link actors of a graph have in common. */
interface LinkSurroundings {
  readonly graph: string;
  readonly names: PodNames;
  readonly troupes: LinkTroupes;
  /** Whether the graph lies in a file. */
  readonly isInFile: boolean;
}

function drawLink(
  aqueduct: AqueductBlueprint,
  role: LinkRole,
  { graph, names, troupes, isInFile }: LinkSurroundings,
): LinkDrawing {
  const { name, channels, address, via, acknowledge, label, stopTimeoutMs } = aqueduct;
  const does = doesOf(aqueduct, role);
  const { kind } = channels[0] as ChannelBlueprint;
  const schema = schemaText(kind);
  const hash = schemaHash(schema);
  const place = placeOf(aqueduct);
  const common = {
    aqueduct: name,
    graph,
    ...names,
    kind: kind.name,
    schema,
    hash,
    shape: rawShapeOf(kind),
    stopTimeoutMs,
  };
  const ofWire: Partial<LinkArgs> = {
    ...common,
    ...address !== undefined && { address },
    does: does === "listens" ? "listens" : "connects",
    payloadBytes: payloadBytesOf(channels[0] as ChannelBlueprint),
    acknowledge,
  };
  const ofLog: Partial<JetstreamArgs> = { ...common, ...via !== undefined && { address: via } };
  return {
    name: label ?? `${name.toUpperCase()} ${role.toUpperCase()}`,
    definition: via === undefined
      ? linkShape(role, kind, channels.length, acknowledge)
      : jetstreamShape(role, kind, via.share !== null),
    ports: {
      messages: channels.map((channel) =>
        new DrawnEnd<never, string, "tx" | "rx">(role === "egress" ? "rx" : "tx", channel)
      ),
    },
    args: via === undefined ? ofWire : ofLog,
    troupe: troupes.of.get(aqueduct) ?? null,
    // What has come to the end of the graph, and how far the log was read for it, is kept as one.
    durable: role === "ingress" && via?.position === "graph",
    link: {
      aqueduct: name,
      role,
      key: `${name} ${kind.name} ${hash}`,
      pod: names.pod,
      address: place,
      does,
      deathCosts: deathCosts({
        ...{ role, acknowledge, via, isInFile },
        hasOrigins: kind.name.startsWith("delivery("),
      }),
    },
  };
}

function doesOf({ does, via }: AqueductBlueprint, role: LinkRole): LinkNode["does"] {
  if (does !== "shares" || via !== undefined) return does;
  return role === "egress" ? "connects" : "listens";
}

function placeOf({ name, address, via }: AqueductBlueprint): string {
  if (via !== undefined) return jetstreamPlace(namedAddress(via, name));
  return address === undefined ? "" : placeText(address);
}
