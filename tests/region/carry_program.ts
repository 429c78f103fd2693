/**
 * `carry_program.ts FILE DRAWING [most=N] [fed=N] [atMost=MS] [life=N] [onChange=WHAT] [stop]`: one process of a graph in that file, drawn in one of several ways. It ends itself by a `kill -9` once its channels are filled, or stops with `stop` once the feeder has come to `fed`, and prints a
 * line of JSON: what it has come to, or `{"fault": …}`.
 */
import { bool, bytes, Graph, type StopError, text, u32, u8 } from "../../mod.ts";
import * as actors from "./carry_actors.ts";

const [file = "", drawing = "", ...given] = Deno.args;
const argOf = (name: string) =>
  given.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
const told: string[] = [];
const onChange = argOf("onChange") as "carry" | "discard" | "refuse" | undefined;
const graph = new Graph("carried", {
  region: { file, ...(onChange !== undefined && { onChange }) },
  ...(argOf("atMost") !== undefined && { stopTimeoutMs: Number(argOf("atMost")) }),
  log: ({ level, text }) =>
    (level === "info" || level === "warn") && told.push(`${level}: ${text}`),
});
const is = (name: string) => drawing === name;
const isShort = is("short");

if (is("wide") || is("bare")) drawNew();
drawHolding();
if (!is("bare")) {
  drawTalk();
  drawLeaving();
}

function drawNew(): void {
  const news = graph.channel("news", u32, { capacity: 2 });
  graph.actor("NEW HOLDER", actors.holder, {
    ports: { numbers: news.rx },
    troupe: graph.troupe("new"),
  });
  graph.actor("NEW FEEDER", actors.feeder, { ports: { numbers: news.tx } });
}

function drawHolding(): void {
  const numbers = graph.channel("numbers", u32, { capacity: isShort ? 5 : is("wide") ? 30 : 8 });
  const holder = isShort ? actors.otherHolder as unknown as typeof actors.holder : actors.holder;
  graph.actor("HOLDER", holder, {
    ports: { numbers: numbers.rx },
    args: { most: Number(argOf("most") ?? 0), ...(isShort && { memo: "ok" }) },
  });
  graph.actor("FEEDER", actors.feeder, { ports: { numbers: numbers.tx } });
}

function drawTalk(): void {
  const texts = graph.channel("texts", text, { capacity: 4, bytes: isShort ? 256 : 1024 });
  const blobs = graph.channel(isShort ? "other blobs" : "blobs", bytes, { capacity: 2 });
  if (isShort) {
    const flags = graph.channel("flags", u8, { capacity: 4 });
    graph.actor("MUTE", actors.mute, {
      ports: { texts: texts.tx, flags: flags.tx, blobs: blobs.tx },
    });
    graph.actor("LISTENER", actors.deaf, {
      ports: { texts: texts.rx, flags: flags.rx, blobs: blobs.rx },
    });
    return;
  }
  const flags = graph.channel("flags", bool, { capacity: 4 });
  const troupe = is("wide") ? { troupe: graph.troupe("talk") } : {};
  graph.actor("LISTENER", actors.listener, {
    ports: { texts: texts.rx, flags: flags.rx, blobs: blobs.rx },
    ...troupe,
  });
  graph.actor("TALKER", actors.talker, {
    ports: { texts: texts.tx, flags: flags.tx, blobs: blobs.tx },
    ...troupe,
  });
}

function drawLeaving(): void {
  const words = graph.channel("words", text, { capacity: 4 });
  graph.actor("CALLER", actors.caller, { ports: { words: words.tx } });
  graph.actor("LEAVER", actors.leaver, { ports: { words: words.rx }, restart: "temporary" });
}

const say = (line: unknown) =>
  console.log(
    JSON.stringify(line, (_, value) => typeof value === "bigint" ? Number(value) : value),
  );
try {
  await graph.start();
} catch (error) {
  say({ fault: (error as Error).message });
  Deno.exit(0);
}
const goal = Number(argOf("until") ?? -1);
/** Where something is wrong with the file, it may never come to that. */
let isLate = false;
if (argOf("atMost") !== undefined) setTimeout(() => isLate = true, Number(argOf("atMost")));
const statusOf = (label: string) => graph.actors().find((one) => one.label === label)?.status;
/** Whether all has come to where it waits. */
const isFilled = () =>
  graph.state("FEEDER").next === goal && hasBegun() &&
  graph.state("TALKER").said === 4 && statusOf("LEAVER") === "removed" &&
  statusOf("CALLER") === "ended" && (!is("wide") || hasNews());
/** Whether the holder has begun its life of that number. */
const hasBegun = () =>
  (graph.state("HOLDER").ids as string[]).length === Number(argOf("life") ?? (goal < 0 ? 2 : 1));
/** Whether there is a new holder, and it has begun. */
const hasNews = () =>
  statusOf("NEW HOLDER") !== undefined &&
  (graph.state("NEW HOLDER").ids as string[]).length === 1;
const beat = setInterval(() => {
  if (goal >= 0 && isFilled()) {
    if (hasNews()) say({ states: { "NEW HOLDER": graph.state("NEW HOLDER") } });
    Deno.kill(Deno.pid, "SIGKILL");
  }
  if (!given.includes("stop") || !(hasTaken() || isLate)) return;
  clearInterval(beat);
  const stats = graph.actors().map(({ label, status }) => [label, status]);
  say({ told, stats: Object.fromEntries(stats), letters: graph.deadLetters });
  graph.stop().catch(() => {});
}, 1);
/** Whether the second life of the holder has begun, and all is sent that it makes room for. */
function hasTaken(): boolean {
  return (statusOf("NEW HOLDER") === undefined || hasNews()) &&
    hasBegun() &&
    graph.state("FEEDER").next === Number(argOf("fed"));
}
const { clean, actors: ended, channels } = await graph.finished.catch(({ report }: StopError) =>
  report
);
say({
  clean,
  states: Object.fromEntries(ended.map(({ label, state }) => [label, state])),
  left: Object.fromEntries(channels.map(({ label, left, sent }) => [label, { left, sent }])),
});
Deno.exit(0);
