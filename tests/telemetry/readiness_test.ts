import { assertEquals } from "@std/assert";
import type { LinkReading, TelemetrySource } from "../../src/protocol/mod.ts";
import { readiness } from "../../src/telemetry/api/readiness.ts";
import { FakeGraph } from "./fake_graph.ts";

/** A graph whose first two actors are ends of links, and how these stand. */
function linked(): { graph: FakeGraph; source: TelemetrySource; isLinked: boolean[] } {
  const graph = new FakeGraph("pod", ["in", "out", "work"], []);
  const isLinked = [false, false];
  const { topology } = graph.source;
  const source: TelemetrySource = {
    ...graph.source,
    topology: {
      ...topology,
      actors: topology.actors.map((actor) => ({
        ...actor,
        ...(actor.index < 2 && {
          link: {
            aqueduct: actor.name,
            role: "egress",
            key: actor.name,
            pod: "pod",
            address: "tcp 127.0.0.1:7000",
            does: "connects",
          },
        }),
      })),
    },
    linkOf: (actor) => actor < 2 ? { isLinked: isLinked[actor]! } as LinkReading : null,
  };
  return { graph, source, isLinked };
}

async function told(source: TelemetrySource): Promise<string> {
  const response = readiness(source);
  return `${response.status} ${(await response.text()).trimEnd()}`;
}

Deno.test("readiness: a graph is ready when it runs and each end of a link has a partner", async () => {
  const { graph, source, isLinked } = linked();
  assertEquals(await told(source), "503 not ready: 2 of 2 ends of links wait for a partner");
  isLinked[1] = true;
  assertEquals(await told(source), "503 not ready: 1 of 2 ends of links wait for a partner");
  isLinked[0] = true;
  assertEquals(await told(source), "200 ready");
  graph.lifecycle = "stopping";
  assertEquals(await told(source), "503 not ready: the graph is stopping");
});

Deno.test("readiness: a graph without links is ready while it runs", async () => {
  const graph = new FakeGraph("plain", ["a"], []);
  assertEquals(await told(graph.source), "200 ready");
  graph.lifecycle = "building";
  assertEquals(await told(graph.source), "503 not ready: the graph is building");
});
