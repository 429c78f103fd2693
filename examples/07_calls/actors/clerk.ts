import { defineActor, rx } from "@steady-state/deno/actor";
import { pathsIn, type Receipt } from "../books.ts";
import { receipt } from "../kinds.ts";
import { addLines, readLines } from "../ndjson.ts";

/**
 * Writes receipts down. A file is outside, where things are done at least once: who dies between the write and the commit leaves it to his
 * successor, who looks at what is written and writes no receipt twice.
 */
export const clerk = defineActor(import.meta, "clerk", {
  ports: { receipts: rx(receipt) },
  args: { dir: "" },
  async run(actor) {
    const { ports: { receipts }, args: { dir } } = actor;
    const path = pathsIn(dir).receipts;
    const written = new Set((await readLines<Receipt>(path)).map(({ id }) => id));
    while (actor.isRunning(() => receipts.isClosedAndEmpty)) {
      await actor.wait(receipts.avail());
      const news = receipts.takeBatch().filter(({ id }) => !written.has(id));
      await addLines(path, news);
      for (const { id } of news) written.add(id);
      actor.setStatus(`${written.size} receipts`);
    }
  },
});
