import { STANDING_CUT_OFF } from "../../memory/region_layout.ts";
import type { FoundRegion, LedgerWords, LetterRing, RegionFile } from "../../region/mod.ts";
import type { RegionOptions } from "../options/mod.ts";
import type { Drawn, GraphPlan } from "../plan/mod.ts";
import { carry } from "./carry.ts";
import { damageText } from "./damages.ts";
import { type LeftGraph, leftGraph } from "./left_graph.ts";
import { planDifferences } from "./plan_differences.ts";
import { type PlanRecord, readPlan } from "./plan_record.ts";
import { type CarrySurvey, surveyOf } from "./survey.ts";
import { finishTurns } from "./take_up.ts";

/** So many of a list are told. */
const MOST_TOLD = 5;
/** What cannot be carried is told whole, as long as people may read it. */
const MOST_LOSSES_TOLD = 100;

/** The way of what a process has left into a graph that another program has drawn. */
export class CarryOver {
  /** What has changed, and what became of what could not be carried. */
  readonly news: string;
  readonly hasLosses: boolean;
  readonly #file: RegionFile;
  readonly #found: FoundRegion;
  readonly #left: LeftGraph;
  readonly #undoes: boolean;
  readonly #survey: CarrySurvey;
  #beside: RegionFile | undefined;

  /** Finds out whether there is a way. Throws an `Error` whose message is the end of a sentence if there is none. */
  constructor(
    file: RegionFile,
    drawn: Drawn,
    record: PlanRecord,
    onChange: NonNullable<RegionOptions["onChange"]>,
  ) {
    this.#file = file;
    this.#found = file.found as FoundRegion;
    const { text } = this.#found;
    const before = readPlan(text);
    const differences = planDifferences(before, record);
    refuseStrangers(before, record, differences, onChange);
    const textBytes = new TextEncoder().encode(text).length;
    this.#left = leftGraph(before, textBytes, (bytes) => file.copy(bytes));
    const { ledger, letters, ends } = this.#left;
    const damage = damageText(this.#left, ledger, letters, ends);
    if (damage !== undefined) throw new Error(damage);
    this.#undoes = finishTurns(this.#left, ledger, letters, this.#wasCutOff);
    this.#survey = surveyOf(this.#left, drawn, record);
    const { losses, dropped } = this.#survey;
    this.hasLosses = losses.length > 0 || dropped.length > 0;
    if (losses.length > 0 && onChange !== "discard") throw new Error(refusalOf(losses));
    const lost = [
      ...losses,
      ...dropped.map((what) => `${what} is no part of its state any more`),
    ];
    this.news = `, carried over from another program's graph: ${listed(differences, MOST_TOLD)}${
      lost.length === 0 ? "" : `. Discarded: ${listed(lost, MOST_LOSSES_TOLD)}`
    }`;
  }

  /** That of the region into which it is carried; `undefined` once that has the name of the old one. */
  get epoch(): string | undefined {
    return this.#beside?.epoch;
  }

  get #wasCutOff(): boolean {
    return this.#found.standing === STANDING_CUT_OFF;
  }

  /** Makes the region into which it is carried, beside the old one. */
  make(bytes: number, text: string): SharedArrayBuffer {
    this.#beside = this.#file.beside();
    try {
      return this.#beside.make(bytes, text, this.#found.epoch);
    } catch (error) {
      throw new Error(
        `what is in it cannot be carried over by way of a file beside it: ${
          (error as Error).message
        }`,
      );
    }
  }

  /** Carries it all there. */
  carry(plan: GraphPlan, ledger: LedgerWords, letters: LetterRing): void {
    const end = { undoes: this.#undoes, wasCutOff: this.#wasCutOff };
    carry(this.#left, this.#survey, plan, ledger, letters, end);
  }

  /** Has the new region take the place of the old one. Returns the file in which it is, by the old name. */
  replace(): RegionFile {
    const beside = this.#beside as RegionFile;
    beside.replace(this.#file);
    this.#beside = undefined;
    return beside;
  }

  /** It does not come to be: nothing is left of it. */
  discard(): void {
    this.#beside?.discard();
  }
}

/** Throws where nothing can be carried, whatever was said, or nothing is to be. */
function refuseStrangers(
  before: PlanRecord,
  now: PlanRecord,
  differences: readonly string[],
  onChange: NonNullable<RegionOptions["onChange"]>,
): void {
  const isAnother = before.graph !== now.graph ||
    JSON.stringify(before.layouts) !== JSON.stringify(now.layouts);
  if (!isAnother && onChange !== "refuse") return;
  throw new Error(
    `a graph is in it that has not come to its end, and it is another one: ${
      listed(differences, MOST_TOLD)
    }. Start the program as it was and stop it, which drains it, or delete the file, which discards what is in it`,
  );
}

function refusalOf(losses: readonly string[]): string {
  return `a graph is in it that has not come to its end, and not all of it can be carried into the one that is drawn: ${
    listed(losses, MOST_LOSSES_TOLD)
  }. Start the program as it was and stop it, which drains it, or give region.onChange: "discard", which discards what is named here`;
}

function listed(clauses: readonly string[], most: number): string {
  const more = clauses.length - most;
  return `${clauses.slice(0, most).join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}
