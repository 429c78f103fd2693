/** What is done for a service of the machine, and by whom. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { installUnit, uninstallUnit } from "../../../src/cli/service/mod.ts";
import { parseInstall } from "../../../src/cli/service/options.ts";
import { planInstall } from "../../../src/cli/service/plans.ts";
import type { Step } from "../../../src/cli/service/steps.ts";
import type { UnitStatus } from "../../../src/cli/service/systemctl.ts";
import { UsageError } from "../../../src/cli/usage_error.ts";
import { PLACE } from "./jobs.ts";

const NEW: UnitStatus = {
  file: "",
  isRead: false,
  isEnabled: false,
  isRunning: false,
  hasFailed: false,
};

const SHOP = {
  name: "shop",
  scope: "system",
  path: "/etc/systemd/system/shop.service",
  unit: "[Unit]\n",
} as const;

function shown(steps: readonly Step[]): string[] {
  return steps.map((step) => step.kind === "call" ? step.words.join(" ") : step.kind);
}

Deno.test("a unit of the machine is written, read, and started with --now alone", async () => {
  const found = { text: undefined, status: NEW };
  const written = ["write", "systemctl daemon-reload"];
  assertEquals(shown(await planInstall({ ...SHOP, now: false }, found, [])), written);
  assertEquals(shown(await planInstall({ ...SHOP, now: true }, found, [])), [
    ...written,
    "systemctl enable --now shop.service",
  ]);
});

Deno.test("what is enabled and does not run is started, and what runs and is not enabled is enabled", async () => {
  const [write] = await planInstall({ ...SHOP, now: true }, { text: undefined, status: NEW }, []);
  const text = (write as Step & { kind: "write" }).text;
  const status = { ...NEW, file: SHOP.path, isRead: true };
  for (const state of [{ isEnabled: true }, { isRunning: true }]) {
    const found = { text, status: { ...status, ...state } };
    assertEquals(shown(await planInstall({ ...SHOP, now: true }, found, [])), [
      "systemctl enable --now shop.service",
    ]);
  }
});

/** A systemctl that knows of no unit, beside which nothing else is found. */
async function inPlace(
  uid: number | undefined,
  work: (installer: Parameters<typeof installUnit>[2], told: string[]) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = Deno.env.get("PATH")!;
  try {
    await Deno.writeTextFile(`${folder}/systemctl`, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    Deno.env.set("PATH", `${folder}:${path}`);
    const told: string[] = [];
    const line = ["install", "--name", "shop", "main.ts", "it's"];
    await work({ folder, uid, line, tell: (text) => told.push(text) }, told);
  } finally {
    Deno.env.set("PATH", path);
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "who is not root is told how to be, before anything is written",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inPlace(1000, async (installer, told) => {
      const asked = parseInstall(installer.line.slice(1))!;
      const error = await assertRejects(
        () => installUnit(asked, PLACE, installer),
        UsageError,
        "Cannot install shop.service: services of the machine are root's, say sudo /usr/bin/deno run -A ",
      );
      assertMatch(
        error.message,
        /cli\/main\.ts'? install --name shop main\.ts 'it'\\''s', or --scope/,
      );
      assertEquals([told, (await Array.fromAsync(Deno.readDir(installer.folder))).length], [[], 1]);

      // A dry run shows the steps, and says so.
      const dry = { ...asked, options: { ...asked.options, dryRun: true } };
      await installUnit(dry, PLACE, installer);
      assertMatch(told.join("\n"), /would write .*\n[^]*Note: services of the machine are root's/);
      assertEquals((await Array.fromAsync(Deno.readDir(installer.folder))).length, 1);
    }),
});

Deno.test({
  name: "root installs and uninstalls for the machine",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inPlace(0, async (installer, told) => {
      await installUnit(parseInstall(installer.line.slice(1))!, PLACE, installer);
      const unit = await Deno.readTextFile(`${installer.folder}/shop.service`);
      assertMatch(unit, /^DynamicUser=yes$/m);
      const options = { name: "shop", scope: "system", dryRun: false } as const;
      await uninstallUnit(options, PLACE, installer);
      assertEquals(told.filter((line) => line.startsWith("removed")), [
        `removed ${installer.folder}/shop.service`,
      ]);
      assertEquals((await Array.fromAsync(Deno.readDir(installer.folder))).length, 1);
    }),
});
