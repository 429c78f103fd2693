import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Intensity } from "../../src/supervisor/intensity.ts";
import {
  type Child,
  type Strategy,
  SupervisionTree,
  type SupervisorPlan,
} from "../../src/supervisor/tree.ts";
import { emptyHistories, judge } from "../../src/supervisor/verdict.ts";

const NO_BACKOFF = { firstMs: 0, maxMs: 0 };

function intensity(restarts: number): Intensity {
  return { restarts, withinMs: 1000, backoff: NO_BACKOFF };
}

function plan(
  label: string,
  strategy: Strategy,
  restarts: number,
  children: readonly Child[],
): SupervisorPlan {
  return { label, strategy, intensity: intensity(restarts), children };
}

/**
 * root (rest for one): 0, mid, 5
 * mid (one for all): 1, low, 4
 * low (one for one): 2, 3
 */
function threeLevels([root, mid, low]: readonly [number, number, number]): SupervisorPlan[] {
  return [
    plan("root", "restForOne", root, [{ actor: 0 }, { supervisor: 1 }, { actor: 5 }]),
    plan("mid", "oneForAll", mid, [{ actor: 1 }, { supervisor: 2 }, { actor: 4 }]),
    plan("low", "oneForOne", low, [{ actor: 2 }, { actor: 3 }]),
  ];
}

/** Crashes of these actors, one after the other at one moment: who starts again, who has given up. */
function crashesOf(plans: readonly SupervisorPlan[], actors: readonly number[]): string[] {
  const tree = new SupervisionTree(plans);
  let histories = emptyHistories(plans.length);
  return actors.map((actor) => {
    const { supervisor, child } = tree.placeOf(actor);
    const verdict = judge(tree, histories, supervisor, [child], 0, () => 0);
    histories = verdict.histories;
    const actorsOf = tree.actorsBelow(verdict.children);
    const givenUp = verdict.givenUp.map((number) => tree.plan(number).label);
    return `${verdict.restart ? "restart" : "give up"} ${actorsOf}${
      givenUp.length === 0 ? "" : `, after ${givenUp}`
    }`;
  });
}

Deno.test("the tree knows the start order, everyone's place, and the way from the root", () => {
  const tree = new SupervisionTree(threeLevels([1, 1, 1]));
  assertEquals(tree.startOrder, [0, 1, 2, 3, 4, 5]);
  assertEquals([0, 1, 2, 3, 4, 5].map((actor) => tree.placeOf(actor).supervisor), [
    0,
    1,
    2,
    2,
    1,
    0,
  ]);
  assertEquals(tree.path(2), [0, 1, 2]);
  assertEquals(tree.path(0), [0]);
  assertEquals(tree.supervisorsBelow([{ supervisor: 1 }, { actor: 0 }]), [1, 2]);
});

for (
  const [strategy, expected] of [
    ["oneForOne", "1"],
    ["oneForAll", "0,1,2"],
    ["restForOne", "1,2"],
  ] as const
) {
  Deno.test(`${strategy}: a crash of the second of three starts ${expected} again`, () => {
    const children = [0, 1, 2].map((actor) => ({ actor }));
    assertEquals(crashesOf([plan("root", strategy, 1, children)], [1]), [`restart ${expected}`]);
  });
}

Deno.test("restForOne starts the rest after the first of several that crashed at once", () => {
  const children = [0, 1, 2, 3].map((actor) => ({ actor }));
  const tree = new SupervisionTree([plan("root", "restForOne", 1, children)]);
  const verdict = judge(tree, emptyHistories(1), 0, [children[3]!, children[1]!], 0, () => 0);
  assertEquals(tree.actorsBelow(verdict.children), [1, 2, 3]);
});

Deno.test("a supervisor restarts up to its intensity, then escalates: one level, two levels, to the root", () => {
  assertEquals(crashesOf(threeLevels([1, 1, 2]), [2, 3, 2, 2, 3, 2, 3, 3, 3, 3]), [
    "restart 2",
    "restart 3",
    // low is given up: mid counts one crash, and starts all its children again.
    "restart 1,2,3,4, after low",
    // low begins with an empty history.
    "restart 2",
    "restart 3",
    // low and mid are given up: root starts the rest again.
    "restart 1,2,3,4,5, after low,mid",
    "restart 3",
    "restart 3",
    "restart 1,2,3,4, after low",
    "restart 3",
  ]);
  assertEquals(crashesOf(threeLevels([0, 0, 0]), [3]), [
    "give up 1,2,3,4, after low,mid,root",
  ]);
  assertEquals(crashesOf(threeLevels([0, 0, 0]), [5]), ["give up 5, after root"]);
});

Deno.test("a crash of a child higher up does not count below, and clears what it starts again", () => {
  assertEquals(crashesOf(threeLevels([5, 5, 1]), [2, 1, 2, 0, 3]), [
    "restart 2",
    "restart 1,2,3,4",
    "restart 2",
    "restart 0,1,2,3,4,5",
    "restart 3",
  ]);
});

Deno.test("a sibling subtree that is not started again keeps its count", () => {
  const plans = [
    plan("root", "oneForOne", 9, [{ supervisor: 1 }, { supervisor: 2 }]),
    plan("a", "oneForOne", 1, [{ actor: 0 }]),
    plan("b", "oneForOne", 1, [{ actor: 1 }]),
  ];
  assertEquals(crashesOf(plans, [0, 1, 0, 1]), [
    "restart 0",
    "restart 1",
    "restart 0, after a",
    "restart 1, after b",
  ]);
});

Deno.test("judge: whatever crashes, each supervisor restarts as often as it may, and the tree's share is right", () => {
  const strategies: Strategy[] = ["oneForOne", "oneForAll", "restForOne"];
  fc.assert(
    fc.property(
      fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.nat({ max: 3 })),
      fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(...strategies))),
      fc.array(fc.nat({ max: 5 }), { maxLength: 40 }),
      (allowed, strategy, actors) => {
        const plans = threeLevels(allowed as [number, number, number]).map((one, i) => ({
          ...one,
          strategy: strategy[i]!,
        }));
        const tree = new SupervisionTree(plans);
        let histories = emptyHistories(3);
        const counts = [0, 0, 0];
        for (const actor of actors) {
          const { supervisor, child } = tree.placeOf(actor);
          const verdict = judge(tree, histories, supervisor, [child], 0, () => 0);
          histories = verdict.histories;
          // The model: counters that go up along the path until one is below its limit.
          const path = tree.path(supervisor).toReversed();
          const deciding = path.find((number) => counts[number]! < allowed[number]!);
          assertEquals(verdict.restart, deciding !== undefined);
          assertEquals(
            verdict.givenUp,
            deciding === undefined ? path : path.slice(0, path.indexOf(deciding)),
          );
          if (deciding === undefined) continue;
          counts[deciding]!++;
          for (const below of tree.supervisorsBelow(verdict.children)) counts[below] = 0;
          const affected = tree.actorsBelow(verdict.children);
          assert(affected.includes(actor));
          const order = affected.map((one) => tree.startOrder.indexOf(one));
          assertEquals(order, order.toSorted((a, b) => a - b), "not in start order");
        }
      },
    ),
  );
});
