/**
 * Brings a graph that a process has left, wherever it was, to where another one can start it. Each step may be cut off at any instant, and
 * is done again from the first one on by whoever comes next: each leaves what it finds done as it is.
 *
 * @module
 */
import {
  barWriter,
  FIRST_SLEEP,
  layWriter,
  lookAtChannel,
  openEnd,
  publishEnd,
  releaseEnd,
} from "../../channel/ring/host.ts";
import { channelCountWords } from "../../channel/ring/channel_layout.ts";
import { initDoorbell } from "../../memory/doorbell.ts";
import { doorbellBytes } from "../../memory/doorbell_layout.ts";
import { viewsOf } from "../../memory/views.ts";
import { closeProbe } from "../../probe/close.ts";
import { ProbeReader } from "../../probe/read.ts";
import type { LedgerWords, LetterRing } from "../../region/mod.ts";
import { ballotBytes } from "../../shutdown/ballot_layout.ts";
import { stopWasUnderWay, Tally } from "../../shutdown/tally.ts";
import type { WardPast } from "../../supervisor/mod.ts";
import { hasCommitted, hasEnded, reopenTurns, wasBetweenTurns } from "../../turn/mod.ts";
import type { GraphPast, KeptFate } from "../ledger/mod.ts";
import { type DeadLetter, importDeadLetters } from "../letters/mod.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";
import { leaveFor, settleFor } from "../workers/mod.ts";
import type { ActorRemains, Remains } from "./left_graph.ts";

/**
 * Takes the graph up.
 *
 * @param wasCutOff whether it was ended, and not in good order
 */
export function takeUp(
  plan: GraphPlan,
  ledger: LedgerWords,
  letters: LetterRing,
  wasCutOff: boolean,
): GraphPast<DeadLetter> {
  const { region, actors, ballot } = plan;
  const busy = wasCutOff
    ? []
    : actors.flatMap(({ plan: { index, journal } }) =>
      ledger.generations(index) > 0 && !wasBetweenTurns(region, journal) ? [index] : []
    );
  const undoes = finishTurns(plan, ledger, letters, wasCutOff);
  const members = new Set(plan.pools.flatMap(({ members }) => members));
  const wards = actors.map((actor) =>
    standingOf(region, actor, ledger, undoes, members.has(actor.plan.index))
  );
  const fates = new Map(actors.flatMap(({ plan: { index } }): [number, KeptFate][] => {
    const fate = ledger.fate(index);
    return fate === undefined || fate.name === "ended"
      ? []
      : [[index, { outcome: fate.name, why: fate.why }]];
  }));
  clearBells(plan);
  for (const { plan: { probe } } of actors) {
    // Nobody knows when it ended: what it was at last is not booked.
    closeProbe(region, probe, new ProbeReader(region, probe).since);
  }
  new Int32Array(region, ballot, ballotBytes(actors.length) / 4).fill(0);
  return {
    wards,
    fates,
    busy: busy.filter((actor) => wards[actor]?.status === "waiting"),
    letters: oldLetters(letters),
  };
}

/**
 * Finishes what was under way: turns that are half published, letters that may count. Returns whether what a stop has ended is to begin
 * again.
 *
 * @param wasCutOff whether it was ended, and not in good order
 */
export function finishTurns(
  graph: Remains,
  ledger: LedgerWords,
  letters: LetterRing,
  wasCutOff: boolean,
): boolean {
  const { region, actors, ballot } = graph;
  for (const { plan: absent } of actors) settleFor(region, absent);
  settleLetters(graph, letters);
  const undoes = wasCutOff || stopWasUnderWay(region, ballot) ||
    actors.some(({ plan: { index } }) => ledger.fate(index)?.name === "failed");
  // For whoever comes next, if this process is cut off in the middle: then there is less to see it by.
  if (undoes) new Tally(region, ballot, actors.length).lifecycle = "stopping";
  if (undoes) keepEnded(graph, ledger);
  return undoes;
}

/**
 * Of those that have ended during a stop, the ones stay so whose inputs lead from actors alone that had ended by themselves, or are among
 * these: they had nothing to wait for any more, stop or no stop.
 */
function keepEnded(plan: Remains, ledger: LedgerWords): void {
  const isOver = (actor: number) => ledger.fate(actor)?.name === "ended";
  for (let before = -1, over = 0; before !== over;) {
    before = over;
    for (const { plan: { index, journal, ends } } of plan.actors) {
      const inputs = ends.filter(({ direction }) => direction === "rx");
      if (isOver(index) || inputs.length === 0 || !hasEnded(plan.region, journal)) continue;
      if (!inputs.every(({ channel }) => isOver(plan.writerOf(channel)))) continue;
      ledger.decide(index, "ended", "");
      over++;
    }
  }
}

/** Finishes what is to be done about dead letters of which it was not known whether they count. */
function settleLetters({ region, actors }: Remains, letters: LetterRing): void {
  for (const { status, place, actor, from } of letters.letters) {
    if (status !== "open") continue;
    const { plan: { ends, journal } } = actors[actor] as Remains["actors"][number];
    if ("turn" in from) {
      letters.settle(place, hasCommitted(region, journal, from.turn));
      continue;
    }
    const { at } = ends[from.end] as ActorRemains["ends"][number];
    const tail = Atomics.load(viewsOf(region).words, channelCountWords(at).takenWord);
    // Its message is in the letter, so it is not to be in the channel.
    if (tail === from.cursor) publishEnd(region, at, "rx", (tail + 1) | 0);
    letters.settle(place, true);
  }
}

function oldLetters(ring: LetterRing): GraphPast<DeadLetter>["letters"] {
  return ring.letters.flatMap(({ status, text, place, wasTold }) =>
    status !== "counts" ? [] : importDeadLetters(text).map((letter) => ({
      letter,
      wasTold,
      mark: {
        settle: (counts: boolean) => ring.settle(place, counts),
        told: () => ring.told(place),
      },
    }))
  );
}

/**
 * Where an actor is in its life, with its ends as they have to be there.
 *
 * @param undoes whether what a stop has ended begins again
 */
function standingOf(
  region: SharedArrayBuffer,
  actor: PlannedActor,
  ledger: LedgerWords,
  undoes: boolean,
  isMember: boolean,
): WardPast {
  const { plan, asleep: beginsAsleep } = actor;
  const { index, journal, ends } = plan;
  const generations = ledger.generations(index);
  const wakings = ledger.wakings(index);
  const isOver = (status: "ended" | "failed" | "asleep"): WardPast => ({
    generation: Math.max(0, generations - 1),
    hasRun: generations > 0,
    wakings,
    status,
  });
  const fate = ledger.fate(index)?.name;
  const isUndone = undoes && (fate === "failed" || fate === "unstopped");
  if (fate !== undefined && !isUndone) {
    leaveFor(region, plan);
    return isOver(fate === "ended" ? "ended" : "failed");
  }
  const ended = hasEnded(region, journal);
  const sleeps = isMember && (generations === 0 || ended) &&
    (undoes ? beginsAsleep : ended || beginsAsleep);
  if (sleeps) {
    for (const { at, direction } of ends) {
      releaseEnd(region, at, direction);
      if (direction === "tx") layWriter(region, at);
      else barWriter(region, at, FIRST_SLEEP);
    }
    return isOver("asleep");
  }
  if (ended && !undoes) {
    ledger.decide(index, "ended", "");
    leaveFor(region, plan);
    return isOver("ended");
  }
  if (undoes) {
    reopenTurns(region, journal);
    ledger.pardon(index);
  }
  const free = undoes ? openEnd : releaseEnd;
  for (const { at, direction } of ends) free(region, at, direction);
  return {
    generation: generations,
    hasRun: false,
    wakings: generations === 0 ? 0 : wakings + 1,
    status: "waiting",
  };
}

/** What threads of the process before have left behind: nobody waits. */
function clearBells({ region, workers }: GraphPlan): void {
  for (const { doorbell, actors } of workers) {
    new Uint8Array(region, doorbell, doorbellBytes(actors.length)).fill(0);
    initDoorbell(region, doorbell, actors.length);
  }
}

/** How many messages are in the channels. */
export function messagesIn({ region, actors }: Remains): number {
  let sum = 0;
  for (const { plan: { ends } } of actors) {
    for (const { at, direction } of ends) {
      if (direction === "tx") sum += lookAtChannel(region, at).messages;
    }
  }
  return sum;
}
