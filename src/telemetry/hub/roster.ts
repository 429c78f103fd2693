import type { Clock } from "../../world.ts";
import { FollowedPod } from "./pod.ts";
import { PodClient, type PodListener } from "./pod_client.ts";
import type { PodReach } from "./pod_reach.ts";
import type { PodEvent } from "./pod_view.ts";
import type { Pods } from "./pods.ts";

/** After so long without a beat it was the hub that was away, in milliseconds: no pod is lost for that. */
const AWAY_MS = 1000;

/** Who is followed: every pod by its place, with its connection. */
export class Roster implements PodListener {
  readonly #pods: Pods;
  readonly #clock: Clock;
  readonly #clients = new Map<string, PodClient>();
  /** Places at which there is to be no pod any more. */
  readonly #unwanted = new Set<string>();
  #beatAt: number;

  constructor(pods: Pods, clock: Clock) {
    this.#pods = pods;
    this.#clock = clock;
    this.#beatAt = clock.now();
  }

  /** Follows the pod at a place, unless it is followed. */
  follow(reach: PodReach): void {
    this.#unwanted.delete(reach.place);
    const known = this.#clients.get(reach.place);
    if (known !== undefined) {
      known.isWanted = true;
      return;
    }
    const pod = new FollowedPod(reach.place, reach);
    this.#pods.add(pod);
    this.#clients.set(reach.place, new PodClient(pod, this, this.#clock));
  }

  /** How the pod at a place is reached, if it is followed. */
  reachOf(place: string): PodReach | undefined {
    return this.#clients.get(place)?.pod.reach;
  }

  /** Notes that there is to be no pod at a place any more: what is known of it stays until it is dismissed. */
  unwant(place: string): void {
    const client = this.#clients.get(place);
    this.#unwanted.add(place);
    if (client !== undefined) client.isWanted = false;
    if (client?.pod.view.topology === null) this.#drop(client.pod);
  }

  /** Forgets a pod. One that comes back to its place is a new one. */
  dismiss(pod: FollowedPod): void {
    const { reach } = pod;
    this.#drop(pod);
    if (!this.#unwanted.has(reach.place)) this.follow(reach);
  }

  #drop(pod: FollowedPod): void {
    this.#leave(pod);
    this.#pods.remove(pod);
  }

  #leave(pod: FollowedPod): void {
    for (const [place, client] of this.#clients) {
      if (client.pod !== pod) continue;
      client.close();
      this.#clients.delete(place);
    }
  }

  /** Looks after all connections; true if somebody looks at a part of a pod. */
  tend(): boolean {
    const now = this.#clock.now();
    const away = now - this.#beatAt;
    this.#beatAt = now;
    let isLookedAt = false;
    for (const client of this.#clients.values()) {
      const { pod } = client;
      if (away >= AWAY_MS) pod.heardAt += away;
      client.tend(now);
      isLookedAt ||= now < pod.lookedAtUntil;
    }
    return isLookedAt;
  }

  onEvent(pod: FollowedPod, event: PodEvent): void {
    const { hello } = pod.view;
    // By then it is known what it has, and whether that is drawn already.
    if (event.event === "topology" && hello !== null) this.#name(pod, hello.pod, hello.app);
    this.#pods.take(pod, event);
  }

  /** Follows nobody any more. */
  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  /** Calls a pod as it is called there, else after its graph; after its place, too, where another is called so. */
  #name(pod: FollowedPod, own: string | undefined, graph: string): void {
    const wanted = own ?? graph;
    const others = this.#pods.all.filter((other) => other !== pod);
    const namesake = others.find(({ name }) => name === wanted);
    // One with a name of its own, whose connection is gone, has come back elsewhere.
    const isSuccessor = own !== undefined && namesake?.view.hello?.pod === own &&
      (namesake.trouble !== null || namesake.stateAt(this.#clock.now()) !== "live");
    if (isSuccessor) {
      this.#leave(namesake);
      return this.#pods.succeed(namesake, pod);
    }
    const name = namesake === undefined ? wanted : `${wanted}@${pod.reach.place}`;
    if (name !== pod.name) this.#pods.rename(pod, name);
  }
}
