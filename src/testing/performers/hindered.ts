import type { Condition } from "../../channel/condition.ts";
import type { Rx } from "../../channel/rx.ts";
import type { Tx } from "../../channel/tx.ts";
import { type AnyActor, type AnyPerformer, type Backstage, direct, directionOf } from "./part.ts";

/** The verbs of an actor by which its turns go on. */
export interface Verbs {
  wait(condition: Condition): Promise<boolean>;
  take<T>(port: Rx<T>): Promise<T | undefined>;
  send<T>(port: Tx<T>, message: T): Promise<boolean>;
  isRunning: AnyActor["isRunning"];
  commit(): boolean;
}

/** The same performer with some of the verbs of its actor in another way. */
export function hindered<F extends AnyPerformer>(
  performer: F,
  verbsOf: (actor: AnyActor) => Partial<Verbs>,
  { begin, atEnd }: {
    readonly begin?: (backstage: Backstage) => void;
    readonly atEnd?: (actor: AnyActor) => Promise<void>;
  } = {},
): F {
  const run = async (actor: AnyActor) => {
    await performer(withVerbs(actor, verbsOf(actor)) as never);
    await atEnd?.(actor);
  };
  // What it shows of what it has done, a collection for instance, is that of the one within.
  const { name: _, length: __, ...shown } = Object.getOwnPropertyDescriptors(performer);
  Object.defineProperties(run, shown as PropertyDescriptorMap);
  const inner = directionOf(performer);
  const direction = {
    ...inner,
    begin(backstage: Backstage) {
      inner.begin?.(backstage);
      begin?.(backstage);
    },
  };
  return direct(run, direction) as unknown as F;
}

/** The actor, but for some of its verbs. */
function withVerbs(actor: AnyActor, verbs: Partial<Verbs>): AnyActor {
  return new Proxy(actor, {
    get(target, key) {
      const other = (verbs as Readonly<Record<PropertyKey, unknown>>)[key];
      if (other !== undefined) return other;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** How many messages it has taken; if it only sends, or both count, also those that it has sent. */
export function done(actor: AnyActor, what: "taken" | "both"): number {
  let [taken, sent, takes] = [0, 0, false];
  for (const end of Object.values(actor.ports).flatMap(lanesOf)) {
    if ("tryTake" in end) {
      taken += end.taken;
      takes = true;
    } else sent += end.sent;
  }
  if (what === "both") return taken + sent;
  return takes ? taken : sent;
}

function lanesOf(port: unknown): readonly (Rx<unknown> | Tx<unknown>)[] {
  const { lanes } = port as { readonly lanes?: readonly (Rx<unknown> | Tx<unknown>)[] };
  return lanes ?? [port as Rx<unknown> | Tx<unknown>];
}
