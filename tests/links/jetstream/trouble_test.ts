/** What a server does not let in, or has no room for: what a pod says of it, and that it goes on once that has changed. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { natsPrograms, noNats, startNats } from "../../connectors/servers/nats.ts";
import { openSession } from "./log_bed.ts";
import { quiet, sendingPod, sumBefore, takingPod, until } from "./pods.ts";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: `trouble with a log: ${name}${noNats === undefined ? "" : ` (not run: ${noNats})`}`,
    ignore: noNats !== undefined,
    fn,
  });
}

const PASSWORD = "TROUBLE_TEST_PASSWORD";
/** What a user needs, as the guide says it. */
const NEEDS = {
  publish: [
    "steady.orders.>",
    "steady_places.steady.orders.>",
    "$JS.API.>",
    "$JS.ACK.STEADY_ORDERS.>",
  ],
  subscribe: ["_INBOX.>", "steady_places.>"],
};

/** Starts a pod of a user who may publish to all but that, and returns why it ends. */
async function refusal(without: string, role: "sends" | "takes" | "works"): Promise<string> {
  const may = { ...NEEDS, publish: NEEDS.publish.filter((one) => one !== without) };
  await using server = await startNats({ user: "pod", password: "secret", may });
  const login = { servers: server.url, user: "pod", passwordEnv: PASSWORD };
  const pod = role === "sends"
    ? sendingPod(login, { to: 10 })
    : takingPod(role === "takes" ? login : { ...login, share: "workers" });
  await pod.start();
  return await pod.finished.then(() => "it has ended well", (error: Error) => error.message);
}

test("a permission that the user does not have ends the pod, and is named", async () => {
  Deno.env.set(PASSWORD, "secret");
  const tail = "; give this user the permission, or another user";
  for (
    const [without, role, text] of [
      ["steady.orders.>", "sends", 'claim stream "STEADY_ORDERS"'],
      ["steady.orders.>", "takes", 'keep the place of reader "main"'],
      ["steady_places.steady.orders.>", "sends", 'who writes aqueduct "orders"'],
      ["$JS.API.>", "works", 'open stream "STEADY_ORDERS"'],
    ] as const
  ) {
    const said = await refusal(without, role);
    assertStringIncludes(said, text);
    assertStringIncludes(said, "Permissions Violation for Publish to");
    assertStringIncludes(said, tail);
  }
});

test("the permissions that the guide names are enough, for workers, too", async () => {
  Deno.env.set(PASSWORD, "secret");
  await using server = await startNats({ user: "pod", password: "secret", may: NEEDS });
  const login = { servers: server.url, user: "pod", passwordEnv: PASSWORD };
  const worker = takingPod({ ...login, share: "workers" });
  const taker = takingPod({ ...login, reader: "audit", keep: true });
  await worker.start();
  await taker.start();
  const sender = sendingPod(login, { to: 1000 });
  await sender.start();
  await sender.finished;
  await until(() => worker.state("SUMMING").count === 1000);
  await worker.stop();
  await taker.finished;
  assertEquals(taker.state("SUMMING").sum, sumBefore(1000));
});

test("a server that has no room for any stream makes both pods wait, and say so, until there is some", async () => {
  await using server = await startNats(undefined, undefined, undefined, { most: "1MB" });
  const session = await openSession(server.url);
  const { jetstreamManager } = await import("@nats-io/jetstream");
  const manager = await jetstreamManager(session.nc, { checkAPI: false });
  await manager.streams.add({ name: "OTHER", subjects: ["other"] });
  for (let i = 0; i < 9; i++) await session.nc.request("other", new Uint8Array(100_000));
  const lines: string[] = [];
  const options = { servers: server.url };
  const sender = sendingPod(options, { to: 200_000, graph: quiet(lines) });
  await sender.start();
  await until(() => lines.some((line) => line.includes("give the server or the account more")));
  const taker = takingPod(options);
  await taker.start();
  await manager.streams.purge("OTHER");
  await session.close();
  await sender.finished;
  await taker.finished;
  const { count, sum, isWrong } = taker.state("SUMMING");
  assertEquals([count, sum, isWrong], [200_000, sumBefore(200_000), false]);
});

test("a server whose disk is full has both pods wait, and say so; once it is started again with room, all goes on", async () => {
  const dir = await Deno.makeTempDir();
  try {
    // As long as there is a limit, no file may be longer: a write beyond it fails as one to a full disk does.
    const [path, limit] = [`${dir}/nats-server`, `${dir}/limit`];
    const begun = `if [ -e ${limit} ]; then trap "" XFSZ; ulimit -f 400; fi`;
    const run = `exec ${natsPrograms[0]?.path} "$@"`;
    await Deno.writeTextFile(path, `#!/bin/bash\n${begun}\n${run}\n`, { mode: 0o755 });
    await Deno.writeTextFile(limit, "");
    await using server = await startNats(undefined, { version: "limited", path });
    const lines: string[] = [];
    const options = { servers: server.url };
    const sender = sendingPod(options, { to: 300_000, graph: quiet(lines) });
    await sender.start();
    // One of before 2.10 does not even answer pings.
    await until(() =>
      lines.some((line) =>
        /one whose disk is full does not answer|does not answer pings/.test(line)
      )
    );
    const taker = takingPod(options);
    await taker.start();
    await Deno.remove(limit);
    await server.kill();
    await server.restart();
    await sender.finished;
    await taker.finished;
    const { count, sum, isWrong } = taker.state("SUMMING");
    assertEquals([count, sum, isWrong], [300_000, sumBefore(300_000), false]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
