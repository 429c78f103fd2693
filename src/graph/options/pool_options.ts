import type { Kind, MessageOf } from "../../channel/ring/mod.ts";
import { isObject } from "../../option_faults.ts";
import {
  type OptionFault,
  parts,
  type Place,
  placed,
  type Schema,
  shown,
  whole,
} from "../../option_faults.ts";
import type { Port } from "../../protocol/mod.ts";
import type { End } from "../plan/mod.ts";
import { MAX_GIRTH } from "./channel_options.ts";
import { ACTOR_OPTIONS, type ActorOptions, type ActorStandards } from "./graph_options.ts";

/** How many members of a pool are awake. */
export interface PoolSize {
  /** At least, from 1 on. */
  readonly min: number;
  /** At most: so many are laid out, each with its lanes; up to 10,000. */
  readonly max: number;
  /**
   * At the start.
   *
   * @default {min}
   */
  readonly initial?: number;
}

/** How a pool takes part in a graph: the options of an actor hold for each of its members. */
export interface PoolOptions<P, A> extends Omit<ActorOptions<P, A>, "ports" | "instance"> {
  /**
   * What the ports of its members are wired to: for each port an array with what each member has there, by its number, an end, or the
   * ends of a bundle. So a port that takes from a channel gets the lanes of a bundle whose girth is `max`.
   */
  readonly ports?: {
    readonly [K in keyof P]: string extends K ? readonly (
        | Omit<End<never, string, "tx" | "rx">, "carries">
        | readonly Omit<
          End<never, string, "tx" | "rx">,
          "carries"
        >[]
      )[]
      : P[K] extends Port<infer M, infer D, infer B>
        ? M extends Kind<MessageOf<M>, infer N>
          ? B extends true ? readonly (readonly End<MessageOf<M>, N, D>[])[]
          : readonly End<MessageOf<M>, N, D>[]
        : never
      : never;
  };
  /** How many of its members are awake, and how many there may be. */
  readonly size: PoolSize;
}

const MEMBERS = whole(1, MAX_GIRTH);

/** What is known of {@link PoolSize}. */
export const POOL_SIZE: Schema<PoolSize> = {
  min: { check: MEMBERS, required: true },
  max: { check: MEMBERS, required: true },
  initial: { check: MEMBERS },
};

/** What is known of {@link PoolOptions}. */
export const POOL_OPTIONS: Schema<PoolOptions<never, never>, ActorStandards> = {
  ...withoutInstance(ACTOR_OPTIONS),
  size: {
    check: parts<PoolSize>(POOL_SIZE, "give { min, max, initial }", orderFaults),
    required: true,
  },
};

function withoutInstance<T extends { readonly instance: unknown }>(
  { instance: _, ...rest }: T,
): Omit<T, "instance"> {
  return rest;
}

function orderFaults({ min, max, initial }: PoolSize, place: Place): OptionFault[] {
  const numbers = [min, max, initial ?? min];
  if (!numbers.every(Number.isInteger)) return [];
  const fault = (text: string): OptionFault => ({
    error: RangeError,
    text: `${placed(place)} has ${text}`,
  });
  if (min > max) return [fault(`min ${min} above max ${max}, give a min of at most ${max}`)];
  if (initial === undefined || (initial >= min && initial <= max)) return [];
  return [fault(`initial ${initial}, give a whole number from its min ${min} to its max ${max}`)];
}

/** What is wrong with the ports of a pool of so many members: they must have something for each of them. */
export function memberFaults(pool: string, ports: unknown, max: number): string[] {
  if (!isObject(ports)) return [];
  return Object.entries(ports).flatMap(([port, ends]) => {
    const where = `port "${port}" of pool "${pool}"`;
    if (!Array.isArray(ends)) {
      return [
        `${where} is wired to ${
          shown(ends)
        }, give an array with an end for each of its ${max} members, such as the lanes of a bundle with girth ${max}`,
      ];
    }
    return ends.length === max ? [] : [
      `${where} is wired to ${ends.length} ${
        ends.length === 1 ? "end" : "ends"
      }, and its max is ${max}, give one for each member: the lanes of a bundle with girth ${max}`,
    ];
  });
}
