import type { Alert, LifeEvent, Topology } from "../../protocol/mod.ts";
import { systemClock } from "../../world.ts";
import type { Clock } from "../../world.ts";
import { LifeLog } from "../history/mod.ts";
import type { Observation, SampleListener } from "../observe/mod.ts";
import type { GraphSample } from "../sample/mod.ts";
import { reportError } from "../../errors.ts";
import { printError } from "../../printer.ts";
import { HubAlerts } from "./hub_alerts.ts";
import { type JointFigures, JointMeter, type TimedReading } from "./joint_meter.ts";
import { LinkedPairs, type ToldEnd } from "./linked_pairs.ts";
import {
  type AqueductEnds,
  aqueductsOf,
  type LinkEnd,
  type MergedPicture,
  mergePods,
  pairsOf,
  podLabel,
  type PodSlot,
} from "./merge.ts";
import { MergedColumns } from "./merged_columns.ts";
import { figuresOfPods } from "./pod_figures.ts";
import type { PodView } from "./pod_view.ts";
import { actorFiguresOf } from "../catalogue_of_states.ts";
import { columnPlan } from "../wire/mod.ts";
import { mergedSample } from "./merged_sample.ts";
import type { FollowedPod } from "./pod.ts";
import { PODS_HZ } from "./pod_client.ts";
import type { PodEvent } from "./pod_view.ts";
import { type JointEnd, writeJoint, writePod } from "./write_pod.ts";

/** How a hub sees its pods. */
export interface PodsParts {
  /** What the picture of all is called. */
  readonly graph: string;
  /**
   * Tells the time.
   *
   * @default {the machine's clock}
   */
  readonly clock?: Clock;
}

/**
 * All pods of a hub as one graph: what pages, history, alerts and recordings are made from. It is told what pods say, and has no timer:
 * whoever calls says that it is time for a sample.
 */
export class Pods implements Observation {
  readonly hz = PODS_HZ;
  readonly alerts: HubAlerts = new HubAlerts((pod, subject) => this.idOf(pod, subject));
  readonly life: LifeLog = new LifeLog();
  readonly #graph: string;
  readonly #clock: Clock;
  readonly #listeners = new Set<SampleListener>();
  readonly #onPicture = new Set<() => void>();
  /** Number of the next life event that is news, by pod, and of which of its lives. */
  readonly #nextLife = new Map<FollowedPod, { readonly epoch: string; readonly n: number }>();
  #pods: FollowedPod[] = [];
  /** Those in the picture, in its order. */
  #drawn: readonly FollowedPod[] = [];
  #picture: MergedPicture;
  #columns: MergedColumns;
  #meters: readonly JointMeter[] = [];
  #joined: readonly JointFigures[] = [];
  #written = new Map<FollowedPod, number>();
  readonly #linked = new LinkedPairs();
  /** The aqueducts of which there are several ends of one kind, and who was linked with whom when they were drawn. */
  #shared: readonly AqueductEnds[] = [];
  #paired = "[]";
  /** The topologies that are drawn, as texts. */
  #texts: readonly string[] = [];
  #isRedrawn = false;
  #latest: GraphSample;
  #failed = false;

  constructor({ graph, clock = systemClock }: PodsParts) {
    this.#graph = graph;
    this.#clock = clock;
    this.#picture = mergePods([], { graph });
    this.#columns = columnsFor(this.#picture.topology);
    this.#latest = this.#sampleAt(clock.now());
  }

  get source(): { readonly topology: MergedPicture["topology"] } {
    return this.#picture;
  }

  get latest(): GraphSample {
    return this.#latest;
  }

  /** All pods, whether they have been heard of or not, in the order in which they came. */
  get all(): readonly FollowedPod[] {
    return this.#pods;
  }

  /** Those that are in the picture, in its order. */
  get drawn(): readonly FollowedPod[] {
    return this.#drawn;
  }

  /** Where the parts of a pod stand in the picture; `undefined` if it is not in there. */
  slotOf(pod: FollowedPod): PodSlot | undefined {
    return this.#picture.slots[this.#drawn.indexOf(pod)];
  }

  onSample(listener: SampleListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` whenever the picture is another one, before the sample that is the first of it. */
  onPicture(listener: () => void): void {
    this.#onPicture.add(listener);
  }

  /** Takes one more pod. */
  add(pod: FollowedPod): void {
    this.#pods.push(pod);
  }

  /** Calls a pod otherwise. */
  rename(pod: FollowedPod, name: string): void {
    pod.name = name;
    this.#isRedrawn ||= this.#drawn.includes(pod);
  }

  /**
   * Has a pod take the place of one that it is the successor of. With the same actors and channels it is drawn where that was, and the
   * picture stays.
   */
  succeed(old: FollowedPod, pod: FollowedPod): void {
    this.alerts.forget(old, this.#clock.now());
    this.alerts.miss(pod, null, this.#clock.now());
    this.#nextLife.delete(old);
    pod.succeed(old);
    this.#pods = this.#pods.filter((other) => other !== pod)
      .map((other) => other === old ? pod : other);
    this.#drawn = this.#drawn.map((other) => other === old ? pod : other);
    this.#written.delete(old);
  }

  /** Forgets a pod, with all that is known of it. */
  remove(pod: FollowedPod): void {
    this.alerts.forget(pod, this.#clock.now());
    this.#nextLife.delete(pod);
    this.#pods = this.#pods.filter((other) => other !== pod);
    this.#isRedrawn = true;
  }

  /** Takes what a pod has told. */
  take(pod: FollowedPod, told: PodEvent): void {
    if (told.event === "topology") this.#isRedrawn ||= !this.#isDrawn(pod);
    else if (told.event === "alert") this.alerts.take(pod, told.data, this.#clock.now());
    else if (told.event === "life") this.#live(pod, told.data.events);
  }

  /** The pod of a part of the picture, and the id of that part there; `null` for a part of none. */
  partOf(id: string): { readonly pod: FollowedPod; readonly id: string } | null {
    const [, side, digits] = /^([ac])(\d{1,9})$/.exec(id) ?? [];
    const index = Number(digits);
    for (const [place, pod] of this.#drawn.entries()) {
      const from = this.#picture.slots[place]![side === "a" ? "actors" : "channels"];
      const { actors, chans } = pod.view.topology!;
      const count = side === "a" ? actors.length : side === "c" ? chans.length : 0;
      if (index >= from && index < from + count) return { pod, id: `${side}${index - from}` };
    }
    return null;
  }

  /** What joins pods, with its figures as of the last sample. */
  links(): (readonly [labels: LinkLabels, figures: JointFigures])[] {
    return this.#picture.joints.flatMap(({ channel, egress, ingress }, at) => {
      const figures = this.#joined[at];
      if (figures === undefined) return [];
      const [from, to] = [egress, ingress].map((end) =>
        end === null ? "" : this.#drawn[end.pod]!.name
      ) as [string, string];
      return [[{ aqueduct: this.#picture.topology.channels[channel]!.name, from, to }, figures]];
    });
  }

  /** The id in the picture of a part of a pod; an empty text if it is not in there. */
  idOf(pod: FollowedPod, id: string): string {
    const slot = this.slotOf(pod);
    const index = Number(id.slice(1));
    if (slot === undefined || !/^[ac]\d+$/.test(id)) return "";
    return id.startsWith("a") ? `a${slot.actors + index}` : `c${slot.channels + index}`;
  }

  tick(): GraphSample {
    const now = this.#clock.now();
    if (this.#isRedrawn || this.#pairing() !== this.#paired) this.#redraw();
    this.#drawn.forEach((pod, place) => {
      const { slots } = this.#picture;
      const state = pod.stateAt(now);
      const isFresh = this.#written.get(pod) !== pod.frames;
      if (isFresh) this.#columns.write(pod.view, slots[place]!);
      this.#written.set(pod, pod.frames);
      const { actors, chans } = pod.view.topology!;
      writePod(this.#columns, {
        ...{ state, silentMs: now - pod.heardAt, isFresh },
        ...{ actors: actors.length, channels: chans.length },
      }, slots[place]!);
      this.alerts.lose(
        pod,
        state === "lost",
        now,
        state === "lost" ? pod.trouble ?? "it says nothing" : "it is heard of again",
      );
    });
    for (const pod of this.#pods) {
      this.alerts.miss(pod, pod.stateAt(now) === "awaited" ? pod.trouble : null, now);
    }
    this.#joined = this.#picture.joints.map(({ egress, ingress }, at) =>
      this.#meters[at]!.read(this.#readingOf(egress), this.#readingOf(ingress))
    );
    this.#picture.joints.forEach(({ channel, egress, ingress }, at) => {
      const states = [egress, ingress].map((end) => end && this.#drawn[end.pod]!.stateAt(now));
      writeJoint(this.#columns, {
        channel,
        egress: egress && this.#endOf(egress, "to"),
        ingress: ingress && this.#endOf(ingress, "from"),
        figures: this.#joined[at]!,
        gone: states.includes("lost") ? "lost" : states.includes("ended") ? "ended" : null,
      });
    });
    const sample = this.#latest = this.#sampleAt(now);
    const fresh = this.alerts.takeFresh();
    for (const listener of this.#listeners) this.#tell(listener, sample, fresh);
    return sample;
  }

  #sampleAt(now: number): GraphSample {
    return mergedSample(now, this.#lifecycle(now), this.#columns.take(), this.#columns.plan);
  }

  // As long as one pod is there, there is something to see.
  #lifecycle(now: number): GraphSample["lifecycle"] {
    const states = this.#drawn.map((pod) => pod.stateAt(now));
    if (states.length === 0) return "building";
    return states.every((state) => state === "ended") ? "stopped" : "running";
  }

  /** A link actor, with the channels of its pod that lead to it, or from it. */
  #endOf({ pod, actor }: LinkEnd, side: "from" | "to"): JointEnd {
    const slot = this.#picture.slots[pod]!;
    const channels = this.#drawn[pod]!.view.topology!.chans.flatMap((channel, index) =>
      channel[side] === actor ? [slot.channels + index] : []
    );
    return { actor: slot.actors + actor, channels };
  }

  #readingOf(end: LinkEnd | null): TimedReading | null {
    if (end === null) return null;
    const { view, clock } = this.#drawn[end.pod]!;
    const reading = view.links.get(end.actor);
    return reading ? { at: view.linksAt, reading, clock: clock.offset } : null;
  }

  /** Whether a pod is in the picture as it is: one that was started again mostly is. */
  #isDrawn(pod: FollowedPod): boolean {
    const place = this.#drawn.indexOf(pod);
    return place >= 0 && pod.view.topology !== null && this.#texts[place] === textOf(pod.view);
  }

  #redraw(): void {
    this.#isRedrawn = false;
    const drawn = this.#pods.filter(({ view }) => view.topology !== null);
    this.#drawn = drawn;
    const views = drawn.map(({ view }) => view);
    this.#texts = views.map(textOf);
    this.#picture = mergePods(
      drawn.map(({ name, view }) => ({ name, topology: view.topology! })),
      { graph: this.#graph, isLinked: this.#isLinked, figures: figuresOfPods(views) },
    );
    // Where there is one of each, there is nothing to find out.
    this.#shared = aqueductsOf(views.map(({ topology }) => ({ topology: topology! })))
      .filter(({ egress, ingress }) => egress.length * ingress.length > 1);
    this.#paired = this.#pairing();
    const { topology, joints } = this.#picture;
    this.#columns = columnsFor(topology);
    for (const { from, to, link } of topology.channels) {
      if (link?.missing === undefined) continue;
      const index = link.missing === "egress" ? from : to;
      this.#columns.set("a", "up", index, true);
      this.#columns.set("a", "status", index, link.key);
    }
    this.#joined = [];
    this.#meters = joints.map(() => new JointMeter());
    this.#written.clear();
    for (const listener of this.#onPicture) listener();
  }

  /** Who is linked with whom, as a text. */
  #pairing(): string {
    return JSON.stringify(this.#shared.map((ends) => pairsOf(ends, this.#isLinked)));
  }

  readonly #isLinked = (egress: LinkEnd, ingress: LinkEnd): boolean =>
    this.#linked.areLinked(this.#toldEnd(egress), this.#toldEnd(ingress));

  #toldEnd({ pod: place, actor }: LinkEnd): ToldEnd {
    const pod = this.#drawn[place]!;
    return { pod, actor, reading: pod.view.links.get(actor) };
  }

  #live(pod: FollowedPod, events: readonly (LifeEvent & { readonly n: number })[]): void {
    const epoch = pod.view.hello?.epoch ?? "";
    const known = this.#nextLife.get(pod);
    let next = known?.epoch === epoch ? known.n : 0;
    for (const { n, ...event } of events) {
      if (n < next) continue;
      next = n + 1;
      this.life.add({
        ...event,
        time: pod.toHubTime(event.time),
        subject: podLabel(pod.name, event.subject),
      });
    }
    this.#nextLife.set(pod, { epoch, n: next });
  }

  // A fault here must not end the hub, nor fill its log.
  #tell(listener: SampleListener, sample: GraphSample, fresh: readonly Alert[]): void {
    try {
      listener(sample, fresh);
    } catch (error) {
      if (!this.#failed) printError(`Cannot tell of pods: ${reportError(error).stack}`);
      this.#failed = true;
    }
  }
}

/** Names what joins two pods: an aqueduct, and from which to which pod it leads; an empty text for one that nobody has shown. */
export type LinkLabels = Readonly<Record<"aqueduct" | "from" | "to", string>>;

/** All of a topology but its number, and the figures that its actors tell of their own. */
function textOf(view: PodView): string {
  const { graph, actors, chans } = view.topology!;
  return JSON.stringify([graph, actors, chans, figuresOfPods([view])]);
}

function columnsFor(topology: Topology): MergedColumns {
  const plan = columnPlan(actorFiguresOf(topology));
  return new MergedColumns(plan, topology.actors.length, topology.channels.length);
}
