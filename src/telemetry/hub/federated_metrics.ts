import { type Ask, live } from "../http/mod.ts";
import { type Family, formatFor, METRICS_TYPES, printMetrics } from "../metrics/mod.ts";
import type { JointFigures } from "./joint_meter.ts";
import type { FollowedPod } from "./pod.ts";
import { askPods } from "./ask_pods.ts";
import type { Pods } from "./pods.ts";

/** A family of metrics as pods have told it. */
interface ToldFamily {
  /** Its lines `# HELP` and `# TYPE`. */
  readonly head: string[];
  readonly samples: string[];
}

const HEAD = /^# (?:HELP|TYPE) ([a-zA-Z_:][\w:]*) /;
const SAMPLE = /^([a-zA-Z_:][\w:]*)(\{(?=[a-zA-Z_])|\{\})?(.* \S+)$/;

/**
 * Answers a scrape: with all that the pods answer to it now, each series with the label `pod`, and with what the hub knows besides. So
 * counters are exact, and what a pod does not tell any more ends.
 */
export async function federatedMetrics(pods: Pods, now: number, ask: Ask): Promise<Response> {
  const accept = ask.header("accept");
  const format = formatFor(accept ?? null);
  const { search } = new URL(ask.request.url);
  const told = await askPods(pods.all, `metrics${search}`, async (answer) => await answer.text(), {
    ...accept !== undefined && { headers: { accept } },
  });
  const families = new Map<string, ToldFamily>();
  for (const [pod, text] of told) joinMetrics(families, text, pod.name);
  const lines = [...families.values()].flatMap(({ head, samples }) => [...head, ...samples]);
  const own = printMetrics(hubFamilies(pods, now), format);
  return live(lines.map((line) => `${line}\n`).join("") + own, METRICS_TYPES[format]);
}

/** Adds what a pod has told to the families, with the label `pod`. Lines that make no sense are left out. */
export function joinMetrics(families: Map<string, ToldFamily>, text: string, pod: string): void {
  let family: ToldFamily | undefined;
  let name = "";
  let isNew = false;
  for (const line of text.split("\n")) {
    const [, told] = HEAD.exec(line) ?? [];
    if (told !== undefined) {
      if (told !== name) {
        isNew = !families.has(told);
        family = families.get(told) ?? { head: [], samples: [] };
        families.set(told, family);
        name = told;
      }
      if (isNew) family?.head.push(line);
      continue;
    }
    const [, metric, brace, rest] = SAMPLE.exec(line) ?? [];
    if (metric === undefined || family === undefined) continue;
    const label = `pod=${JSON.stringify(pod)}`;
    family.samples.push(`${metric}{${label}${brace === "{" ? "," : "}"}${rest}`);
  }
}

/** What the hub knows of its pods and of what joins them. */
function hubFamilies(pods: Pods, now: number): Family[] {
  const of = (value: (pod: FollowedPod) => number | undefined) =>
    pods.all.flatMap((pod) => {
      const told = value(pod);
      return told === undefined || !Number.isFinite(told)
        ? []
        : [[{ pod: pod.name }, told] as const];
    });
  return [
    gauge(
      "steady_pod_up",
      "Whether a pod is heard of.",
      of((pod) => Number(pod.stateAt(now) === "live")),
    ),
    gauge(
      "steady_pod_ended",
      "Whether a pod has told that it ends, and has ended.",
      of((pod) => Number(pod.stateAt(now) === "ended")),
    ),
    gauge(
      "steady_pod_silent_seconds",
      "How long ago a pod was heard of.",
      of((pod) => Math.max(0, now - pod.heardAt) / 1000),
    ),
    gauge(
      "steady_pod_clock_ahead_seconds",
      "How far the clock of a pod is ahead of the hub's.",
      of(({ clock }) => clock.offset && clock.offset.ahead / 1000 || undefined),
    ),
    gauge(
      "steady_pod_clock_error_seconds",
      "By how much that may be wrong.",
      of(({ clock }) => clock.offset ? clock.offset.error / 1000 : undefined),
    ),
    ...linkFamilies(pods),
  ];
}

function linkFamilies(pods: Pods): Family[] {
  const links = pods.links();
  const of = (value: (figures: JointFigures) => number | null) =>
    links.flatMap(([labels, figures]) => {
      const told = value(figures);
      return told === null ? [] : [[{ ...labels }, told] as const];
    });
  return [
    gauge(
      "steady_link_in_flight_messages",
      "Messages that an aqueduct has sent and that have not arrived.",
      of(({ onLink }) => onLink),
    ),
    gauge(
      "steady_link_latency_seconds",
      "Mean time from one end of an aqueduct to the other, where it is more than its error.",
      of(({ latencyMs }) => latencyMs === null ? null : latencyMs / 1000),
    ),
    gauge(
      "steady_link_latency_error_seconds",
      "By how much that may be wrong.",
      of(({ errorMs }) => errorMs === null ? null : errorMs / 1000),
    ),
    gauge(
      "steady_link_up",
      "Whether the two ends of an aqueduct are connected.",
      of(({ isLinked }) => isLinked === null ? null : Number(isLinked)),
    ),
  ];
}

function gauge(
  name: string,
  help: string,
  samples: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[],
): Family {
  return { name, type: "gauge", help, samples };
}
