/** Units installed and taken away again, by a systemctl that only notes what it is told. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { callCli, type CallResult, SCRIPTS } from "../call_cli.ts";
import { type FakeSystemctl, fakeSystemctl } from "./fake_systemctl.ts";

const UNIX = Deno.build.os !== "windows";

function call(systemd: FakeSystemctl, ...args: readonly string[]): Promise<CallResult> {
  return callCli(args, { env: systemd.env });
}

function install(systemd: FakeSystemctl, ...args: readonly string[]): Promise<CallResult> {
  return call(systemd, "install", "--scope=user", "--name=shop", ...args, SCRIPTS, "a b");
}

function uninstall(systemd: FakeSystemctl, ...args: readonly string[]): Promise<CallResult> {
  return call(systemd, "uninstall", "shop", "--scope=user", ...args);
}

/** All files and folders below a folder, but for those of the fake, with the text of the files. */
async function filesBelow(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (name === "bin" || name === "systemctl") continue;
    files[path] = isDirectory ? "a folder" : await Deno.readTextFile(path);
    if (isDirectory) Object.assign(files, await filesBelow(path));
  }
  return files;
}

function test(name: string, run: (systemd: FakeSystemctl) => Promise<void>): void {
  Deno.test({
    name,
    ignore: !UNIX,
    async fn() {
      await using systemd = await fakeSystemctl();
      await run(systemd);
    },
  });
}

test("install writes the unit that is printed, and starts nothing; uninstall leaves nothing behind", async (systemd) => {
  const before = await filesBelow(systemd.root);
  const { code, stdout, stderr } = await install(systemd);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(await systemd.told(), ["--user daemon-reload"]);
  const path = `${systemd.units}/shop.service`;
  assertEquals(stdout.split("\n"), [
    `made the folder ${systemd.root}/config`,
    `made the folder ${systemd.root}/config/systemd`,
    `made the folder ${systemd.units}`,
    `wrote ${path}`,
    "called systemctl --user daemon-reload",
    "It is not started: with --now it is enabled and started",
    "",
  ]);
  const printed = await call(
    systemd,
    "print",
    "systemd",
    "--scope=user",
    "--name=shop",
    SCRIPTS,
    "a b",
  );
  const unit = printed.stdout.slice(printed.stdout.indexOf("[Unit]")).trimEnd();
  const written = await Deno.readTextFile(path);
  assertEquals(written.slice(written.indexOf("[Unit]")).trimEnd(), unit);
  assertMatch(written, /^# Written by cli install of .*; cli uninstall shop takes it away\.\n/);

  const gone = await uninstall(systemd);
  assertEquals([gone.code, gone.stderr], [0, ""]);
  assertEquals(await systemd.told(), ["--user daemon-reload"]);
  assertEquals(await filesBelow(systemd.root), before);
});

test("install --now enables and starts it, and uninstall ends and disables it", async (systemd) => {
  assertEquals((await install(systemd, "--now")).code, 0);
  assertEquals(await systemd.told(), [
    "--user daemon-reload",
    "--user enable --now shop.service",
  ]);
  const { code, stdout } = await uninstall(systemd);
  assertEquals(code, 0);
  assertEquals(await systemd.told(), [
    "--user disable --now shop.service",
    "--user daemon-reload",
  ]);
  assertStringIncludes(stdout, "What the program keeps stays");
});

test("what is done twice changes nothing", async (systemd) => {
  for (const flags of [[], ["--now"], []]) {
    assertEquals((await install(systemd, ...flags)).code, 0);
    const files = await filesBelow(systemd.root);
    await systemd.told();
    const { code, stdout } = await install(systemd, ...flags);
    assertEquals(code, 0);
    assertStringIncludes(stdout, "shop.service is as it should be, nothing is changed\n");
    assertEquals([await systemd.told(), await filesBelow(systemd.root)], [[], files]);
  }
  assertEquals((await uninstall(systemd)).code, 0);
  await systemd.told();
  const again = await uninstall(systemd);
  assertEquals(again.code, 0);
  assertEquals(again.stdout, `shop.service is not in ${systemd.units}, nothing is changed\n`);
  assertEquals(await systemd.told(), []);
});

test("a unit that was started by install stays so, and is undone whole, whatever install says later", async (systemd) => {
  await install(systemd, "--now");
  await install(systemd, "--restarts=9");
  await systemd.told();
  await uninstall(systemd);
  assertEquals(await systemd.told(), [
    "--user disable --now shop.service",
    "--user daemon-reload",
  ]);
  assertEquals(await filesBelow(systemd.root), {});
});

test("a unit whose options have changed is written anew, and restarted with --now alone", async (systemd) => {
  await install(systemd, "--now");
  await systemd.told();
  const { stdout } = await install(systemd, "--restarts=9");
  assertEquals(await systemd.told(), ["--user daemon-reload"]);
  assertStringIncludes(stdout, "It runs as it did before, until systemctl --user restart shop\n");
  await install(systemd, "--restarts=7", "--now");
  assertEquals(await systemd.told(), [
    "--user daemon-reload",
    "--user restart shop.service",
  ]);
  assertMatch(await Deno.readTextFile(`${systemd.units}/shop.service`), /^StartLimitBurst=8$/m);
});

test("--dry-run shows every step, and does none", async (systemd) => {
  const planned = await install(systemd, "--now", "--dry-run");
  assertEquals([planned.code, planned.stderr], [0, ""]);
  for (
    const line of [
      `would make the folder ${systemd.units}`,
      `would write ${systemd.units}/shop.service:`,
      "    [Install]",
      "would call systemctl --user daemon-reload",
      "would call systemctl --user enable --now shop.service",
    ]
  ) assert(planned.stdout.split("\n").includes(line), `${line} is not in\n${planned.stdout}`);
  assertEquals([await systemd.told(), await filesBelow(systemd.root)], [[], {}]);

  await install(systemd, "--now");
  const files = await filesBelow(systemd.root);
  await systemd.told();
  const { code, stdout } = await uninstall(systemd, "--dry-run");
  assertEquals(code, 0);
  assertEquals(stdout.split("\n").slice(0, 3), [
    "would call systemctl --user disable --now shop.service",
    `would remove ${systemd.units}/shop.service`,
    "would call systemctl --user daemon-reload",
  ]);
  assertEquals([await systemd.told(), await filesBelow(systemd.root)], [[], files]);
});

test("folders that others use by then are left", async (systemd) => {
  await install(systemd);
  await Deno.writeTextFile(`${systemd.units}/other.service`, "[Unit]\n");
  assertEquals((await uninstall(systemd)).code, 0);
  assertEquals(await Deno.readTextFile(`${systemd.units}/other.service`), "[Unit]\n");
});

/** That both refuse, say so, and leave everything as it is. */
async function refuses(
  systemd: FakeSystemctl,
  says: { readonly install?: RegExp; readonly uninstall?: RegExp },
): Promise<void> {
  const files = await filesBelow(systemd.root);
  await systemd.told();
  for (const [verb, work] of Object.entries({ install, uninstall })) {
    const said = says[verb as "install" | "uninstall"];
    if (said === undefined) continue;
    const { code, stdout, stderr } = await work(systemd);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, said);
    assertEquals([await systemd.told(), await filesBelow(systemd.root)], [[], files]);
  }
}

test("a unit that somebody else wrote is left alone", async (systemd) => {
  await Deno.mkdir(systemd.units, { recursive: true });
  const path = `${systemd.units}/shop.service`;
  // The last two pretend to be ours.
  for (const head of ["", "# cli install: {}\n\n", "[Unit]\n# cli install: {}\n\n"]) {
    await Deno.writeTextFile(path, `${head}[Service]\nExecStart=/bin/true\n`);
    await refuses(systemd, {
      install: /^Cannot install shop\.service: .* was not written by cli install, give .* --name/,
      uninstall: /^Cannot uninstall shop\.service: .* was not written by cli install, remove it/,
    });
  }
});

test("a unit that somebody has edited is left alone", async (systemd) => {
  await install(systemd);
  const path = `${systemd.units}/shop.service`;
  await Deno.writeTextFile(path, "# mine\nNice=5\n", { append: true });
  const said = /somebody has changed .*shop\.service since it was installed; systemctl --user edit/;
  await refuses(systemd, { install: said, uninstall: said });
});

test("a unit of that name elsewhere is not hidden", async (systemd) => {
  await systemd.set("elsewhere", "/usr/lib/systemd/user/shop.service");
  await refuses(systemd, {
    install: /systemd has a unit of that name in \/usr\/lib\/systemd\/user\/shop\.service/,
  });
});

test("what was started by hand is ended by hand", async (systemd) => {
  await install(systemd);
  for (const state of ["enabled", "running"]) {
    await systemd.set(state);
    await refuses(systemd, {
      uninstall: new RegExp(
        `it is ${state}, and not by cli install; say systemctl --user disable --now shop.service before`,
      ),
    });
  }
});

test("that it has failed is forgotten with it", async (systemd) => {
  await install(systemd, "--now");
  await systemd.set("failed");
  await systemd.told();
  await uninstall(systemd);
  assertEquals((await systemd.told()).slice(1), [
    "--user reset-failed shop.service",
    "--user daemon-reload",
  ]);
});

test("a step that systemd refuses is told with what it said, and uninstall takes back what was done", async (systemd) => {
  await systemd.set("refuse", "enable");
  const { code, stdout, stderr } = await install(systemd, "--now");
  assertEquals([code, stderr], [
    1,
    "systemctl --user enable --now shop.service failed with exit code 5: Job for shop.service failed.\n",
  ]);
  assertStringIncludes(stdout, "called systemctl --user daemon-reload\n");
  assertEquals((await uninstall(systemd)).code, 0);
  assertEquals(await filesBelow(systemd.root), {});
});

test("a unit that systemd was not told of is told of the next time", async (systemd) => {
  await systemd.set("refuse", "daemon-reload");
  assertEquals((await install(systemd)).code, 1);
  await systemd.set("refuse", "nothing");
  await systemd.told();
  assertEquals((await install(systemd)).code, 0);
  assertEquals(await systemd.told(), ["--user daemon-reload"]);
});

test("where there is no systemd it is said before anything is written", async (systemd) => {
  await systemd.set("unreachable");
  await refuses(systemd, {
    install: /^Cannot install shop\.service: systemctl does not reach systemd here \(Failed to/,
  });
  await Deno.remove(`${systemd.root}/bin/systemctl`);
  const lonely = { ...systemd.env, PATH: `${systemd.root}/bin` };
  const { code, stderr } = await callCli(["install", "--scope=user", SCRIPTS], { env: lonely });
  assertEquals(code, 2);
  assertMatch(stderr, /^Cannot install scripts\.service: there is no systemctl on this machine, /);
  assertEquals(await filesBelow(systemd.root), {});
});

test("install needs no more permissions than its help names", async (systemd) => {
  const permissions = [
    "--allow-run=systemctl",
    "--allow-read",
    `--allow-write=${systemd.root}/config`,
    "--allow-env=XDG_CONFIG_HOME,HOME",
  ];
  const { env } = systemd;
  const args = ["install", "--scope=user", "--name=shop", SCRIPTS];
  assertEquals((await callCli(args, { env, permissions })).code, 0);
  for (const left of permissions) {
    const fewer = permissions.filter((flag) => flag !== left);
    const { code, stderr } = await callCli(["install", ...args.slice(1), "other"], {
      env,
      permissions: fewer,
    });
    assertEquals(code, 2, left);
    assertMatch(stderr, /Requires .* access|NotCapable/);
  }
});

Deno.test("a script that is not there is not installed", async () => {
  const { code, stderr } = await callCli(["install", "absent.ts"]);
  assertEquals(code, 2);
  assertMatch(stderr, /^Cannot install "absent.ts": there is no such file/);
});
