/** Holds the table of the guide "From steady_state in Rust" against what users find: every feature of theirs, and no name of ours that is none. */
import { assertEquals } from "@std/assert";
import type { Topic } from "../../src/cli/command_line.ts";
import type { ServiceManager } from "../../src/cli/service/options.ts";
import { ACTOR_FIGURES, CHANNEL_FIGURES } from "../../src/telemetry/catalogue.ts";
import { PORT_VARIABLE } from "../../src/telemetry/http/port.ts";
import { DOORS, namesOf } from "../architecture/doors.ts";

/** How many features there are. */
const FEATURES = 120;

const GUIDE = await Deno.readTextFile(
  new URL("../../.github/guides/from_rust.md", import.meta.url),
);

/** Words of examples, of the language and of the platform; all else in code is a name of ours. */
const OTHERS = new Set(
  ("await async new stage scene real m ms n array first list shared two numbers doubles squares " +
    "Deno deno run install jsr std parseArgs AbortSignal SIGINT SIGTERM SIGHUP slice FLAGS NAME " +
    "allReady NO_COLOR FILE uninstall taskset c global main ts json examples md f A ID cp WORKER seen")
    .split(" "),
);

const COMMANDS: readonly Topic[] = [
  "create",
  "check",
  "draw",
  "prompt",
  "run",
  "install",
  "uninstall",
  "pods",
  "print",
  "doctor",
];

interface Row {
  readonly number: number;
  readonly theirs: string;
  readonly ours: string;
}

function rowsOf(guide: string): Row[] {
  return guide.split("\n").flatMap((line) => {
    const cells = line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim());
    return /^\d+$/.test(cells[0] ?? "")
      ? [{ number: Number(cells[0]), theirs: cells[1] ?? "", ours: cells[2] ?? "" }]
      : [];
  });
}

/** Every name in what `deno doc` says of the doors: what they export, and the members, parameters and options of that. */
async function publicNames(): Promise<Set<string>> {
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (key === "name" && typeof inner === "string") names.add(inner);
        else collect(inner);
      }
    } else if (typeof value === "string" && /^\w+$/.test(value)) names.add(value);
  };
  for (const [, module] of DOORS) collect(await namesOf(module));
  return names;
}

/** What else users type or read: figures, metrics, commands and environment variables. */
function spokenNames(): string[] {
  const metrics = [
    ...ACTOR_FIGURES.map(({ prometheus }) => `steady_actor_${prometheus?.name}`),
    ...CHANNEL_FIGURES.map(({ prometheus }) => `steady_channel_${prometheus?.name}`),
  ];
  const figures = [...ACTOR_FIGURES, ...CHANNEL_FIGURES].map(({ name }) => name);
  const managers: readonly ServiceManager[] = ["systemd", "launchd", "windows"];
  return [...metrics, ...figures, ...COMMANDS, ...managers, "kubernetes", "cli", PORT_VARIABLE];
}

/** The names in the code of a cell: not what is in quotes, and not what is a path, a flag or an address. */
function namesIn(cell: string): string[] {
  const codes = [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
  return codes.flatMap((code) =>
    code.replaceAll(/"[^"]*"/g, "").replaceAll(/(?:^|\s)(?:\/|--|-)[^\s,)]*/g, "")
      .replaceAll(/\w+:(?:@[\w/-]+)/g, "").match(/[A-Za-z_]\w*/g) ?? []
  );
}

const ROWS = rowsOf(GUIDE);

Deno.test("the guide for those who come from Rust has each feature once, in order, and no empty cell", () => {
  assertEquals(ROWS.map(({ number }) => number), Array.from({ length: FEATURES }, (_, i) => i + 1));
  assertEquals(ROWS.filter(({ theirs, ours }) => theirs === "" || ours === ""), []);
});

Deno.test("what that table calls ours is a public name", async () => {
  const known = new Set([...await publicNames(), ...spokenNames(), ...OTHERS]);
  const lost = ROWS.flatMap(({ number, ours }) =>
    namesIn(ours).filter((name) => !known.has(name)).map((name) => `${number}: ${name}`)
  );
  assertEquals(lost, []);
});
