import { assertEquals } from "@std/assert";
import type { PodReach } from "../../../src/telemetry/hub/pod_reach.ts";
import { Pods } from "../../../src/telemetry/hub/pods.ts";
import { Roster } from "../../../src/telemetry/hub/roster.ts";
import { helloFrame } from "../../../src/telemetry/wire/mod.ts";
import { systemClock } from "../../../src/world.ts";
import { until } from "./until.ts";

const NOBODY = {
  graph: "",
  definitions: [],
  troupes: [],
  supervisors: [],
  actors: [],
  channels: [],
};

/** A pod that tells who it is and hangs up, and counts how often it was asked. */
class BriefPod implements PodReach {
  readonly place: string;
  asked = 0;

  constructor(place: string) {
    this.place = place;
  }

  ask(path: string): Promise<Response> {
    if (!path.startsWith("events")) return Promise.resolve(new Response());
    this.asked++;
    const said = { rev: 1, epoch: "one", sid: "", resumed: false, hz: 2, app: this.place };
    const more = { started: 0, now: 0, window: 1000, viz: "", can: { profile: null } };
    const hello = JSON.stringify(helloFrame(NOBODY, { ...said, ...more }));
    const topology = JSON.stringify({ rev: 1, graph: this.place, actors: [], chans: [] });
    return Promise.resolve(
      new Response(`event: hello\ndata: ${hello}\n\nevent: topology\ndata: ${topology}\n\n`),
    );
  }
}

Deno.test("nobody is looked for where there is to be no pod any more, until there is again", async () => {
  const pods = new Pods({ graph: "all" });
  const roster = new Roster(pods, systemClock);
  const [gone, there] = [new BriefPod("gone"), new BriefPod("there")];
  roster.follow(gone);
  roster.follow(there);
  await until(() => gone.asked * there.asked, (asked) => asked > 0, "both were asked");
  await until(
    () => pods.all.every(({ view }) => view.topology !== null),
    (isSo) => isSo,
    "both are known",
  );
  roster.unwant("gone");
  // What had begun by then may end.
  const asked = gone.asked + 1;
  await until(() => there.asked, (asked) => asked >= 4, "the other one is looked for");
  assertEquals([gone.asked <= asked, pods.all.length], [true, 2]);
  const before = gone.asked;
  roster.follow(gone);
  await until(() => gone.asked, (asked) => asked > before, "it is looked for again");
  roster.close();
});
