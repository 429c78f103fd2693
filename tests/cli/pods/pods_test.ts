import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parseAllDocuments } from "yaml";
import { callCli, startCli } from "../call_cli.ts";
import { serverProgram } from "../../connectors/servers/find.ts";
import { within } from "../../fixtures/watch.ts";

const HERE = fileURLToPath(new URL("./fixtures/", import.meta.url));

/** A folder with a manifest of two pods, the first of which feeds the second. */
/** @param front more of the pod `front` */
async function manifest(
  front: Record<string, unknown> = {},
): Promise<{ file: string } & AsyncDisposable> {
  const folder = await Deno.makeTempDir();
  for (const name of ["front.ts", "back.ts"]) {
    await Deno.copyFile(`${HERE}${name}`, `${folder}/${name}`);
  }
  const file = `${folder}/pods.ts`;
  const flags = ["-A", "--no-lock", "--no-check", "--no-config"];
  const pods = {
    front: {
      script: "./front.ts",
      deno: flags,
      args: ["a b"],
      env: { WHO: "me %h $HOME" },
      feeds: ["back"],
      ports: [7000],
      page: 9900,
      ...front,
    },
    back: {
      script: "back.ts",
      deno: flags,
      args: [`${folder}/memory`],
      firstMs: 1,
      maxMs: 5,
      durable: true,
      graceMs: 60_000,
    },
  };
  await Deno.writeTextFile(file, `export default ${JSON.stringify(pods)};\n`);
  return {
    file,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test({
  name: "pods up runs all pods, starts again what dies, and ends who feeds before who is fed",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using given = await manifest();
    const caller = startCli(["pods", "up", "--file", given.file]);
    let told = "";
    async function follow(): Promise<void> {
      let isAsked = false;
      for await (const text of caller.stdout.pipeThrough(new TextDecoderStream())) {
        told += text;
        if (isAsked || !/front \| up/.test(told) || !/back {2}\| up again/.test(told)) continue;
        isAsked = true;
        caller.kill("SIGTERM");
      }
    }
    const [status, said] = await within(
      Promise.all([caller.status, new Response(caller.stderr).text(), follow()]),
      "the end of the pods",
      60_000,
    );
    assertEquals(status.code, 0);
    const lines = told.trim().split("\n");
    assertEquals(lines.filter((line) => line.startsWith("front")), [
      "front | up me %h $HOME a b",
      "front | is asked",
      "front | ends",
    ]);
    assertEquals(lines.slice(-2), ["front | ends", "back  | is asked, too"]);
    assertMatch(said, /supervisor: back died: exit code 3/);
    assertMatch(said, /supervisor: back is restarted/);
  },
});

Deno.test("a unit of systemd for each pod is printed: who is fed outlives who feeds it", async () => {
  await using given = await manifest();
  const { code, stdout } = await callCli(["print", "systemd", "--pods", given.file]);
  assertEquals(code, 0);
  const [front = "", back = ""] = stdout.split(/^(?=# back\.service)/m);
  assertStringIncludes(front, "\nAfter=back.service\n");
  assertStringIncludes(front, '\nEnvironment="WHO=me %%h $HOME"\n');
  assertStringIncludes(back, "\nTimeoutStopSec=60s\n");
  assert(!back.includes("front"), "who is fed names who feeds it");
  const one = await callCli(["print", "systemd", "--pods", given.file, "back"]);
  assertEquals(one.stdout.trim(), back.trim());
});

Deno.test("objects of Kubernetes are printed: what keeps files is stateful, and what has ports has a service", async () => {
  await using given = await manifest({ graceMs: 0 });
  const { code, stdout } = await callCli([
    ...["print", "kubernetes", "--image", "shop:1", "--pods", given.file],
  ]);
  assertEquals(code, 0);
  // deno-lint-ignore no-explicit-any -- whatever a reader of YAML makes of it
  const objects = parseAllDocuments(stdout).map((document) => document.toJS() as any);
  assertEquals(objects.map(({ kind, metadata: { name } }) => `${kind} ${name}`), [
    "Deployment front",
    "Service front",
    "StatefulSet back",
    "Service back",
  ]);
  const [front, service, back] = objects;
  const [container] = front.spec.template.spec.containers;
  assertEquals(container.command.slice(-3), ["--no-config", "front.ts", "a b"]);
  assertEquals(container.env, [{ name: "WHO", value: "me %h $HOME" }]);
  assertStringIncludes(container.livenessProbe.exec.command.join(" "), "127.0.0.1:9900/healthz");
  assertStringIncludes(container.readinessProbe.exec.command.join(" "), "127.0.0.1:9900/readyz");
  assertEquals(service.spec.publishNotReadyAddresses, true);
  assertEquals(service.spec.ports, [{ name: "p7000", port: 7000 }]);
  const graces = [front, back].map(({ spec }) => spec.template.spec.terminationGracePeriodSeconds);
  assertEquals(graces, [0, 65]);
  const [mount] = back.spec.template.spec.containers[0].volumeMounts;
  assertEquals(back.spec.template.spec.containers[0].env, [
    { name: "STATE_DIRECTORY", value: mount.mountPath },
  ]);
  assertEquals(mount.name, back.spec.volumeClaimTemplates[0].metadata.name);
});

const validator = serverProgram("kubernetes-validate");

Deno.test({
  name: `the schemas of Kubernetes find no fault with the objects${
    validator === undefined ? " (not run: kubernetes-validate of PyPI is not on PATH)" : ""
  }`,
  ignore: validator === undefined,
  async fn() {
    await using given = await manifest();
    const { stdout } = await callCli([
      ...["print", "kubernetes", "--image", "shop:1", "--pods", given.file],
    ]);
    const file = given.file.replace(/pods\.ts$/, "pods.yaml");
    const verdict = async (text: string) => {
      await Deno.writeTextFile(file, text);
      const { success } = await new Deno.Command(validator!, { args: ["--strict", file] }).output();
      return success;
    };
    assertEquals(await verdict(stdout), true);
    assertEquals(await verdict(stdout.replace("replicas:", "replicass:")), false);
  },
});

const analyzer = serverProgram("systemd-analyze");

Deno.test({
  name: `systemd finds no fault with the units of pods${
    analyzer === undefined ? " (not run: there is no systemd-analyze)" : ""
  }`,
  ignore: analyzer === undefined,
  async fn() {
    await using given = await manifest();
    const { stdout } = await callCli(["print", "systemd", "--pods", given.file]);
    const folder = given.file.replace(/pods\.ts$/, "");
    // Together, for each names the other.
    const [front = "", back = ""] = stdout.split(/^(?=# back\.service)/m);
    const verdict = async (text: string) => {
      await Deno.writeTextFile(`${folder}front.service`, text);
      await Deno.writeTextFile(`${folder}back.service`, back);
      const files = ["front", "back"].map((name) => `${folder}${name}.service`);
      const { stderr } = await new Deno.Command(analyzer!, {
        args: ["verify", "--recursive-errors=no", ...files],
      }).output();
      const said = new TextDecoder().decode(stderr).split("\n");
      return said.filter((line) => /(front|back)\.service/.test(line));
    };
    assertEquals(await verdict(front), []);
    assertEquals((await verdict(front.replace("\nAfter=back", "\nAftre=back"))).length, 1);
  },
});

Deno.test("a manifest that makes no sense, is not there, or names no such program starts nothing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/pods.ts`;
    await Deno.writeTextFile(file, `export default { shop: { script: "./shop.ts" }, "A b": 1 };`);
    const bad = await callCli(["pods", "up", "--file", file]);
    assertEquals([bad.code, bad.stdout], [2, ""]);
    assertStringIncludes(bad.stderr, "2 faults");
    await Deno.writeTextFile(
      `${folder}/some.ts`,
      `export default { shop: { script: "./shop.ts" } };`,
    );
    const some = await callCli(["pods", "up", "--file", `${folder}/some.ts`]);
    assertEquals(some.code, 2);
    assertStringIncludes(some.stderr, 'no file for the program of "shop"');
    const none = await callCli(["pods", "up", "--file", `${folder}/none.ts`]);
    assertEquals(none.code, 2);
    assertStringIncludes(none.stderr, "Cannot read pods from");
    await Deno.writeTextFile(`${folder}/shop.ts`, "");
    const who = await callCli(["pods", "up", "--file", `${folder}/some.ts`, "till"]);
    assertEquals(who.code, 2);
    assertStringIncludes(who.stderr, "Cannot find pod till");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
