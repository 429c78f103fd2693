import { all, bytes, defineActor, f64, txBundle, u32 } from "@steady-state/deno/actor";
import { BYTES_PER_CHUNK, ROWS_PER_CHUNK } from "../rows.ts";
import { mishaps } from "./mishap.ts";

const ROW_BEGIN = "{".charCodeAt(0);
const ROW_END = "}".charCodeAt(0);

/** Cuts the table into chunks of whole rows and deals them out to the parsers, without looking into them. */
export const reader = defineActor(import.meta, "reader", {
  ports: { chunks: txBundle(bytes) },
  args: { table: "", rows: 0, paceMs: 0, crash: 0 },
  // The place in the file commits with the chunk that was sent from there: no chunk is dealt twice, none is left out.
  state: { offset: f64, rows: u32 },
  async run(actor) {
    const { ports: { chunks }, args, state } = actor;
    const mishap = mishaps(args.crash, actor);
    using file = await Deno.open(new URL(args.table));
    const block = new Uint8Array(BYTES_PER_CHUNK);
    while (actor.isRunning(() => chunks.close())) {
      const room = chunks.vacant();
      const due = args.paceMs === 0 ? room : all(room, actor.periodic(args.paceMs));
      if (!(await actor.wait(due))) continue;
      file.seekSync(state.offset, Deno.SeekMode.Start);
      const length = file.readSync(block) ?? 0;
      const left = args.rows === 0 ? Infinity : args.rows - state.rows;
      const { begin, end, rows } = cutRows(block.subarray(0, length), left);
      if (rows === 0) return; // The table is read: the parsers drain, then the others, and the graph ends.
      if (!chunks.trySend(block.subarray(begin, end))) continue;
      state.offset += end;
      state.rows += rows;
      actor.setStatus(`${state.rows} rows`);
      mishap();
    }
  },
});

/** The whole rows at the beginning of `block`: from the first `{` to the last `}`, no row has one inside. */
function cutRows(block: Uint8Array, left: number): { begin: number; end: number; rows: number } {
  const most = Math.min(ROWS_PER_CHUNK, left);
  let end = 0;
  let rows = 0;
  while (rows < most) {
    const found = block.indexOf(ROW_END, end);
    if (found === -1) break;
    end = found + 1;
    rows++;
  }
  return { begin: block.indexOf(ROW_BEGIN), end, rows };
}
