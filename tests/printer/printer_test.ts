import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Printer } from "../../src/printer.ts";
import { within } from "../fixtures/watch.ts";

/** A stream whose writes end when the test says so. */
class Valve {
  text = "";
  open = true;
  error: Error | null = null;
  writes = 0;
  /** As many bytes as one write takes. */
  gulp = Infinity;
  readonly #pending: (() => void)[] = [];

  async write(bytes: Uint8Array): Promise<number> {
    this.writes++;
    if (!this.open) await new Promise<void>((resolve) => this.#pending.push(resolve));
    return this.writeSync(bytes);
  }

  writeSync(bytes: Uint8Array): number {
    if (this.error !== null) throw this.error;
    const taken = bytes.subarray(0, this.gulp);
    this.text += new TextDecoder().decode(taken);
    return taken.length;
  }

  release(): void {
    this.open = true;
    this.#pending.splice(0).forEach((go) => go());
  }
}

function flushed(printer: Printer): Promise<void> {
  return within(printer.flush(60_000), "the flush");
}

Deno.test("Printer writes every line, in order, however little the stream takes at once", async () => {
  const valve = new Valve();
  valve.gulp = 3;
  const printer = new Printer("paper", valve);
  for (let n = 0; n < 100; n++) printer.print(`line ${n}`);
  await flushed(printer);
  assertEquals(valve.text, Array.from({ length: 100 }, (_, n) => `line ${n}\n`).join(""));
});

Deno.test("Printer writes a line that is printed at whatever moment at the end of the write before", async () => {
  for (let steps = 0; steps < 20; steps++) {
    const valve = new Valve();
    valve.open = false;
    const printer = new Printer("paper", valve);
    printer.print("first");
    valve.release();
    for (let step = 0; step < steps; step++) await Promise.resolve();
    printer.print("last");
    await flushed(printer);
    assertEquals(valve.text, "first\nlast\n", `after ${steps} steps`);
  }
});

Deno.test("Printer keeps a bound of lines while nobody reads, and tells how many were lost, in their place", async () => {
  const valve = new Valve();
  valve.open = false;
  const complaints: string[] = [];
  const printer = new Printer("paper", valve, (what) => complaints.push(what));
  for (let n = 0; n < 10_100; n++) printer.print(`${n}`);
  valve.release();
  await flushed(printer);
  printer.print("after");
  await flushed(printer);
  // One is being written, ten thousand wait.
  const lines = valve.text.split("\n");
  assertEquals(lines.slice(0, 10_001), Array.from({ length: 10_001 }, (_, n) => `${n}`));
  assertEquals(lines.slice(10_001), [
    "steady-state: 99 lines were not printed to paper: it is blocked",
    "after",
    "",
  ]);
  assertEquals(complaints, [
    "steady-state: cannot print to paper: it is blocked; lines are lost until it can",
  ]);
});

Deno.test("Printer keeps a bound of characters, but one line goes through however long it is", async () => {
  const valve = new Valve();
  valve.open = false;
  const printer = new Printer("paper", valve);
  const long = "x".repeat(3 << 20);
  printer.print("first");
  printer.print(long);
  printer.print("lost");
  valve.release();
  await flushed(printer);
  assertEquals(
    valve.text,
    `first\n${long}\nsteady-state: 1 line was not printed to paper: it is blocked\n`,
  );
});

Deno.test("Printer goes on over errors, tells of them once, and of the lines they cost when it can again", async () => {
  const valve = new Valve();
  const complaints: string[] = [];
  const printer = new Printer("paper", valve, (what) => complaints.push(what));
  for (const round of [1, 2]) {
    valve.error = new Error("No space left on device");
    for (let n = 0; n < 3; n++) {
      printer.print(`lost ${n}`);
      await flushed(printer);
    }
    valve.error = null;
    printer.print(`kept ${round}`);
    await flushed(printer);
    assertEquals(complaints.length, round);
  }
  const notice = "steady-state: 3 lines were not printed to paper: No space left on device";
  assertEquals(valve.text, `${notice}\nkept 1\n${notice}\nkept 2\n`);
  assertStringIncludes(complaints[0]!, "cannot print to paper: No space left on device");
});

Deno.test("Printer takes a stream that takes nothing for a broken one", async () => {
  const valve = new Valve();
  valve.gulp = 0;
  const printer = new Printer("paper", valve);
  printer.print("lost");
  await flushed(printer);
  valve.gulp = Infinity;
  printer.print("kept");
  await flushed(printer);
  assertEquals(
    valve.text,
    "steady-state: 1 line was not printed to paper: it takes nothing\nkept\n",
  );
});

Deno.test("Printer.flush does not wait for longer than it is told to", async () => {
  const valve = new Valve();
  valve.open = false;
  const printer = new Printer("paper", valve);
  printer.print("stuck");
  await within(printer.flush(1), "the flush");
  assertEquals(valve.text, "");
  valve.release();
  await flushed(printer);
  assertEquals(valve.text, "stuck\n");
});

Deno.test("Printer.flush does not wait at all once nobody has read for long", async () => {
  const valve = new Valve();
  valve.open = false;
  const printer = new Printer("paper", valve);
  printer.print("stuck");
  // The bound is the point: the first flush is long enough to find out.
  await printer.flush(1500);
  let over = false;
  const flush = printer.flush(60_000).then(() => over = true);
  await Promise.resolve();
  await Promise.resolve();
  assert(over, "it waits");
  valve.release();
  await flush;
});

Deno.test("Printer.writeRest writes what waits behind the write under way, at once", async () => {
  const valve = new Valve();
  valve.open = false;
  const printer = new Printer("paper", valve);
  printer.print("under way");
  printer.print("waiting");
  printer.writeRest();
  assertEquals(valve.text, "waiting\n");
  valve.release();
  await flushed(printer);
  assertEquals(valve.text, "waiting\nunder way\n");
});
