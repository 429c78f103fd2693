/** A row of the grammar: where it is written, what, what it says, and what holds if it is left out. */
export type GrammarRow = readonly [where: string, write: string, says: string, otherwise: string];

/** The grammar of drawings, as people and language models are told it. The guide to drawings has the same rows. */
export const GRAMMAR: readonly GrammarRow[] = [
  ["node", "`Worker`", "an actor: its id, in Pascal case", ""],
  [
    "node",
    "`Worker1`, `Worker2`",
    "several actors of one name: digits at the end number them",
    "one of its name",
  ],
  ["node", "`__Why`", "no actor: documentation of what it points to, or of the whole", ""],
  [
    "node",
    "`mod::work`",
    "the file of its code; actors that share it have the same ports and drivers",
    "made of its id",
  ],
  ["node", "`export=tickWork`", "the name of its export in that file", "made of the module's"],
  [
    "node",
    "`AtLeastEvery(5s)`",
    "it has a turn at least that often, whatever else it waits for",
    "",
  ],
  ["node", "`AtMostEvery(1s)`", "it has no turn sooner than that after the last", ""],
  [
    "node",
    "`OnEvent(jobs:10)`",
    "it has a turn once 10 messages are there; `jobs:1:all` on each lane, `50%` on half of them",
    "1 message, on any lane",
  ],
  [
    "node",
    "`OnCapacity(done:3)`",
    "it has a turn once there is room for 3 messages",
    "room for 1, on any lane",
  ],
  ["node", "`Other(lineIsFree)`", "it waits for an async function that is written by hand", ""],
  [
    "node",
    "`calls=4`",
    "it calls what is outside of the service, up to 4 at once; it takes from one channel and sends on one at most, no bundles",
    "it calls nothing",
  ],
  [
    "node",
    "`durable=true`",
    "its state survives the process, in a file",
    "its state survives its death",
  ],
  [
    "node",
    "`restart=temporary`",
    "when it starts again: `permanent`, `transient` (when it crashed), `temporary` (never)",
    "`transient`",
  ],
  [
    "node",
    "`hang=30s`",
    "how long one turn may take before the actor counts as hung, or `never`",
    "a minute",
  ],
  ["node", "`troupe=office`", "it shares a thread with all of that troupe", "a thread of its own"],
  ["node", "`supervisor=till`", "who starts it again", "the supervisor of the graph"],
  ["edge", "`Worker -> Sink`", "a channel, from who sends to who takes", ""],
  [
    "edge",
    "`name::done`",
    "its name, in snake case; edges of one name and type are the lanes of a bundle",
    "made of both ids",
  ],
  [
    "edge",
    "`<Tick>`",
    "what it carries: a message of your own, or `<u32>` `<f64>` `<text>` `<bytes>` `<json>` …",
    "the first words of the label",
  ],
  ["edge", "`#100`", "how many messages it holds", "8"],
  [
    "edge",
    "`>>Take`",
    "how they are taken: `>>Take` one by one, `>>TakeCopy` many at once, `>>PeekCopy` look first",
    "`>>Take`",
  ],
  [
    "edge",
    "`bytes=64KiB`",
    "how many bytes it holds, for `<text>`, `<bytes>` and `<json>`",
    "256 bytes a message, 16 KiB at least",
  ],
  ["edge", "`tx=sends`, `rx=takes`", "the names of the ports at its ends", "the channel's name"],
  ["edge", "`lane=0`", "its place in the bundle", "by the ids of its actors"],
  [
    "cluster",
    "`supervisor=till`",
    "a frame whose actors have a supervisor; `strategy=oneForAll`: all start again when one dies",
    "a frame says nothing",
  ],
  ["cluster", "`troupe=office`", "a frame whose actors share a thread", "a frame says nothing"],
];

/** The grammar as a table. */
export function grammarTable(): string {
  const heads = ["where", "write", "it says", "if left out"];
  return [heads, heads.map(() => "---"), ...GRAMMAR]
    .map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** How marks and attributes are written, and what has no place in a table. */
export const GRAMMAR_NOTES =
  `- A mark stands in a label, \`Worker [label="Works\\nmod::work OnEvent(jobs:1)"]\`; the words beside it
  are for people. What has a name and a value may be an attribute as well: \`Worker [mod=work,
  driver="OnEvent(jobs:1)", troupe=office]\`, \`A -> B [name=jobs, type=Job, capacity=100]\`.
- Between drivers \`&&\` is all of them, \`||\` any of them, also in the brackets of one:
  \`OnEvent(jobs:1 || stops:1)\`. Without a driver an actor has a turn when any message is there, and
  room for what comes of it; a source every second.
- Times have a unit: \`us ms s min h d\`.
- One node says what messages of your own are made of, of numbers and short texts:
  \`__messages [shape=record, label="{Tick | n: u32 | at: f64} | {Note | of: text(32)}"]\`.
- A drawing is one \`digraph\`, not \`strict\`, and no two ids differ in case alone.`;
