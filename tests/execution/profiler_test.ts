import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { within } from "../fixtures/watch.ts";

/** Runs a program of `fixtures/profiles.ts` to its end. */
async function profiles(program: string, flags: readonly string[] = ["-A"]): Promise<unknown> {
  const file = new URL("./fixtures/profiles.ts", import.meta.url).href;
  const always = ["run", "--no-prompt", "--no-check", "--no-lock", "--quiet"];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...always, ...flags, file, program],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  try {
    const { code, stdout, stderr } = await within(child.output(), `"${program}"`, 60_000);
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assertEquals(code, 0, `${out}${err}`);
    return JSON.parse(out!);
  } catch (error) {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    throw error;
  }
}

Deno.test("profileThread names the hot function of a solo actor and of a troupe's member", async () => {
  const { solo, member, mate, idleHits, heaps, cut, spanMs, open, clean } = await profiles(
    "hot",
  ) as {
    solo: string[];
    member: string[];
    mate: string[];
    idleHits: number;
    heaps: number[];
    cut: boolean;
    spanMs: number;
    open: boolean;
    clean: boolean;
  };
  assertEquals(solo, ["burnInSolo", "busy_actors.ts"]);
  assertEquals(member, ["burnInTroupe", "busy_actors.ts"]);
  // The profile is one of the worker: an idle member's mates are in it.
  assertEquals(mate, ["burnInTroupe", "busy_actors.ts"]);
  assertEquals(idleHits, 0);
  for (const heap of heaps) assert(heap > 1e6 && heap < 1e9, `${heap} bytes`);
  assertEquals(cut, false);
  assert(spanMs >= 400, `${spanMs} ms were sampled`);
  assertEquals({ open, clean }, { open: false, clean: true });
});

Deno.test("profileThread sees into a thread that never returns, and gives way when it is killed", async () => {
  const { stubborn, cutShort, solo } = await profiles("hanging") as {
    stubborn: string[];
    cutShort: boolean;
    solo: string[];
  };
  assertEquals(stubborn, ["burnInSolo", "busy_actors.ts"]);
  assertEquals(solo, ["burnInSolo", "busy_actors.ts"]);
  assertEquals(cutShort, true);
});

Deno.test("profileThread says that there is no such thread", async () => {
  assertEquals(await profiles("missing"), { message: "the inspector does not know it" });
});

const REFUSALS = [
  { flags: ["--allow-read"], reason: "run with --allow-sys" },
  {
    flags: ["--allow-read", "--allow-sys", "--allow-net=127.0.0.1:9900"],
    reason: "run with --allow-net=127.0.0.1",
  },
];

for (const { flags, reason } of REFUSALS) {
  Deno.test(`profilingObstacle says what is missing with ${flags.join(" ")}`, async () => {
    const { obstacle, message } = await profiles("refused", flags) as {
      obstacle: string;
      message: string;
    };
    assertStringIncludes(obstacle, reason);
    assertEquals(message, obstacle);
  });
}
