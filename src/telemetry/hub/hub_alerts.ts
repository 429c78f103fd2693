import type { Alert } from "../../protocol/mod.ts";
import { AlertLog, type Alerts } from "../alerts/mod.ts";
import type { WireEvents } from "../wire/mod.ts";
import { podLabel } from "./merge.ts";
import { type FollowedPod, LOST_MS } from "./pod.ts";

/** The rules of the hub itself. */
export const POD_LOST = "podLost: a pod is not heard of for 3 s: critical";
const POD_UNREACHED = "podUnreached: a pod could not be asked for 3 s: high";

/** Tells by which id the page knows a part of a pod, `a3` or `c5`, by its id in that pod; an empty text for one that is gone. */
export type IdOf = (pod: FollowedPod, subject: string) => string;

/** An alert, whose subject is an id in its pod. */
type PodAlert = Omit<Alert, "n">;

/** An active alert, and what it is the state of in its pod. */
interface ActiveAlert {
  readonly pod: FollowedPod;
  readonly state: string;
  readonly alert: PodAlert;
}

/** The alerts of all pods, as they tell them, and those of the hub itself: pods that are lost. */
export class HubAlerts implements Alerts {
  readonly #log = new AlertLog();
  readonly #idOf: IdOf;
  readonly #active = new Map<string, ActiveAlert>();
  /** Of which pod an alert is, by its number. */
  readonly #pods = new Map<number, FollowedPod>();
  /** The number of the next alert that is news, by pod. */
  readonly #news = new Map<FollowedPod, { readonly epoch: string; readonly n: number }>();
  /** Since when pods are missed of which nobody has heard. */
  readonly #missedSince = new Map<FollowedPod, number>();
  #told = 0;

  constructor(idOf: IdOf) {
    this.#idOf = idOf;
  }

  get next(): number {
    return this.#log.next;
  }

  get size(): number {
    return this.#log.size;
  }

  get active(): readonly Alert[] {
    return this.#log.active.map(this.#shown);
  }

  get recent(): readonly Alert[] {
    return this.#log.recent.map(this.#shown);
  }

  between(from: number, to: number): Alert[] {
    return this.#log.between(from, to).map(this.#shown);
  }

  /** What came or went since this was asked for the last time. */
  takeFresh(): readonly Alert[] {
    const from = this.#told;
    this.#told = this.next;
    return from === this.next ? [] : this.between(from, this.next);
  }

  /** Takes what a pod tells of its alerts, at `now`. */
  take(pod: FollowedPod, { alerts }: WireEvents["alert"], now: number): void {
    const epoch = pod.view.hello?.epoch ?? "";
    const known = this.#news.get(pod);
    if (known !== undefined && known.epoch !== epoch) {
      this.#clear(pod, now, "the pod was started again");
    }
    let next = known?.epoch === epoch ? known.n : 0;
    for (const { n, ...alert } of alerts) {
      if (n < next) continue;
      next = n + 1;
      this.#note(pod, `${alert.subject} ${alert.rule}`, {
        ...alert,
        time: pod.toHubTime(alert.time),
        since: pod.toHubTime(alert.since),
        label: podLabel(pod.name, alert.label),
      });
    }
    this.#news.set(pod, { epoch, n: next });
  }

  /** Notes at `now` whether a pod is lost. */
  lose(pod: FollowedPod, isLost: boolean, now: number, value: string): void {
    this.#hold(pod, POD_LOST, isLost, { now, value, level: 3 });
  }

  /** Notes at `now` whether nobody has heard of a pod yet, and why it cannot be asked; `null` if that is not so. */
  miss(pod: FollowedPod, why: string | null, now: number): void {
    if (why === null) this.#missedSince.delete(pod);
    else if (!this.#missedSince.has(pod)) this.#missedSince.set(pod, now);
    const since = this.#missedSince.get(pod) ?? Infinity;
    this.#hold(pod, POD_UNREACHED, now - since >= LOST_MS, {
      now,
      value: why ?? "it is heard of",
      level: 2,
    });
  }

  #hold(
    pod: FollowedPod,
    rule: string,
    holds: boolean,
    { now, value, level }: {
      readonly now: number;
      readonly value: string;
      readonly level: Alert["level"];
    },
  ): void {
    const active = this.#active.get(keyOf(pod, rule));
    if (holds === (active !== undefined)) return;
    this.#note(pod, rule, {
      time: now,
      subject: "a0",
      label: pod.name,
      level,
      rule,
      value,
      since: active?.alert.since ?? now,
      cleared: !holds,
    });
  }

  /** Forgets a pod, and clears all that is active of it. */
  forget(pod: FollowedPod, now: number): void {
    this.#clear(pod, now, "the pod was dismissed");
    this.lose(pod, false, now, "the pod was dismissed");
    this.miss(pod, null, now);
    this.#news.delete(pod);
  }

  /** Clears what is active of a pod, but for its loss: nobody else will. */
  #clear(pod: FollowedPod, now: number, value: string): void {
    for (const { pod: other, state, alert } of [...this.#active.values()]) {
      if (other !== pod || state === POD_LOST || state === POD_UNREACHED) continue;
      this.#note(pod, state, { ...alert, time: now, value, cleared: true });
    }
  }

  #note(pod: FollowedPod, state: string, alert: PodAlert): void {
    const key = keyOf(pod, state);
    if (alert.cleared) this.#active.delete(key);
    else this.#active.set(key, { pod, state, alert });
    const { n } = this.#log.add(key, alert);
    this.#pods.set(n, pod);
    this.#forgetPods();
  }

  /** What is neither active nor recent is not told any more. */
  #forgetPods(): void {
    if (this.#pods.size < 4 * (this.#log.recent.length + this.#log.size)) return;
    const known = new Set([...this.#log.recent, ...this.#log.active].map(({ n }) => n));
    for (const n of this.#pods.keys()) if (!known.has(n)) this.#pods.delete(n);
  }

  readonly #shown = (alert: Alert): Alert => {
    const pod = this.#pods.get(alert.n);
    return { ...alert, subject: pod === undefined ? "" : this.#idOf(pod, alert.subject) };
  };
}

function keyOf(pod: FollowedPod, state: string): string {
  return `${pod.number} ${state}`;
}
