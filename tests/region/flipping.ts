import { fileURLToPath } from "node:url";
import { deadline } from "../fixtures/strain.ts";
import { Dice } from "./dice.ts";
import { areasOf, type Flip, flipBit } from "./flips.ts";

const PROGRAM = fileURLToPath(new URL("carry_program.ts", import.meta.url));
/** What the program does with the file: it goes on, takes what is there, and stops; whatever it finds, it stops after a while. */
const LIFE = ["base", "most=8", "fed=16", "stop", `atMost=${deadline(2000)}`];
/** A process that has not come to an end by then hangs. */
const HANGS_MS = deadline(30_000);

/** What has become of a start. */
type Outcome = "refused" | "right" | "other";

export interface FlipsReport {
  /** What must not be, a sentence each. */
  readonly faults: readonly string[];
  /** By area: how often each came. */
  readonly byArea: Readonly<Record<string, Readonly<Record<Outcome, number>>>>;
}

/** What a process has said and how it has ended. */
interface Life {
  readonly text: string;
  readonly error: string;
  readonly end: string;
}

async function live(args: readonly string[]): Promise<Life> {
  const program = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-lock", "--no-check", PROGRAM, ...args],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let hangs = false;
  const timer = setTimeout(() => {
    hangs = true;
    program.kill("SIGKILL");
  }, HANGS_MS);
  const { stdout, stderr, signal, code } = await program.output();
  clearTimeout(timer);
  const [text, error] = [stdout, stderr].map((out) => new TextDecoder().decode(out));
  const end = hangs ? "hangs" : signal !== null ? `ends by ${signal}` : `ends with ${code}`;
  return { text: text as string, error: error as string, end };
}

/** What of that is the same each time. */
function resultOf(text: string): string {
  const lines = text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  const { stats, letters, clean, states, left } = Object.assign({}, ...lines);
  return JSON.stringify({ stats, letters, clean, states, left });
}

/** Turns so many bits of a region, one for each start, and looks what comes of it. */
export async function flipsRun(seed: number, flips: number): Promise<FlipsReport> {
  const folder = Deno.makeTempDirSync({ prefix: "region_flips_" });
  const dice = new Dice(seed);
  const faults: string[] = [];
  const byArea: Record<string, Record<Outcome, number>> = {};
  try {
    const base = `${folder}/base.region`;
    await live([base, "base", "until=8"]);
    const left = Deno.readFileSync(base);
    const areas = areasOf(left);
    const undisturbed = resultOf((await live([base, ...LIFE])).text);
    const one = async (i: number, flip: Flip, bytes: Uint8Array) => {
      const file = `${folder}/${i}.region`;
      Deno.writeFileSync(file, bytes);
      const lived = await live([file, ...LIFE]);
      const found = judge(lived, undisturbed);
      const { area: { name, may }, at, bit } = flip;
      const where = `bit ${bit} of byte ${at} (${name}): `;
      if (found === undefined) faults.push(`${where}${lived.end}: ${lived.error}${lived.text}`);
      else {
        (byArea[name] ??= { refused: 0, right: 0, other: 0 })[found]++;
        if (found === "other" && may === "same") faults.push(`${where}unseen: ${lived.text}`);
      }
      Deno.removeSync(file);
    };
    const next = (i: number) => {
      const bytes = left.slice();
      return one(i, flipBit(bytes, areas, dice), bytes);
    };
    for (let i = 0; i < flips; i += 2) await Promise.all([next(i), next(i + 1)]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
  return { faults, byArea };
}

/** What has become of it; `undefined` for what must not be. */
function judge({ text, error, end }: Life, undisturbed: string): Outcome | undefined {
  if (end !== "ends with 0" || error !== "") return undefined;
  try {
    const { fault } = JSON.parse(text.split("\n")[0] as string);
    if (typeof fault === "string") return fault.includes("1 fault\n") ? "refused" : undefined;
    return resultOf(text) === undisturbed ? "right" : "other";
  } catch {
    return undefined;
  }
}
