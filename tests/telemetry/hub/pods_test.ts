import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { EventBlock } from "../../../src/telemetry/hub/event_blocks.ts";
import { FollowedPod, LOST_MS } from "../../../src/telemetry/hub/pod.ts";
import { Pods } from "../../../src/telemetry/hub/pods.ts";
import { Roster } from "../../../src/telemetry/hub/roster.ts";
import type { NamedFigure } from "../../../src/protocol/mod.ts";
import { actorFiguresOf } from "../../../src/telemetry/catalogue_of_states.ts";
import { COLUMN_NAMES, columnsOf, helloFrame, PROTOCOL } from "../../../src/telemetry/wire/mod.ts";

/** A picture in which no actor tells figures of its own. */
const NOBODY = {
  graph: "",
  definitions: [],
  troupes: [],
  supervisors: [],
  actors: [],
  channels: [],
};

const NOWHERE = { place: "nowhere", ask: () => Promise.reject(new Error("nobody is there")) };

/** Pods under a clock of the test. */
class Stage {
  now = 1_000_000;
  readonly pods = new Pods({ graph: "all", clock: { now: () => this.now } });
  readonly #roster = new Roster(this.pods, { now: () => this.now });

  /** A pod that has said hello, and has one actor for each name. */
  pod(
    name: string,
    actors: readonly string[],
    epoch = "one",
    figures: readonly NamedFigure[] = [],
  ): FollowedPod {
    const pod = new FollowedPod(name, NOWHERE);
    this.pods.add(pod);
    this.greet(pod, actors, epoch, figures);
    return pod;
  }

  /** A pod that nobody has heard of, and that cannot be asked. */
  missing(name: string): FollowedPod {
    const pod = new FollowedPod(name, NOWHERE);
    this.pods.add(pod);
    pod.trouble = "its page is for its own machine alone";
    return pod;
  }

  greet(
    pod: FollowedPod,
    actors: readonly string[],
    epoch: string,
    figures: readonly NamedFigure[] = [],
  ): void {
    const name = pod.name === "elsewhere" ? "shop" : pod.name;
    const told = { rev: 1, epoch, sid: "", resumed: false, hz: 2, app: name, pod: name };
    const more = { started: 0, now: 0, window: 1000, viz: "", can: { profile: null } };
    const code = { module: "code", exportName: "code", ports: [], figures };
    this.say(pod, "hello", helloFrame({ ...NOBODY, definitions: [code] }, { ...told, ...more }));
    const named = actors.map((name) => ({ name, instance: null, troupe: null, label: name }));
    const chan = { name: "c", lane: null, from: 0, to: 0, kind: "u32", capacity: 8 };
    this.say(pod, "topology", { rev: 1, graph: name, actors: named, chans: [chan] });
    this.values(pod, actors.length);
  }

  /** Tells that all actors of a pod are up. */
  values(pod: FollowedPod, actors: number): void {
    const a = COLUMN_NAMES.a.map((name) => Array(actors).fill(name === "up" ? true : 0));
    const c = COLUMN_NAMES.c.map((name) => [name === "shown" ? "" : 5]);
    this.say(pod, "key", { rev: 1, s: 1, t: 0, life: "running", a, c });
  }

  say(pod: FollowedPod, event: string, data: unknown): void {
    const told = pod.view.take({ event, data: JSON.stringify(data) } as EventBlock);
    if (told === null) return;
    pod.heardAt = this.now;
    if (event === "key") pod.frames++;
    this.#roster.onEvent(pod, told);
  }

  /** Tells what the only actor of a pod tells of its own. */
  own(pod: FollowedPod, figures: readonly number[]): void {
    const a = [
      ...COLUMN_NAMES.a.map((name) => [name === "up" ? true : 0]),
      ...figures.map((n) => [n]),
    ];
    const c = COLUMN_NAMES.c.map(() => [0]);
    this.say(pod, "key", { rev: 1, s: 2, t: 0, life: "running", a, c });
  }

  column(name: string, side: "a" | "c" = "a"): readonly unknown[] {
    return columnsOf(this.pods.tick())[side][COLUMN_NAMES[side].indexOf(name)]!;
  }
}

Deno.test("a pod is lost after three seconds without a word, and its age is told", () => {
  const stage = new Stage();
  const [shop, till] = [stage.pod("shop", ["A", "B"]), stage.pod("till", ["C"])];
  assertEquals(stage.column("up"), [true, true, true]);
  stage.now += LOST_MS - 1;
  stage.values(till, 1);
  assertEquals(stage.column("silentMs"), [null, null, null]);
  stage.now += 1;
  assertEquals(stage.column("silentMs"), [3000, 3000, null]);
  assertEquals(stage.column("up"), [false, false, true]);
  // Nothing flows there any more; what was sent in all stays.
  assertEquals(stage.column("rate", "c"), [null, 5]);
  assertEquals(stage.column("sent", "c"), [5, 5]);
  assertEquals(stage.pods.alerts.active.map(({ label, subject }) => [label, subject]), [
    ["shop", "a0"],
  ]);
  stage.now += 4500;
  assertEquals(stage.column("silentMs")[0], 7000);
  stage.values(shop, 2);
  assertEquals(stage.column("silentMs").slice(0, 2), [null, null]);
  assertEquals(stage.column("up").slice(0, 2), [true, true]);
  assert(!stage.pods.alerts.active.some(({ label }) => label === "shop"));
});

Deno.test("a pod that was never heard of is told of in an alert, with why it cannot be asked, until it is heard of or dismissed", () => {
  const stage = new Stage();
  const active = () =>
    stage.pods.alerts.active.map(({ label, rule, value }) => [label, rule.split(":")[0], value]);
  const [shop, till] = [stage.missing("shop"), stage.missing("till")];
  stage.pods.tick();
  stage.now += LOST_MS - 1;
  stage.pods.tick();
  assertEquals(active(), []);
  stage.now += 1;
  stage.pods.tick();
  const why = "its page is for its own machine alone";
  assertEquals(active().toSorted(), [["shop", "podUnreached", why], ["till", "podUnreached", why]]);
  shop.trouble = null;
  stage.greet(shop, ["A"], "1");
  stage.pods.tick();
  assertEquals(active(), [["till", "podUnreached", why]]);
  stage.pods.remove(till);
  stage.pods.tick();
  assertEquals(active(), []);
});

Deno.test("a pod that has told its end has ended, and is not lost", () => {
  const stage = new Stage();
  const [shop, till] = [stage.pod("shop", ["A"]), stage.pod("till", ["B"])];
  stage.pods.tick();
  shop.ending = "the graph has stopped";
  stage.now += LOST_MS;
  assertEquals(stage.column("silentMs"), [null, 3000]);
  assertEquals(stage.column("endedMs"), [3000, null]);
  assertEquals(stage.column("up"), [false, false]);
  assertEquals(stage.pods.alerts.active.map(({ label }) => label), ["till"]);
  shop.ending = null;
  stage.values(shop, 1);
  stage.values(till, 1);
  assertEquals([stage.column("endedMs"), stage.column("silentMs")], [[null, null], [null, null]]);
});

Deno.test("the same pod started again is drawn where it was; another one is drawn anew", () => {
  const stage = new Stage();
  const shop = stage.pod("shop", ["A", "B"]);
  let pictures = 0;
  stage.pods.onPicture(() => pictures++);
  stage.pods.tick();
  assertEquals(pictures, 1);
  stage.greet(shop, ["A", "B"], "two");
  stage.pods.tick();
  assertEquals(pictures, 1);
  stage.greet(shop, ["A", "B", "C"], "three");
  assertEquals(stage.column("up").length, 3);
  assertEquals(pictures, 2);
});

Deno.test("alerts of pods keep their subject, whoever comes and goes before them", () => {
  const stage = new Stage();
  const [shop, till] = [stage.pod("shop", ["A", "B"]), stage.pod("till", ["C"])];
  stage.pods.tick();
  const alert = {
    ...{ n: 7, time: 5, subject: "a0", label: "C", level: 2, rule: "busy", value: "99%" },
    ...{ since: 5, cleared: false },
  };
  stage.say(till, "alert", { rev: 1, alerts: [alert] });
  stage.say(till, "alert", { rev: 1, alerts: [alert] });
  const told = () => stage.pods.alerts.active.map(({ label, subject }) => [label, subject]);
  assertEquals(told(), [["till/C", "a2"]]);
  stage.pods.remove(shop);
  stage.pods.tick();
  assertEquals(told(), [["till/C", "a0"]]);
  // What its old self has told is over.
  stage.greet(till, ["C"], "two");
  stage.say(till, "alert", { rev: 1, alerts: [] });
  assertEquals(told(), []);
  assertEquals(stage.pods.alerts.recent.length, 2);
});

Deno.test("what a pod says that makes no sense is refused", () => {
  const stage = new Stage();
  const pod = new FollowedPod("odd", NOWHERE);
  const refused = (event: string, data: unknown): string => {
    try {
      stage.say(pod, event, data);
    } catch (error) {
      return (error as Error).message;
    }
    return "it was taken";
  };
  assertStringIncludes(refused("topology", {}), 'it begins with "topology"');
  assertStringIncludes(refused("hello", { proto: PROTOCOL + 1 }), "speaks version");
  stage.greet(pod, ["A"], "one");
  const actor = { name: "A", label: "A", instance: null, troupe: null };
  const channel = { name: "c", lane: null, kind: "u32", capacity: 1, from: 0, to: 0 };
  const topology = { rev: 2, graph: "g", actors: [actor], chans: [channel] };
  assertEquals(refused("topology", topology), "it was taken");
  for (
    const odd of [
      { graph: 1 },
      { actors: [{}] },
      { actors: [{ ...actor, link: { key: 1, role: "egress" } }] },
      { chans: [{ ...channel, to: 1 }] },
      { chans: [{ ...channel, from: -1 }] },
    ]
  ) assertStringIncludes(refused("topology", { ...topology, ...odd }), "makes no sense");
});

Deno.test("a successor takes the place of the one before it, and with the same plan nothing is drawn anew", () => {
  const stage = new Stage();
  const [shop, till] = [stage.pod("shop", ["A"]), stage.pod("till", ["C"])];
  let pictures = 0;
  stage.pods.tick();
  stage.pods.onPicture(() => pictures++);
  stage.now += LOST_MS;
  stage.values(till, 1);
  stage.pods.tick();
  assertEquals(stage.pods.alerts.active.map(({ label }) => label), ["shop"]);
  const again = new FollowedPod("elsewhere", NOWHERE);
  stage.pods.add(again);
  stage.greet(again, ["A"], "two");
  assertEquals(stage.column("up"), [true, true]);
  assertEquals([pictures, stage.pods.all.map(({ name }) => name)], [0, ["shop", "till"]]);
  assertEquals([stage.pods.all[0], again.number], [again, shop.number]);
  assertEquals(stage.pods.alerts.active, []);
});

Deno.test("figures that actors tell of their own are columns of all, and of two that differ the first is told", () => {
  const stage = new Stage();
  const own = (unit: NamedFigure["unit"]) => [{ name: "refused", about: "Refused.", unit }];
  const pods = [
    stage.pod("shop", ["A"], "one", own("total")),
    stage.pod("till", ["B"], "one", own("total")),
    stage.pod("odd", ["C"], "one", own("ms")),
    stage.pod("none", ["D"]),
  ];
  pods.forEach((pod, at) => stage.own(pod, at === 3 ? [] : [7 + at]));
  const { actors } = stage.pods.tick();
  assertEquals(actors.map(({ "figures.refused": refused }) => refused), [7, 8, null, null]);
  assertEquals(actorFiguresOf(stage.pods.source.topology).at(-1)!.name, "figures.refused");
});
