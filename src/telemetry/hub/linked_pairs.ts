import type { LinkReading } from "../../protocol/mod.ts";
import type { FollowedPod } from "./pod.ts";

/** An end of an aqueduct, and what it has counted, as far as it is known. */
export interface ToldEnd {
  readonly pod: FollowedPod;
  readonly actor: number;
  readonly reading: LinkReading | undefined;
}

/**
 * Which ends are linked: those that tell the same life of a sending ring. What was linked stays so, while one of both has
 * to look for its partner, until the ingress is linked with another.
 */
export class LinkedPairs {
  /** The names of the egresses that an ingress was last linked with, by its name. */
  readonly #known = new Map<string, Set<string>>();

  /** Whether two ends of one key have to do with each other. */
  areLinked(egress: ToldEnd, ingress: ToldEnd): boolean {
    const [from, to] = [nameOf(egress), nameOf(ingress)];
    const epoch = ingress.reading?.epoch;
    const known = this.#known.get(to);
    if (epoch && epoch === egress.reading?.epoch) {
      if (!known?.has(from)) this.#known.set(to, new Set([from]));
      return true;
    }
    return known?.has(from) ?? false;
  }
}

function nameOf({ pod, actor }: ToldEnd): string {
  return `${pod.number} ${actor}`;
}
