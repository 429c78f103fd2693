import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readManifest } from "../../../src/cli/pods/manifest.ts";
import { endingOrder } from "../../../src/cli/pods/order.ts";

/** Pods that feed those of these numbers. */
function podsOf(feeds: readonly (readonly number[])[]): ReturnType<typeof readManifest> {
  return readManifest(
    Object.fromEntries(
      feeds.map((fed, at) => [`p${at}`, { script: "x", feeds: fed.map((to) => `p${to}`) }]),
    ),
    "pods.ts",
  );
}

Deno.test("who feeds ends before who is fed, and pods in a circle end together", () => {
  assertEquals(endingOrder(podsOf([[1], [2], [], []])), [["p0", "p3"], ["p1"], ["p2"]]);
  assertEquals(endingOrder(podsOf([[1], [2], [1]])), [["p0"], ["p1", "p2"]]);
});

Deno.test("each pod has its turn once, and behind all that feed it where there is no circle", () => {
  const graphs = fc.integer({ min: 1, max: 8 }).chain((count) =>
    fc.array(fc.subarray([...Array(count).keys()]), { minLength: count, maxLength: count })
  );
  fc.assert(fc.property(graphs, (raw) => {
    // Forward only: no circles.
    const feeds = raw.map((fed, at) => fed.filter((to) => to > at));
    const order = endingOrder(podsOf(feeds));
    const place = new Map(order.flatMap((group, at) => group.map((name) => [name, at])));
    assertEquals(place.size, feeds.length);
    assertEquals(order.flat().length, feeds.length);
    feeds.forEach((fed, at) => {
      for (const to of fed) assert(place.get(`p${at}`)! < place.get(`p${to}`)!);
    });
  }));
});
