import { assertEquals } from "@std/assert";
import { joinMetrics } from "../../../src/telemetry/hub/federated_metrics.ts";

Deno.test("families of several pods are one, and every series has its pod", () => {
  const families = new Map();
  const head = ["# HELP steady_x What x is.", "# TYPE steady_x gauge"];
  joinMetrics(
    families,
    [...head, 'steady_x{graph="g"} 1', "steady_x{} 2", "# EOF", ""].join("\n"),
    "a",
  );
  joinMetrics(families, [...head, "steady_x 3", "<html>", "# TYPE y z"].join("\n"), 'b"c');
  assertEquals([...families], [
    ["steady_x", {
      head,
      samples: [
        'steady_x{pod="a",graph="g"} 1',
        'steady_x{pod="a"} 2',
        'steady_x{pod="b\\"c"} 3',
      ],
    }],
    ["y", { head: ["# TYPE y z"], samples: [] }],
  ]);
});
