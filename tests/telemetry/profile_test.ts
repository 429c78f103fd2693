import { assertEquals, assertStringIncludes } from "@std/assert";

/** Runs `fixtures/profile_once.ts`, in a process of its own: threads of one share an inspector. */
async function profiled(flags: readonly string[]): Promise<Record<string, unknown>> {
  const script = new URL("./fixtures/profile_once.ts", import.meta.url).href;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--no-lock", "--quiet", ...flags, script],
    env: { NO_COLOR: "1" },
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(code, 0, `${out}${err}`);
  return JSON.parse(out!);
}

Deno.test("/api/profile names where the time of an actor goes, one at a time", async () => {
  const result = await profiled(["--allow-read", "--allow-sys", "--allow-net=127.0.0.1"]);
  assertEquals(result, {
    can: '{"profile":null}',
    solo: {
      id: "a0",
      actors: ["SOLO"],
      heap: true,
      functionName: "burnInSolo",
      file: "busy_actors.ts",
    },
    faults: [],
    second: { status: 429, retry: "1" },
    member: {
      id: "a1",
      actors: ["MEMBER", "MATE"],
      heap: true,
      functionName: "burnInTroupe",
      file: "busy_actors.ts",
    },
    after: 200,
  });
});

Deno.test("/api/profile says what is missing, and the page is told before it asks", async () => {
  const result = await profiled(["--allow-read", "--allow-net=127.0.0.1"]);
  const reason = "Cannot take a profile: the inspector is not permitted, run with --allow-sys";
  assertEquals(result.can, JSON.stringify({ profile: reason }));
  const { status, body } = result.refused as { status: number; body: string };
  assertEquals(status, 501);
  assertStringIncludes(body, reason);
});
