/** A taking end that is watched tells of every verb that takes or shows messages: what an actor dies of is known by that. */
import { assertEquals } from "@std/assert";
import { bool, bytes, f64, json, struct, text, u32, u64 } from "../../src/channel/mod.ts";
import { watchTouches } from "../../src/channel/ring/caution.ts";
import type { Kind } from "../../src/channel/ring/mod.ts";
import type { RxEnd } from "../../src/channel/ring/rx_end.ts";
import { ChannelMemory, controlOf } from "../contract/channel_memory.ts";

/** What the names of verbs that take or show begin with. */
const TOUCHES = /^(try)?(take|peek)/i;

type Verbs = Record<string, (argument?: unknown) => unknown>;

/** The methods of an object, whichever class they are of. */
function verbsOf(end: object): string[] {
  const names = new Set<string>();
  for (let type = end; type !== Object.prototype; type = Object.getPrototypeOf(type)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
      if (typeof value === "function" && name !== "constructor") names.add(name);
    }
  }
  return [...names].sort();
}

const KINDS = { u32, f64, u64, bool, text, bytes, json: json(), struct: struct({ n: u32 }) };

for (const [name, kind] of Object.entries(KINDS)) {
  const memory = new ChannelMemory(kind as unknown as Kind<unknown>, { capacity: 8 });

  Deno.test(`an end of ${name} says of each of its verbs whether it takes or shows`, () => {
    const end = memory.rx();
    const { touches } = end.constructor as typeof RxEnd;
    assertEquals(Object.keys(touches).sort(), verbsOf(end));
    // Whoever has a verb of another name decides it by what the verb does.
    const named = verbsOf(end).map((verb) => [verb, TOUCHES.test(verb)]);
    assertEquals(touches, Object.fromEntries(named));
  });

  Deno.test(`a watched end of ${name} tells of each verb that takes or shows, and of no other`, () => {
    const end = memory.rx();
    const told: string[] = [];
    for (const verb of verbsOf(end)) {
      watchTouches(controlOf(end), () => told.push(verb));
      try {
        (end as unknown as Verbs)[verb]!(verb === "takeInto" ? new Uint32Array(1) : 1);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error; // There is nothing to take.
      }
      watchTouches(controlOf(end), undefined);
    }
    assertEquals([...new Set(told)], verbsOf(end).filter((verb) => TOUCHES.test(verb)));
    assertEquals(Object.getOwnPropertyNames(end), [], "it is what it was");
  });
}
