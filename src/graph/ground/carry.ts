/**
 * Carries what a process has left into the graph that another program has drawn, which lies in a region of its own: nothing of the old one is
 * changed.
 *
 * @module
 */
import { carryChannel } from "../../channel/ring/carry.ts";
import { PROBE_BYTES } from "../../probe/probe_layout.ts";
import { viewsOf } from "../../memory/views.ts";
import { ACTOR_GONE } from "../../region/letter_ring_layout.ts";
import type { LedgerWords, LetterRing } from "../../region/mod.ts";
import { Tally } from "../../shutdown/tally.ts";
import { fillState } from "../../state/carry.ts";
import { carryJournal, nameJournal } from "../../turn/carry.ts";
import { forgetNotes, hasEnded, reopenTurns } from "../../turn/mod.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";
import type { LeftActor, LeftGraph } from "./left_graph.ts";
import type { CarriedActor, CarrySurvey } from "./survey.ts";

/**
 * Carries all that the survey has found.
 *
 * @param end how it had ended: whether what a stop has ended is to begin again, and whether its process was the one that ended it
 */
export function carry(
  left: LeftGraph,
  { channels, actors }: CarrySurvey,
  plan: GraphPlan,
  ledger: LedgerWords,
  letters: LetterRing,
  end: { readonly undoes: boolean; readonly wasCutOff: boolean },
): void {
  for (const { plan: { ends } } of plan.actors) {
    for (const { at, spec, direction } of ends) {
      const carried = direction === "tx" ? channels.get(spec.name) : undefined;
      if (carried === undefined) continue;
      const from = { region: left.region, at: carried.left.at, spec: carried.left.record };
      carryChannel(from, { region: plan.region, at, spec }, carried);
    }
  }
  const members = new Set(plan.pools.flatMap(({ members }) => members));
  let firstEnd = 0;
  let everyone = left.ledger.actorsEver;
  for (const actor of plan.actors) {
    const carried = actors.get(actor.label);
    if (carried === undefined) {
      nameJournal({ region: plan.region, at: actor.plan.journal }, everyone++);
    } else {
      carryActor(left, carried, plan, actor, members.has(actor.plan.index));
      carryEntry(left, carried.left, ledger, actor, firstEnd);
      // Who was ended by its own host had no message under work that is to be found out about.
      if (end.wasCutOff) forgetNotes(plan.region, actor.plan.journal);
    }
    firstEnd += actor.plan.ends.length;
  }
  ledger.actorsEver = everyone;
  carryLetters(left, plan, letters);
  if (end.undoes) new Tally(plan.region, plan.ballot, plan.actors.length).lifecycle = "stopping";
}

/** Which end of the old actor an end of the new one is: that of the same channel. */
function oldEnds(left: LeftActor, { plan }: PlannedActor): (number | undefined)[] {
  return plan.ends.map(({ direction, spec: { name } }) => {
    const end = left.ends.findIndex((old) => old.direction === direction && old.spec.name === name);
    return end < 0 ? undefined : end;
  });
}

function carryActor(
  { region, ledger, record }: LeftGraph,
  { left, stored }: CarriedActor,
  plan: GraphPlan,
  actor: PlannedActor,
  isMember: boolean,
): void {
  const { journal, state, probe } = actor.plan;
  const to = { region: plan.region, at: journal };
  carryJournal({ region, at: left.journal }, to, oldEnds(left, actor));
  if (stored !== null) fillState({ region: plan.region, ...state }, stored);
  const source = viewsOf(region).bytes.subarray(left.probe, left.probe + PROBE_BYTES);
  viewsOf(plan.region).bytes.set(source, probe);
  // A member of a pool that has gone to sleep has ended only for as long as there is the pool.
  const wasMember = record.actors[left.index]?.pool !== null;
  const slept = wasMember && ledger.fate(left.index) === undefined &&
    hasEnded(region, left.journal);
  if (slept && !isMember) reopenTurns(plan.region, journal);
}

/** What the host had written down of an actor, and of the messages that come to it. */
function carryEntry(
  { ledger: from }: LeftGraph,
  left: LeftActor,
  to: LedgerWords,
  actor: PlannedActor,
  firstEnd: number,
): void {
  const { index } = actor.plan;
  to.letIn(index, from.generations(left.index) - 1, from.wakings(left.index));
  const fate = from.fate(left.index);
  if (fate !== undefined) to.decide(index, fate.name, fate.why);
  oldEnds(left, actor).forEach((end, i) => {
    if (end === undefined) return;
    const { cursor, count } = from.deaths(left.firstEnd + end);
    to.setDeaths(firstEnd + i, cursor, count);
    to.setUntil(firstEnd + i, from.until(left.firstEnd + end));
  });
}

/** The dead letters that count: those of actors that there are no more are the only copies of their messages, too. */
function carryLetters({ letters: from, record }: LeftGraph, plan: GraphPlan, to: LetterRing): void {
  const numbers = new Map(plan.actors.map(({ label, plan: { index } }) => [label, index]));
  for (const { actor, status, text, wasTold } of from.letters) {
    if (status !== "counts") continue;
    const number = numbers.get(record.actors[actor]?.actor ?? "") ?? ACTOR_GONE;
    // It counts already, so it does not matter any more where it was taken from.
    const place = to.add({ actor: number, from: { turn: 0 } }, text);
    if (place === undefined) continue;
    to.settle(place, true);
    if (wasTold) to.told(place);
  }
}
