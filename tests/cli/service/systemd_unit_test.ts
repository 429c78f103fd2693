import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { printedUnit, systemdUnit, unitNote } from "../../../src/cli/service/systemd_unit.ts";
import { callCli, SCRIPTS } from "../call_cli.ts";
import { job, PLACE } from "./jobs.ts";

/** The unit's settings, with the last value of each. */
function settings(args: readonly string[], place = PLACE): Record<string, string> {
  const lines = systemdUnit(job(args), place).split("\n").filter((line) => /^[A-Z]\w+=/.test(line));
  return Object.fromEntries(lines.map((line) => {
    const sign = line.indexOf("=");
    return [line.slice(0, sign), line.slice(sign + 1)];
  }));
}

Deno.test("a unit says what run does by default", () => {
  const unit = settings(["main.ts"]);
  const expected = {
    Description: "orders (Deno)",
    Type: "exec",
    ExecStart: "/usr/bin/deno run /srv/orders/main.ts",
    WorkingDirectory: "/srv/orders",
    Restart: "on-failure",
    RestartSec: "1s",
    StartLimitIntervalSec: "60s",
    StartLimitBurst: "6",
    KillSignal: "SIGTERM",
    KillMode: "mixed",
    TimeoutStopSec: "30s",
    DynamicUser: "yes",
    StateDirectory: "orders",
    CacheDirectory: "orders",
    Environment: "DENO_DIR=%C/orders",
  };
  assertEquals({ ...unit, ...expected }, unit);
  assertEquals(unit["MemoryDenyWriteExecute"], undefined);
});

Deno.test("a unit follows the options", () => {
  const unit = settings([
    "--restarts=2",
    "--within=1.5s",
    "--backoff=100ms..1s",
    "--on-exit=always",
    "--grace=5s",
    "--user=me",
    "--name=shop",
    "main.ts",
  ]);
  const expected = {
    Description: "shop (Deno)",
    Restart: "always",
    RestartSec: "100ms",
    StartLimitIntervalSec: "1500ms",
    StartLimitBurst: "3",
    TimeoutStopSec: "5s",
    User: "me",
    SyslogIdentifier: "shop",
  };
  assertEquals({ ...unit, ...expected }, unit);
  assertEquals(unit["DynamicUser"], undefined);
  assertEquals(settings(["--restarts=0", "main.ts"])["Restart"], "no");
});

Deno.test("a unit has no time to wait for a program that is not asked to end", () => {
  const unit = settings(["--grace=0s", "main.ts"]);
  const expected = { KillSignal: "SIGKILL", KillMode: "mixed" };
  assertEquals({ ...unit, ...expected }, unit);
  // 0 would be no limit at all.
  assertEquals(unit["TimeoutStopSec"], undefined);
});

Deno.test("a pause that grows is there for a systemd that knows it", () => {
  const text = systemdUnit(job(["--backoff=1s..30s", "main.ts"]), PLACE);
  assertMatch(text, /^#RestartSteps=5\n#RestartMaxDelaySec=30s$/m);
  assertEquals(systemdUnit(job(["--backoff=1s..1s", "x"]), PLACE).includes("RestartSteps"), false);
});

Deno.test("words of the command are quoted as systemd wants it", () => {
  const words: [word: string, quoted: string][] = [
    ["plain-1.2:3/@x=y,z+", "plain-1.2:3/@x=y,z+"],
    ["", '""'],
    ["a b", '"a b"'],
    ["100%", "100%%"],
    ["$HOME", "$$HOME"],
    ["${A} %n", '"$${A} %%n"'],
    ['say "hi"', '"say \\"hi\\""'],
    ["it's", '"it\'s"'],
    ["back\\slash", '"back\\\\slash"'],
    [";", '";"'],
    ["a\nb\tc", '"a\\nb\\tc"'],
    ["ü", '"ü"'],
  ];
  for (const [word, quoted] of words) {
    assertEquals(settings(["x", word])["ExecStart"], `/usr/bin/deno run /srv/orders/x ${quoted}`);
  }
  const odd = settings(["x"], { execPath: "/opt/my $1 %n/deno", cwd: "/srv/50% off" });
  assertEquals(odd["ExecStart"], '"/opt/my $1 %%n/deno" run "/srv/50%% off/x"');
  assertEquals(odd["WorkingDirectory"], "/srv/50%% off");
});

Deno.test("flags of Deno come before the script, whose path is absolute and whose address stays", () => {
  const command = (...args: string[]) => settings(args)["ExecStart"]?.replace("/usr/bin/deno ", "");
  assertEquals(
    command("--deno", "--allow-net --allow-read=/a b", "../a/./m.ts", "-x"),
    'run --allow-net "--allow-read=/a b" /srv/a/m.ts -x',
  );
  assertEquals(command("/opt/m.ts"), "run /opt/m.ts");
  assertEquals(command("jsr:@a/b@1"), "run jsr:@a/b@1");
});

Deno.test("a unit is called after its script, or after the folder where scripts are all called so", () => {
  const names: [script: string, name: string][] = [
    ["main.ts", "orders"],
    ["src/mod.ts", "src"],
    ["bill.ts", "bill"],
    ["my bill!.js", "my-bill"],
    ["https://a.example/b/main.ts?x/y", "b"],
    ["jsr:@shop/bill", "bill"],
    ["/main.ts", "program"],
  ];
  for (const [script, name] of names) {
    assertEquals(settings([script])["SyslogIdentifier"], name, script);
  }
});

Deno.test("what lies in a home is told, unless an account is given", () => {
  const home = { execPath: "/home/me/.deno/bin/deno", cwd: "/root/app" };
  const note = unitNote(job(["main.ts"]), home) ?? "";
  assertStringIncludes(note, "/home/me/.deno/bin/deno and /root/app/main.ts");
  assertEquals(unitNote(job(["--user=me", "main.ts"]), home), undefined);
  assertEquals(unitNote(job(["main.ts"]), PLACE), undefined);
});

Deno.test("systemd finds no fault with a unit", async () => {
  const { code, stdout } = await callCli([
    "print",
    "systemd",
    "--name=verified",
    SCRIPTS,
    "a b",
    "100%",
    "$x",
  ]);
  assertEquals(code, 0);
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/verified.service`;
    await Deno.writeTextFile(path, stdout);
    const verdict = await verify(path);
    if (verdict !== undefined) assertEquals(verdict, "");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** What systemd says of a unit; undefined where there is no systemd. */
async function verify(path: string): Promise<string | undefined> {
  try {
    const { code, stderr } = await new Deno.Command("systemd-analyze", {
      args: ["verify", "--recursive-errors=no", path],
    }).output();
    const said = new TextDecoder().decode(stderr).split("\n").filter((line) =>
      line.includes("verified.service")
    );
    return code === 0 ? said.join("\n") : `code ${code}\n${said.join("\n")}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

Deno.test("a unit of one's own runs under one's own account, and says where it goes and how it is removed", () => {
  const unit = settings(["--scope", "user", "main.ts"]);
  assertEquals(
    [unit["DynamicUser"], unit["User"], unit["ProtectHome"], unit["After"], unit["WantedBy"]],
    [undefined, undefined, undefined, undefined, "default.target"],
  );
  assertEquals([unit["StateDirectory"], unit["Restart"]], ["orders", "on-failure"]);
  const asked = job(["--scope=user", "main.ts"]);
  const text = printedUnit(asked, PLACE);
  assertStringIncludes(text, "# orders.service, for ~/.config/systemd/user/. Then:");
  assertStringIncludes(text, "#   systemctl --user disable --now orders\n");
  assertEquals(
    unitNote(asked, { execPath: "/home/me/.deno/bin/deno", cwd: "/home/me" }),
    undefined,
  );
  assertStringIncludes(
    printedUnit(job(["main.ts"]), PLACE),
    "#   systemctl disable --now orders\n",
  );
});
