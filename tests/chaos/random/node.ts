/**
 * The actors of random graphs. Their ports are as the query of this module's URL says, so there is one definition for each form
 * that an actor can have, and worker and host read the same.
 */
import {
  type Actor,
  defineActor,
  f64,
  type Port,
  rx,
  rxBundle,
  type StateSchema,
  tx,
  txBundle,
  u32,
} from "@steady-state/deno/actor";
import { KINDS } from "./messages.ts";
import type { KindName, Role } from "./shape.ts";
import { type Args, type Form, Work } from "./work.ts";

/** The query for a form. */
export function queryOf({ role, ins, outs, gathers, followed }: Form): string {
  const rest = followed ? "&followed=true" : "";
  return `?role=${role}&ins=${ins.join()}&outs=${outs.join()}&gathers=${gathers}${rest}`;
}

function formOf(url: string): Form {
  const query = new URL(url).searchParams;
  const kinds = (name: string) =>
    (query.get(name) ?? "").split(",").filter((kind) => kind !== "") as KindName[];
  return {
    role: (query.get("role") ?? "sink") as Role,
    ins: kinds("ins"),
    outs: kinds("outs"),
    gathers: query.get("gathers") === "true",
    followed: query.get("followed") === "true",
  };
}

const form = formOf(import.meta.url);

function portsOf({ role, ins, outs, gathers }: Form): Record<string, Port> {
  const ports: Record<string, Port> = {};
  if (gathers) ports.ins = rxBundle(KINDS[ins[0] as KindName]);
  else ins.forEach((kind, i) => ports[`in${i}`] = rx(KINDS[kind]));
  if (role === "broadcaster") ports.outs = txBundle(KINDS[outs[0] as KindName]);
  else outs.forEach((kind, i) => ports[`out${i}`] = tx(KINDS[kind]));
  return ports;
}

function stateOf({ ins, outs }: Form): StateSchema {
  const state: Record<string, typeof u32 | typeof f64> = { next: u32, open: u32, sum: f64 };
  for (const [side, { length }] of [["in", ins], ["out", outs]] as const) {
    for (let i = 0; i < length; i++) {
      state[`${side}${i}Count`] = u32;
      state[`${side}${i}Hash`] = u32;
    }
  }
  return state;
}

const noFate = new SharedArrayBuffer(8 * (5 + 2000));

/** The actor of the form that the query names. */
export const node = defineActor(import.meta, "node", {
  ports: portsOf(form),
  state: stateOf(form),
  followed: form.followed,
  args: {
    node: 0,
    outs: [],
    banes: 0,
    bane: "throws",
    vetoes: 0,
    seed: 0,
    count: 0,
    limit: 1,
    fate: noFate,
  } as Args as unknown as Record<string, unknown>,
  run: (actor) => new Work(form, actor as unknown as Actor).live(),
});
