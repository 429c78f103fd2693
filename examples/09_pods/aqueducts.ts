/**
 * How the pods are joined, which is the same for all of them: over a log of NATS JetStream where there is one, else over Unix sockets.
 *
 * @module
 */
import { resolve } from "node:path";
import type { AqueductOptions } from "@steady-state/deno";
import { jetstream, unix } from "@steady-state/deno/links";

/** What each pod finds in its environment, see `pods.ts`. */
export interface Surroundings {
  /** The folder of all files. */
  readonly dir: string;
  /** Where NATS is; `""` where it is not. */
  readonly nats: string;
  /** Orders in all. */
  readonly orders: number;
}

/** Where nothing is said. */
export const STANDARD: Surroundings = { dir: "pods.data", nats: "", orders: 20_000 };

/** What this pod finds. */
export function surroundings(): Surroundings {
  return {
    dir: Deno.env.get("PODS_DIR") ?? STANDARD.dir,
    nats: Deno.env.get("PODS_NATS") ?? STANDARD.nats,
    orders: Number(Deno.env.get("PODS_ORDERS") ?? STANDARD.orders),
  };
}

/** The options of the aqueduct in the pod that sends. */
export function outward(name: string, { dir, nats }: Surroundings): AqueductOptions {
  if (nats !== "") return { via: jetstream({ servers: nats }) };
  return { connect: unix(resolve(dir, `${name}.sock`)) };
}

/** The options of the aqueduct in the pod that takes. It says that it has a message once all that came of it is settled. */
export function inward(name: string, { dir, nats }: Surroundings): AqueductOptions {
  if (nats !== "") return { via: jetstream({ servers: nats }) };
  return { listen: unix(resolve(dir, `${name}.sock`)), acknowledge: "settled" };
}
