import { assert, assertEquals, assertStringIncludes } from "@std/assert";

/** Runs a program of `fixtures/`, in a process of its own: threads of one share an inspector. */
async function profiled(
  flags: readonly string[],
  file = "profile_once.ts",
): Promise<Record<string, unknown>> {
  const script = new URL(`./fixtures/${file}`, import.meta.url).href;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--no-lock", "--quiet", ...flags, script],
    env: { NO_COLOR: "1" },
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(code, 0, `${out}${err}`);
  assertEquals(
    err!.includes("Deno.serve"),
    false,
    `the runtime warns in the program's log: ${err}`,
  );
  return JSON.parse(out!);
}

Deno.test("/api/profile names where the time of an actor goes, one at a time", async () => {
  const result = await profiled(["--allow-read", "--allow-sys", "--allow-net=127.0.0.1"]);
  assertEquals(result, {
    can: null,
    solo: {
      id: "a0",
      actors: ["SOLO"],
      heap: true,
      functionName: "burnInSolo",
      file: "busy_actors.ts",
    },
    faults: [],
    second: { status: 429, retry: "2" },
    member: {
      id: "a1",
      actors: ["MEMBER", "MATE"],
      heap: true,
      functionName: "burnInTroupe",
      file: "busy_actors.ts",
    },
    waited: true,
  });
});

Deno.test("/api/profile answers at once when the worker ends, and holds up no process that ends", async () => {
  const flags = ["--allow-read", "--allow-sys", "--allow-net=127.0.0.1"];
  const { open, ...answers } = await profiled(flags, "profile_cut.ts");
  const { crashed, closed } = answers as Record<
    string,
    { status: number; body: string }
  >;
  assertEquals(open, false, "the server's end did not end the profile");
  assertEquals([crashed!.status, crashed!.body], [503, "Cannot profile: its thread ended\n"]);
  // Half a minute was asked for: who gets that gets a 200.
  assert(closed!.status !== 200, JSON.stringify(closed));
});

Deno.test("/api/profile says what is missing, and the page is told before it asks", async () => {
  const result = await profiled(["--allow-read", "--allow-net=127.0.0.1"]);
  const reason = "Cannot take a profile: the inspector is not permitted, run with --allow-sys";
  assertEquals(result.can, reason);
  const { status, body } = result.refused as { status: number; body: string };
  assertEquals(status, 501);
  assertStringIncludes(body, reason);
});
