import { assertEquals } from "@std/assert";
import type { LinkReading } from "../../../src/protocol/mod.ts";
import { LinkedPairs } from "../../../src/telemetry/hub/linked_pairs.ts";
import { FollowedPod } from "../../../src/telemetry/hub/pod.ts";

function end(
  epoch: string,
  pod = new FollowedPod("p", { place: "p", ask: () => Promise.reject() }),
) {
  return { pod, actor: 1, reading: { epoch } as LinkReading };
}

Deno.test("ends are linked that tell the same epoch, and stay so until another is found", () => {
  const pairs = new LinkedPairs();
  const [one, other, ingress] = [end("one"), end("other"), end("one")];
  assertEquals(pairs.areLinked(end(""), end("")), false);
  assertEquals([one, other].map((from) => pairs.areLinked(from, ingress)), [true, false]);
  // The sender was started again, and has not found its partner yet.
  const again = end("new", one.pod);
  assertEquals([again, other].map((from) => pairs.areLinked(from, ingress)), [true, false]);
  // The other sends to it now.
  const taken = end("other", ingress.pod);
  assertEquals(pairs.areLinked(other, taken), true);
  assertEquals(pairs.areLinked(again, taken), false);
});
