import { assertEquals } from "@std/assert";
import { keepFleet, type KeptPod } from "../../../src/cli/pods/fleet.ts";
import type { Passed } from "../../../src/cli/process_supervisor.ts";

/** Pods that end when a test says so, and what they were told. */
class Stage {
  readonly told: string[] = [];
  readonly #ends = new Map<string, (code: number) => void>();
  tell: (signal: Passed) => void = () => {};
  listens = false;

  pod(name: string): KeptPod {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#ends.set(name, resolve);
    return { name, signal: (signal) => this.told.push(`${name} ${signal}`), over: promise };
  }

  keep(groups: readonly (readonly string[])[]): Promise<number> {
    return keepFleet(
      groups.map((group) => group.map((name) => this.pod(name))),
      (listener) => {
        this.tell = listener;
        this.listens = true;
        return () => this.listens = false;
      },
    );
  }

  async end(name: string, code = 0): Promise<void> {
    this.#ends.get(name)?.(code);
    for (let n = 0; n < 10; n++) await Promise.resolve();
  }
}

Deno.test("a fleet ends group by group, each once the one before is gone", async () => {
  const stage = new Stage();
  const over = stage.keep([["a", "b"], ["c"]]);
  stage.tell("SIGTERM");
  assertEquals(stage.told, ["a SIGTERM", "b SIGTERM"]);
  await stage.end("a");
  assertEquals(stage.told.length, 2);
  await stage.end("b", 3);
  assertEquals(stage.told.slice(2), ["c SIGTERM"]);
  assertEquals(stage.listens, true);
  await stage.end("c", 4);
  assertEquals([await over, stage.listens], [3, false]);
});

Deno.test("the second signal goes to all at once", async () => {
  const stage = new Stage();
  const over = stage.keep([["a"], ["b"]]);
  stage.tell("SIGINT");
  stage.tell("SIGTERM");
  assertEquals(stage.told, ["a SIGINT", "a SIGTERM", "b SIGTERM"]);
  await stage.end("b");
  await stage.end("a");
  assertEquals(await over, 0);
});

Deno.test("a pod that is given up does not end the others, and is told by the exit code", async () => {
  const stage = new Stage();
  const over = stage.keep([["a"], ["b"], ["c"]]);
  await stage.end("a", 1);
  await stage.end("b", 75);
  assertEquals(stage.told, []);
  await stage.end("c");
  assertEquals(await over, 75);
});
