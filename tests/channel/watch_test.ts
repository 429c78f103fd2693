/** A taking end that is watched tells of every verb that takes or shows messages: what an actor dies of is known by that. */
import { assertEquals } from "@std/assert";
import { bool, bytes, json, struct, text, u32 } from "../../src/channel/mod.ts";
import type { Kind } from "../../src/channel/ring/mod.ts";
import { ChannelMemory } from "../contract/channel_memory.ts";

/** What the names of those verbs begin with. */
const TOUCHES = /^(try)?(take|peek)/i;

type Verbs = Record<string, (argument?: unknown) => unknown>;

/** The methods of an object that take or show messages, whichever class they are of. */
function touchingVerbs(end: object): string[] {
  const names = new Set<string>();
  for (let type = end; type !== Object.prototype; type = Object.getPrototypeOf(type)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
      if (typeof value === "function" && TOUCHES.test(name)) names.add(name);
    }
  }
  return [...names].sort();
}

const KINDS = { u32, bool, text, bytes, json: json(), struct: struct({ n: u32 }) };

for (const [name, kind] of Object.entries(KINDS)) {
  Deno.test(`a watched end of ${name} tells of each verb that takes or shows`, () => {
    const memory = new ChannelMemory(kind as unknown as Kind<unknown>, { capacity: 8 });
    const end = memory.rx();
    const verbs = touchingVerbs(end);
    const told: string[] = [];
    for (const verb of verbs) {
      end.watch(() => told.push(verb));
      try {
        (end as unknown as Verbs)[verb]!(new Uint32Array(1));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error; // There is nothing to take.
      }
      end.watch(undefined);
    }
    assertEquals([...new Set(told)], verbs);
  });
}
