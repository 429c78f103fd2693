import type { Clock } from "../../world.ts";
import { NO_SUCH_PART, type PodsView } from "../api/mod.ts";
import { type Ask, json, refuse, type Responder } from "../http/mod.ts";
import type { AppParts } from "../server.ts";
import { federatedGraph } from "./federated_graph.ts";
import { federatedMetrics } from "./federated_metrics.ts";
import { podLabel } from "./merge.ts";
import type { FollowedPod } from "./pod.ts";
import type { Pods } from "./pods.ts";
import type { Roster } from "./roster.ts";

/** For how long after somebody has asked for the details of a part its pod tells more often, in milliseconds. */
const LOOKED_AT_MS = 5000;

/** How long a pod may take to answer, in milliseconds; a profile takes as long as it was asked for besides. */
const PATIENCE_MS = 5000;
const PROFILE_MS = 40_000;

/** What the routes of a hub are made from. */
export interface HubParts {
  readonly pods: Pods;
  readonly roster: Roster;
  readonly clock: Clock;
}

/** How a pod is. Times in milliseconds. */
type PodLine = PodsView[number];

/** What a hub answers that one program does not. */
export function hubRoutes({ pods, roster, clock }: HubParts): {
  readonly gets: Readonly<Record<string, Responder>>;
  readonly posts: Readonly<Record<string, Responder>>;
} {
  return {
    gets: {
      "/api/pods": () => json(pods.all.map((pod) => lineOf(pod, clock.now()))),
      "/graph.json": () => federatedGraph(pods),
      "/api/sample": () => federatedGraph(pods),
    },
    posts: { "/api/dismiss/:name": (ask) => dismiss(pods, roster, clock, ask) },
  };
}

/** What a hub has its pods answer. */
export function podDesks({ pods, clock }: HubParts): Pick<
  AppParts,
  "detail" | "profiles" | "log" | "metrics"
> {
  return {
    detail: (ask) => detail(pods, clock, ask),
    profiles: { answer: (ask) => profile(pods, ask) },
    log: {
      tell: () => refuse(404, "Cannot tell the log level: each pod has its own, ask there"),
      set: () => refuse(404, "Cannot set the log level: each pod has its own, set it there"),
    },
    metrics: { answer: (ask) => federatedMetrics(pods, clock.now(), ask) },
  };
}

/** All that is known of one part, by its pod: that has its exact figures. */
async function detail(pods: Pods, clock: Clock, ask: Ask): Promise<Response> {
  const id = ask.param("id");
  const part = pods.partOf(id);
  // Of one that is gone there are its last words.
  if (part === null || part.pod.stateAt(clock.now()) !== "live") return ofHub(pods, id);
  const { pod } = part;
  pod.lookedAtUntil = clock.now() + LOOKED_AT_MS;
  const answer = await asked(pod, `api/detail/${part.id}`, "GET", PATIENCE_MS);
  if (!answer.ok) return answer;
  const told: Readonly<Record<string, unknown>> = await answer.json();
  return json({ ...told, id, ...namesIn(pods, pod, told) });
}

/** The names and ids of a part of a pod, as they are among all. */
function namesIn(
  pods: Pods,
  pod: FollowedPod,
  { label, name, troupe, from, to }: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const named = (text: unknown) => typeof text === "string" ? podLabel(pod.name, text) : text;
  // Channels have no label.
  if (label === undefined) {
    return { from: pods.idOf(pod, String(from)), to: pods.idOf(pod, String(to)) };
  }
  return { label: named(label), name: named(name), troupe: named(troupe) };
}

/** What the hub knows by itself: of what joins pods, and of a pod that is gone. Of the past of it there is the history only. */
function ofHub(pods: Pods, id: string): Response {
  const { latest, source: { topology } } = pods;
  const [, side, digits] = /^([ac])(\d{1,9})$/.exec(id) ?? [];
  const index = Number(digits);
  const [parts, rows] = side === "a"
    ? [topology.actors, latest.actors]
    : [topology.channels, latest.channels];
  const part = side === undefined ? undefined : parts[index];
  if (part === undefined) return refuse(404, NO_SUCH_PART);
  return json({ id, name: part.name, ...rows[index], windows: {} });
}

async function profile(pods: Pods, ask: Ask): Promise<Response> {
  const id = ask.param("id");
  const part = pods.partOf(id);
  if (part === null || !id.startsWith("a")) {
    return refuse(404, "Cannot profile: there is no actor of a pod of that id, it is a0, a1, …");
  }
  const { search } = new URL(ask.request.url);
  const { pod } = part;
  const answer = await asked(pod, `api/profile/${part.id}${search}`, "POST", PROFILE_MS);
  if (!answer.ok) return answer;
  const told: { readonly actors: readonly string[] } = await answer.json();
  return json({ ...told, id, actors: told.actors.map((label) => podLabel(pod.name, label)) });
}

/** What a pod answers; a refusal in words if it does not. */
async function asked(
  pod: FollowedPod,
  path: string,
  method: "GET" | "POST",
  patienceMs: number,
): Promise<Response> {
  try {
    const answer = await pod.reach.ask(path, { method, signal: AbortSignal.timeout(patienceMs) });
    if (answer.ok) return answer;
    const text = (await answer.text()).trim();
    const wait = answer.headers.get("retry-after");
    // A hub that passes on that its own token is wrong would have the page believe that it was the reader's.
    const status = answer.status === 401 ? 502 : answer.status;
    return refuse(status, text, wait === null ? {} : { "Retry-After": wait });
  } catch {
    return refuse(504, `Cannot ask pod ${pod.name}: ${pod.trouble ?? "it does not answer"}`);
  }
}

/** Forgets a pod that is not there any more. */
function dismiss(pods: Pods, roster: Roster, clock: Clock, ask: Ask): Response {
  const name = ask.param("name");
  const pod = pods.all.find((other) => other.name === name);
  if (pod === undefined) {
    return refuse(404, `Cannot dismiss pod ${name}: there is none of that name`);
  }
  const state = pod.stateAt(clock.now());
  if (state === "live") {
    return refuse(409, `Cannot dismiss pod ${name}: it is there, and would come back at once`);
  }
  roster.dismiss(pod);
  pods.tick();
  return json({ dismissed: name });
}

function lineOf(pod: FollowedPod, now: number): PodLine {
  const { offset } = pod.clock;
  return {
    name: pod.name,
    place: pod.reach.place,
    graph: pod.view.topology?.graph ?? null,
    state: pod.stateAt(now),
    silentMs: pod.heardAt === -Infinity ? null : Math.round(now - pod.heardAt),
    clockAheadMs: offset?.ahead ?? null,
    clockErrorMs: offset?.error ?? null,
    trouble: pod.trouble,
    ending: pod.ending,
  };
}
