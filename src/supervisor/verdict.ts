import { backUp, decideRestart, type RestartHistory } from "./intensity.ts";
import type { Child, SupervisionTree } from "./tree.ts";

/** The restarts of each supervisor that still count. */
export type Histories = readonly RestartHistory<Child>[];

/** A child, and how often it crashed, this time included. */
export interface CountedChild {
  readonly child: Child;
  readonly crashes: number;
}

/** What becomes of a crash. */
export interface Verdict {
  /** Whether there is a restart; if not, the root has given up. */
  readonly restart: boolean;
  /** The children that are started again, in start order, or that have failed. They are all of one supervisor. */
  readonly children: readonly Child[];
  /** How long the restart is put off. */
  readonly afterMs: number;
  /** The supervisors that have given up on the way, from the lowest up. */
  readonly givenUp: readonly number[];
  /** Whose crashes were too many for each of them. */
  readonly counted: readonly (readonly CountedChild[])[];
  /** What to pass next time. */
  readonly histories: Histories;
}

/** No restarts yet. */
export function emptyHistories(supervisors: number): Histories {
  return new Array(supervisors).fill([]);
}

/**
 * Judges a crash of some children of a supervisor, which happened to all of them at once: which children are started again. If
 * the supervisor has had too many, it is given up, which is one crash of a child for the supervisor above it. Whatever is
 * below a child that is started again begins with an empty history.
 */
export function judge(
  tree: SupervisionTree,
  histories: Histories,
  supervisor: number,
  crashed: readonly Child[],
  now: number,
  random: () => number,
): Verdict {
  const givenUp: number[] = [];
  const counted: CountedChild[][] = [];
  for (;;) {
    const { intensity } = tree.plan(supervisor);
    const history = histories[supervisor] as RestartHistory<Child>;
    const decision = decideRestart(history, crashed, now, intensity, random);
    if (decision.restart) {
      const children = tree.affected(supervisor, crashed);
      const after = [...histories];
      for (const below of tree.supervisorsBelow(children)) after[below] = [];
      after[supervisor] = decision.history;
      const { afterMs } = decision;
      return { restart: true, children, afterMs, givenUp, counted, histories: after };
    }
    givenUp.push(supervisor);
    counted.push(countByChild(tree.plan(supervisor).children, decision.before, crashed));
    const place = tree.placeOfSupervisor(supervisor);
    if (place === undefined) {
      return { restart: false, children: crashed, afterMs: 0, givenUp, counted, histories };
    }
    supervisor = place.supervisor;
    crashed = [place.child];
  }
}

/** How often each of the children crashed; those that did, the most often first. */
function countByChild(
  children: readonly Child[],
  before: RestartHistory<Child>,
  now: readonly Child[],
): CountedChild[] {
  const all = [...before.flatMap(({ crashed }) => crashed), ...now];
  return children
    .map((child) => ({ child, crashes: all.filter((one) => one === child).length }))
    .filter(({ crashes }) => crashes > 0)
    .sort((a, b) => b.crashes - a.crashes);
}

/** The histories once it is known which actors are up. */
export function noteUp(
  tree: SupervisionTree,
  histories: Histories,
  isUp: (actor: number) => boolean,
  now: number,
): Histories {
  const isChildUp = (child: Child) => tree.actorsBelow([child]).every(isUp);
  return histories.map((history) =>
    history.every(({ upAt }) => upAt !== undefined) ? history : backUp(history, isChildUp, now)
  );
}

/** What becomes of children that people want to be started again: what a crash would, but it counts as none. */
export function grant(
  tree: SupervisionTree,
  histories: Histories,
  supervisor: number,
  wanted: readonly Child[],
): Verdict {
  const children = tree.affected(supervisor, wanted);
  return { restart: true, children, afterMs: 0, givenUp: [], counted: [], histories };
}
