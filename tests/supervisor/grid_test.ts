/**
 * The supervision grid, cell by cell: what becomes of three siblings when the second of them ends in some way, for each restart
 * type, each strategy, solo and in a troupe. Here with workers that do as they are told; `tests/graph/supervision_test.ts` has
 * a part of it with real ones.
 */
import { assertEquals } from "@std/assert";
import type { RestartType, Strategy } from "../../src/supervisor/tree.ts";
import { FakeTheatre, settled } from "./fake_theatre.ts";
import { errorOf } from "./fake_worker.ts";

const TYPES: readonly RestartType[] = ["permanent", "transient", "temporary"];

/** Who starts again when the second of three has crashed, as OTP has it. */
const AFFECTED: Record<Strategy, readonly number[]> = {
  oneForOne: [1],
  oneForAll: [0, 1, 2],
  restForOne: [1, 2],
};

/** The ways to end: what happens to the second actor, and what is reported of it. */
const WAYS: Record<string, {
  readonly causes: readonly string[];
  /** Whether it takes the whole worker with it. */
  readonly worker?: boolean;
  happen(theatre: FakeTheatre, restart: RestartType): void;
}> = {
  "normal end": {
    causes: ["returned"],
    happen(theatre, restart) {
      if (restart === "permanent") theatre.workerOf(1).giveBack(1, 0);
      else theatre.workerOf(1).end(1, 0);
    },
  },
  "shutdown": { causes: [], happen: (theatre) => theatre.workerOf(1).end(1, 0) },
  "throw": { causes: ["throw"], happen: (theatre) => theatre.crash(1) },
  "uncaught": {
    causes: ["uncaught"],
    worker: true,
    happen: (theatre) => theatre.workerOf(1).uncaught(),
  },
  "close or exit": {
    causes: ["exit"],
    worker: true,
    happen: (theatre) => theatre.workerOf(1).gone(),
  },
  "hang": {
    causes: ["hang"],
    worker: true,
    happen: (theatre) => void theatre.supervision.condemn(1, "hang", errorOf("it hangs")),
  },
  "load failure": {
    causes: ["throw", "loadFailure"],
    happen(theatre) {
      theatre.badLoads[1] = 1;
      theatre.crash(1);
    },
  },
};

for (const strategy of Object.keys(AFFECTED) as Strategy[]) {
  for (const restart of TYPES) {
    for (const [way, { causes, worker, happen }] of Object.entries(WAYS)) {
      const ends = way === "shutdown" || (way === "normal end" && restart !== "permanent");
      const decisions = ends
        ? []
        : restart === "temporary"
        ? [`actor 1: ${causes[0]}: remove`]
        : causes.map((cause) => `actor 1: ${cause}: restart`);

      Deno.test(`grid: ${strategy}, ${restart}, ${way}, solo`, async () => {
        const theatre = new FakeTheatre([1, 1, 1], {
          strategy,
          restart: { 1: restart },
          willing: true,
        });
        await theatre.curtainUp();
        happen(theatre, restart);
        await settled();
        theatre.time += 20;
        await settled();
        assertEquals(theatre.reports.map(told), decisions);
        const again = ends || restart === "temporary" ? [] : AFFECTED[strategy];
        const lives = [0, 1, 2].map((actor) =>
          again.includes(actor) ? actor === 1 ? causes.length : 1 : 0
        );
        assertEquals([0, 1, 2].map((actor) => theatre.supervision.generation(actor)), lives);
        assertEquals(theatre.starts, again.map((actor) => `${actor}.${lives[actor]}`));
        const alive = [0, 1, 2].map((actor) => theatre.supervision.isAlive(actor));
        assertEquals(alive, [true, again.includes(1), true]);
        // Whoever starts again does so in a thread of its own; the others keep theirs.
        const threads = [0, 1, 2].map((worker) =>
          theatre.workers.filter(({ index }) => index === worker).length
        );
        assertEquals(threads, lives.map((life) => life + 1));
        await theatre.curtainDown();
      });

      if (way === "load failure") continue;
      Deno.test(`grid: ${strategy}, ${restart}, ${way}, in a troupe`, async () => {
        const theatre = new FakeTheatre([3], {
          strategy,
          restart: { 1: restart },
          willing: true,
        });
        const [troupe] = await theatre.curtainUp();
        happen(theatre, restart);
        await settled();
        // A worker that dies is a crash of all its members, unless one alone is to blame.
        const together = worker === true && way !== "hang";
        const own = decisions.map((line) => line.slice("actor 1: ".length));
        const mates = together
          ? [0, 2].map((actor) => `actor ${actor}: ${causes[0]}: restart`)
          : [];
        assertEquals(
          theatre.reports.map(told).toSorted(),
          [...mates, ...own.map((line) => `actor 1: ${line}`)].toSorted(),
        );
        const hit = worker === true
          ? [0, 1, 2]
          : ends || restart === "temporary"
          ? []
          : AFFECTED[strategy];
        const again = hit.filter((actor) => actor !== 1 || restart !== "temporary");
        // Mates of one that hangs are no part of its restart: they need not come in one order with it.
        const starts = way === "hang" ? theatre.starts.toSorted() : theatre.starts;
        assertEquals(starts, again.map((actor) => `${actor}.1`));
        const alive = [0, 1, 2].map((actor) => theatre.supervision.isAlive(actor));
        assertEquals(alive, [true, again.includes(1), true]);
        assertEquals(theatre.workers.length, worker ? 2 : 1);
        assertEquals(
          troupe!.retired.map(([seat]) => seat),
          worker ? [] : again.filter((actor) => actor !== 1).toReversed(),
          "sound members are taken out in place, the last first",
        );
        await theatre.curtainDown();
      });
    }
  }
}

function told(
  { actor, cause, decision }: { actor: string; cause: string; decision: string },
): string {
  return `${actor}: ${cause}: ${decision}`;
}
