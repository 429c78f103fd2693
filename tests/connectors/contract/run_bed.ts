import { assert, assertEquals } from "@std/assert";
import type { Bed, SinkBed, SinkRow, SourceBed, SourceRow } from "./beds.ts";
import type { BedResult } from "./results.ts";
import { SINK_ROWS } from "./sink_rows.ts";
import { SOURCE_ROWS } from "./source_rows.ts";

/** Rows in which the server's process comes anew, or a fault of the network is made: what is open is not what was before. */
const MOVING = ["restart", "kill server", "cut", "black hole", "latency"];

/** Runs all rows that a bed can, each as a step, and says what came of them. */
export async function runBed(bed: Bed, t: Deno.TestContext): Promise<BedResult> {
  const result: BedResult = { bed, held: [], failed: [], measured: [] };
  const rows: readonly string[] = Object.keys(bed.end === "source" ? SOURCE_ROWS : SINK_ROWS);
  const strange = Object.keys(bed.cannot).filter((row) => !rows.includes(row));
  assertEquals(strange, [], "what it cannot are rows");
  await using _server = await bed.start();
  for (const row of rows) {
    const why = (bed.cannot as Record<string, string | undefined>)[row];
    if (why !== undefined) {
      assert(why !== "", `row "${row}" is left out, and nobody says why`);
      continue;
    }
    const isMoving = MOVING.includes(row);
    const holds = await t.step({
      name: row,
      sanitizeOps: !isMoving,
      sanitizeResources: !isMoving,
      fn: async () => {
        const made: { dispose?(): Promise<void> }[] = [];
        const measured = (text: string) => void result.measured.push(`${row}: ${text}`);
        try {
          if (bed.end === "source") await runSource(bed, row as SourceRow, made, measured);
          else await runSink(bed, row as SinkRow, made, measured);
        } finally {
          for (const topic of made) await topic.dispose?.();
        }
      },
    });
    (holds ? result.held : result.failed).push(row);
  }
  return result;
}

async function runSource(
  bed: SourceBed,
  row: SourceRow,
  made: { dispose?(): Promise<void> }[],
  measured: (text: string) => void,
): Promise<void> {
  const fresh: SourceBed["fresh"] = async (options) => {
    const topic = await bed.fresh(options);
    made.push(topic);
    return topic;
  };
  await SOURCE_ROWS[row]({ bed, fresh, measured });
}

async function runSink(
  bed: SinkBed,
  row: SinkRow,
  made: { dispose?(): Promise<void> }[],
  measured: (text: string) => void,
): Promise<void> {
  const fresh: SinkBed["fresh"] = async (options) => {
    const topic = await bed.fresh(options);
    made.push(topic);
    return topic;
  };
  await SINK_ROWS[row]({ bed, fresh, measured });
}
