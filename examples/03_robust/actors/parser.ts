import { all, defineActor, rx, text, txBundle, u32 } from "@steady-state/deno/actor";
import { order } from "../kinds.ts";

/**
 * Reads the lines, and deals the orders out to whoever takes payments. It trusts its input: a line that is no order kills it,
 * and its successor too. After three deaths the framework gives the line up, and the parser goes on behind it.
 */
export const parser = defineActor(import.meta, "parser", {
  ports: { lines: rx(text), orders: txBundle(order) },
  state: { parsed: u32 },
  async run(actor) {
    const { ports: { lines, orders }, state } = actor;
    while (
      !orders.lanes.every((lane) => lane.isAbandoned) &&
      actor.isRunning((vote) => vote("lines are drained", lines.isClosedAndEmpty) && orders.close())
    ) {
      if (!(await actor.wait(all(lines.avail(), orders.vacant())))) continue;
      // Only as many as there is surely room for: what is taken leaves in the same turn.
      const room = Math.max(...orders.lanes.map((lane) => lane.vacantUnits));
      for (const line of lines.takeBatch(room)) {
        orders.trySend(JSON.parse(line));
        state.parsed++;
      }
      actor.setStatus(`${state.parsed} parsed`);
    }
  },
});
