import { channelDamage } from "../../channel/ring/inspect.ts";
import type { LedgerWords, LetterRing } from "../../region/mod.ts";
import { readState } from "../../state/mod.ts";
import { fitState } from "../../state/carry.ts";
import { journalDamage } from "../../turn/inspect.ts";
import { readMask } from "../../turn/mod.ts";
import { importDeadLetters } from "../letters/mod.ts";
import { ACTOR_GONE } from "../../region/letter_ring_layout.ts";
import type { ActorRemains, Remains } from "./left_graph.ts";

/**
 * What shows that a region was changed by others than its graph, a clause each. Everything is looked at by which the graph finds its way; what
 * messages and cells say cannot be judged.
 *
 * @param ends how many channel ends all actors have
 */
function damagesIn(
  plan: Remains,
  ledger: LedgerWords,
  letters: LetterRing,
  ends: number,
): string[] {
  const damages: string[] = [];
  if (!ledger.isSound(ends)) damages.push("what its host had written down is damaged");
  if (!letters.isSound || !areReadable(plan, letters)) damages.push("its dead letters are damaged");
  for (const actor of plan.actors) damages.push(...damagesOf(plan.region, actor, ledger));
  return damages;
}

/** The same as the end of a sentence; `undefined` if nothing shows it. */
export function damageText(...of: Parameters<typeof damagesIn>): string | undefined {
  const [damage, ...more] = damagesIn(...of);
  if (damage === undefined) return undefined;
  return `${damage}${
    more.length === 0 ? "" : `, and so on at ${more.length} more places`
  }: it was changed by others, and what is in it cannot be trusted; delete it, and the graph begins anew`;
}

/** Whether all letters are texts of letters, of actors and ends that there are. */
function areReadable({ actors }: Remains, { letters }: LetterRing): boolean {
  try {
    return letters.every(({ actor, from, text }) => {
      const ends = actor === ACTOR_GONE ? [] : actors[actor]?.plan.ends;
      if (ends === undefined || ("end" in from && ends[from.end] === undefined)) return false;
      return importDeadLetters(text).length === 1;
    });
  } catch {
    return false;
  }
}

function* damagesOf(
  region: SharedArrayBuffer,
  { plan: { index, label, ends, journal, state } }: Remains["actors"][number],
  ledger: LedgerWords,
): Generator<string> {
  for (const { at, spec, direction } of ends) {
    const damage = direction === "tx" ? channelDamage(region, at, spec) : undefined;
    if (damage !== undefined) yield `channel "${spec.name}" is damaged: ${damage}`;
  }
  const damage = journalDamage(region, journal, ends.length, ledger.generations(index));
  if (damage !== undefined) yield `the journal of actor "${label}" is damaged: ${damage}`;
  const fault = stateFault(region, state, readMask(region, journal));
  if (fault !== undefined) yield `the state of actor "${label}" is damaged: ${fault}`;
}

/** What shows that a state is not what its actor has written, as the end of a sentence; `undefined` if nothing does. */
function stateFault(
  region: SharedArrayBuffer,
  { at, cells }: ActorRemains["state"],
  mask: number | undefined,
): string | undefined {
  if (cells.length === 0) return undefined;
  try {
    readState(region, at, cells, mask);
    const { faults } = mask === undefined
      ? { faults: [] }
      : fitState({ region, at, cells }, mask, cells);
    return faults.length === 0 ? undefined : `cell "${faults[0]![0]}" ${faults[0]![1]}`;
  } catch {
    return "it cannot be read";
  }
}
