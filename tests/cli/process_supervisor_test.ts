/** What a process supervisor does and when, on a machine with a virtual clock. */
import { assertEquals, assertRejects } from "@std/assert";
import { DEFAULTS, type Policy } from "../../src/cli/options.ts";
import { ProcessSupervisor } from "../../src/cli/process_supervisor.ts";
import { ends, VirtualMachine } from "./virtual_machine.ts";

interface Stage {
  readonly machine: VirtualMachine;
  readonly code: Promise<number>;
}

function begin(policy: Partial<Policy> = {}): Stage {
  const machine = new VirtualMachine();
  return { machine, code: new ProcessSupervisor("it", { ...DEFAULTS, ...policy }, machine).run() };
}

/** Everything that must be over at the end, is. */
function assertLeftNothing({ timers, heard }: VirtualMachine): void {
  assertEquals([timers, heard], [0, false]);
}

Deno.test("the first restart is immediate, and the pauses grow up to the longest", async () => {
  const { machine, code } = begin({ restarts: 5, firstMs: 1000, maxMs: 4000 });
  for (let i = 0; i < 5; i++) {
    await machine.end(ends.badly);
    await machine.pass(10_000);
  }
  await machine.end(ends.well);
  assertEquals(await code, 0);
  // The jitter is a half of each here.
  const limit = "of at most 5 restarts in 60 s)";
  assertEquals(machine.log.filter((line) => /restarted|started/.test(line)), [
    "0 started (pid 1)",
    `0 is restarted at once (1 ${limit}`,
    "0 started (pid 2)",
    `10000 is restarted in 500 ms (2 ${limit}`,
    "10500 started (pid 3)",
    `20000 is restarted in 1 s (3 ${limit}`,
    "21000 started (pid 4)",
    `30000 is restarted in 2 s (4 ${limit}`,
    "32000 started (pid 5)",
    `40000 is restarted in 2 s (5 ${limit}`,
    "42000 started (pid 6)",
  ]);
  assertLeftNothing(machine);
});

Deno.test("one crash more than the limit within the window is the last", async () => {
  const { machine, code } = begin({ restarts: 2, withinMs: 5000, firstMs: 0, maxMs: 0 });
  for (let i = 0; i < 3; i++) {
    await machine.pass(1000);
    await machine.end(ends.badly);
    await machine.pass(0);
  }
  assertEquals(await code, 75);
  assertEquals(
    machine.log.at(-1),
    "3000 is given up with exit code 75: more than 2 restarts in 5 s",
  );
  assertLeftNothing(machine);
});

Deno.test("crashes that are older than the window do not count", async () => {
  const { machine, code } = begin({ restarts: 2, withinMs: 5000, firstMs: 0, maxMs: 0 });
  for (let i = 0; i < 20; i++) {
    await machine.pass(2500);
    await machine.end(ends.badly);
    await machine.pass(0);
  }
  await machine.end(ends.well);
  assertEquals(await code, 0);
});

Deno.test("no pause is too long for the window: what dies each time it runs is given up", async () => {
  const { machine, code } = begin({ restarts: 2, withinMs: 5000, firstMs: 60_000, maxMs: 60_000 });
  for (let i = 0; i < 3; i++) {
    await machine.pass(1000);
    await machine.end(ends.badly);
    if (i === 1) await machine.pass(30_000);
  }
  assertEquals(await code, 75);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal} is passed on once; what ends after it is not restarted, and its code is taken`, async () => {
    const { machine, code } = begin();
    await machine.signal(signal);
    await machine.pass(999);
    await machine.signal(signal);
    await machine.end({ code: 9, signal: null });
    assertEquals(await code, 9);
    assertEquals(machine.log.slice(1), [
      `0 gets ${signal}`,
      `0 kill ${signal}`,
      "999 ended: exit code 9",
    ]);
    assertLeftNothing(machine);
  });

  Deno.test(`${signal} once more, a second later, is passed on too, and gives no more time`, async () => {
    const { machine, code } = begin({ graceMs: 5000 });
    await machine.signal(signal);
    await machine.pass(1000);
    await machine.signal(signal);
    await machine.pass(9000);
    await machine.end(ends.by("SIGKILL", 9));
    assertEquals(await code, 137);
    assertEquals(machine.log.filter((line) => line.includes("kill")), [
      `0 kill ${signal}`,
      `1000 kill ${signal}`,
      "5000 kill SIGKILL",
    ]);
  });
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal} is not passed on where there is no time: SIGKILL is sent in its place`, async () => {
    const { machine, code } = begin({ graceMs: 0 });
    await machine.signal(signal);
    await machine.end(ends.by("SIGKILL", 9));
    assertEquals(await code, 137);
    assertEquals(machine.log.slice(1), [
      `0 gets SIGKILL in place of ${signal}`,
      "0 kill SIGKILL",
      "0 ended: SIGKILL, which the system sends too when memory runs out",
    ]);
    assertLeftNothing(machine);
  });
}

Deno.test("SIGHUP is passed on where there is no time, too: what goes on after it goes on", async () => {
  const { machine, code } = begin({ graceMs: 0 });
  await machine.signal("SIGHUP");
  await machine.pass(1);
  await machine.end(ends.badly);
  await machine.pass(0);
  assertEquals(machine.log.at(-1), "1 started (pid 2)");
  await machine.signal("SIGTERM");
  await machine.end(ends.by("SIGKILL", 9));
  assertEquals(await code, 137);
  assertLeftNothing(machine);
});

Deno.test("another signal does not take the first for its echo, nor take the end back", async () => {
  const { machine, code } = begin({ graceMs: 5000 });
  await machine.signal("SIGTERM");
  await machine.signal("SIGHUP");
  await machine.pass(3000);
  await machine.signal("SIGINT");
  await machine.pass(2000);
  assertEquals(machine.log.filter((line) => line.includes("kill")), [
    "0 kill SIGTERM",
    "0 kill SIGHUP",
    "3000 kill SIGINT",
    "5000 kill SIGKILL",
  ]);
  await machine.end(ends.by("SIGKILL", 9));
  assertEquals(await code, 137);
});

Deno.test("a pause of the supervisor itself takes nothing from the grace", async () => {
  const { machine, code } = begin({ graceMs: 5000 });
  await machine.signal("SIGTERM");
  await machine.standStill(60_000);
  assertEquals(machine.log.at(-1), "0 kill SIGTERM");
  await machine.pass(5000);
  assertEquals(machine.log.at(-1), "65000 kill SIGKILL");
  await machine.end(ends.by("SIGKILL", 9));
  assertEquals(await code, 137);
  assertLeftNothing(machine);
});

Deno.test("SIGHUP does not kill: what goes on after it is supervised as before", async () => {
  const { machine, code } = begin({ graceMs: 5000 });
  await machine.signal("SIGHUP");
  await machine.pass(5000);
  await machine.end(ends.badly);
  await machine.pass(0);
  assertEquals(machine.log.at(-1), "5000 started (pid 2)");
  await machine.signal("SIGHUP");
  await machine.pass(4999);
  await machine.end(ends.by("SIGHUP", 1));
  assertEquals(await code, 129);
  assertEquals(machine.log.filter((line) => line.includes("SIGKILL")), []);
  assertLeftNothing(machine);
});

Deno.test("SIGTERM after SIGHUP has its own time", async () => {
  const { machine, code } = begin({ graceMs: 5000 });
  await machine.signal("SIGHUP");
  await machine.pass(4000);
  await machine.signal("SIGTERM");
  await machine.pass(4999);
  assertEquals(machine.log.at(-1), "4000 kill SIGTERM");
  await machine.pass(1);
  assertEquals(machine.log.at(-1), "9000 kill SIGKILL");
  await machine.end(ends.by("SIGKILL", 9));
  assertEquals(await code, 137);
});

for (const [signal, expected] of [["SIGHUP", 129], ["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} during a pause ends it, and nothing is started again`, async () => {
    const { machine, code } = begin();
    await machine.end(ends.badly);
    await machine.pass(0);
    await machine.end(ends.badly);
    await machine.pass(100);
    await machine.signal(signal);
    assertEquals(await code, expected);
    assertEquals(machine.log.at(-1), `100 is not restarted: ${signal}`);
    assertEquals(machine.log.filter((line) => line.includes("kill")), []);
    assertLeftNothing(machine);
  });
}

Deno.test("a process that cannot be started counts as one that has died", async () => {
  const { machine, code } = begin({ restarts: 2, firstMs: 0, maxMs: 0 });
  machine.startError = new Error("Resource temporarily unavailable");
  await machine.end(ends.badly);
  await machine.pass(0);
  assertEquals(await code, 75);
  const died = "0 died: could not be started: Resource temporarily unavailable";
  assertEquals(machine.log.filter((line) => line === died).length, 2);
});

Deno.test("a permission that is missing is told to whoever asked", async () => {
  const machine = new VirtualMachine();
  machine.startError = new Deno.errors.NotCapable("Requires run access");
  const supervisor = new ProcessSupervisor("it", DEFAULTS, machine);
  await assertRejects(() => supervisor.run(), Deno.errors.NotCapable);
  assertLeftNothing(machine);
});
