/** Text for people that looks as if it were to be read, and types that are written in two ways. */
import { assertEquals } from "@std/assert";
import { designOf, faultsOf } from "./drawings.ts";

async function remarksOf(label: string): Promise<readonly string[]> {
  const { remarks, actors } = await designOf(
    `digraph D { A [label="${label}"]; A -> B [name=jobs type=u32]; }`,
  );
  // Whatever it looks like, it is not read.
  assertEquals(actors[0]!.hangMs, undefined);
  return remarks;
}

Deno.test("near marks: what is joined in another way than marks are is told, with what to write", async () => {
  const cases: [label: string, written: string, instead: string][] = [
    ["hang:30s", "hang:30s", "hang=30s"],
    ["Prices orders, hang: 30 s.", "hang: 30 s", "hang=30s"],
    ["Hang 1.5 min at most", "Hang 1.5 min", "hang=1.5min"],
    ["hang = never", "hang = never", "hang=never"],
    ["hang 5s", "hang 5s", "hang=5s"],
    ["restart: permanent", "restart: permanent", "restart=permanent"],
    ["durable:yes", "durable:yes", "durable=yes"],
    ["calls 4", "calls 4", "calls=4"],
    ["troupe:office", "troupe:office", "troupe=office"],
    ["mod: work", "mod: work", "mod=work"],
    ["supervisor = till", "supervisor = till", "supervisor=till"],
  ];
  for (const [label, written, instead] of cases) {
    assertEquals(await remarksOf(label), [
      `"A": ${written} is text for people, write ${instead} if it is to be read`,
    ]);
  }
});

Deno.test("near marks: words that only are among those of marks are for people", async () => {
  for (
    const label of [
      "A durable store that may hang",
      "Supervisor: Ada",
      "Calls the bank",
      "Restart it by hand",
      "hang 5 parsecs",
      "the troupe of 4",
      "modern:times",
      "Do not hang it",
    ]
  ) {
    assertEquals(await remarksOf(label), [], label);
  }
});

Deno.test("near marks: edges and frames have words of their own", async () => {
  const { remarks } = await designOf(`digraph D {
    subgraph cluster_a { supervisor=S; label="The back, strategy: oneForAll"; A }
    A -> B [label="name:ticks\\ncapacity 20, bytes: 64KiB"];
    B -> C [label="Type: a letter\\nname::hang hang:30s"];
  }`);
  assertEquals(remarks, [
    '"A" -> "B": bytes: 64KiB is text for people, write bytes=64KiB if it is to be read',
    '"A" -> "B": capacity 20 is text for people, write capacity=20 if it is to be read',
    '"A" -> "B": name:ticks is text for people, write name=ticks if it is to be read',
    'the frame "cluster_a": strategy: oneForAll is text for people, write strategy=oneForAll if it is to be read',
  ]);
});

Deno.test("near marks: a driver without brackets is a fault, wherever it stands", async () => {
  const faults = (label: string) =>
    faultsOf(`digraph D { A [label="${label}"]; A -> B [name=jobs type=u32]; }`);
  assertEquals(await faults("Sends, AtLeastEvery 5 s"), [
    'line 1: "A": AtLeastEvery has no brackets behind it, write AtLeastEvery(5 s)',
  ]);
  assertEquals(await faults("AtMostEvery=2min && OnCapacity jobs:3"), [
    'line 1: "A": AtMostEvery has no brackets behind it, write AtMostEvery(2min)',
    'line 1: "A": OnCapacity has no brackets behind it, write OnCapacity(jobs:3)',
  ]);
  assertEquals(await faults("Every order, on event and by capacity"), []);
});

Deno.test("two types of one name are told with the lines of both", async () => {
  const { remarks, channels } = await designOf(`digraph D {
    A -> B [name=ticks type=u32];
    A -> C [name=ticks type=Tick];
    A -> E [name=ticks type=Tick];
  }`);
  assertEquals(channels.map(({ name }) => name), ["ticks_tick", "ticks_u32"]);
  assertEquals(remarks, [
    "channels called ticks carry <Tick> (lines 3, 4) and <u32> (line 2), and are ticks_tick and ticks_u32: write one type, or give them names of their own",
  ]);
  const spelt = await designOf(`digraph D {
    A -> B [label="name::data <Real-time>"];
    A -> C [label="name::more <RealTime>"];
  }`);
  assertEquals(spelt.messages.map(({ name }) => name), ["RealTime"]);
  assertEquals(spelt.remarks, [
    "<Real-time> (line 2) and <RealTime> (line 3) are the same message, RealTime, write them alike, or give one another name",
  ]);
});
