import { applyChange } from "../../../static/feed/columns.js";

// deno-lint-ignore no-explicit-any -- what a player would read
export type Frame = any;

/** Plays a recording as the page does: the columns after each frame with values. */
export function play(lines: readonly string[]): { t: number; a: unknown[][]; c: unknown[][] }[] {
  const states: { t: number; a: unknown[][]; c: unknown[][] }[] = [];
  let now: { a: Frame[]; c: Frame[] } | null = null;
  for (const text of lines) {
    const { event, data } = JSON.parse(text) as { event: string; data: Frame };
    if (event === "key") now = structuredClone({ a: data.a, c: data.c });
    else if (event === "tick") {
      for (const [name, change] of Object.entries(data)) {
        if (!/^[ac]\d+$/.test(name)) continue;
        applyChange(now![name[0] as "a" | "c"][Number(name.slice(1))], change as never);
      }
    } else continue;
    states.push(structuredClone({ t: data.t, ...now! }));
  }
  return states;
}
