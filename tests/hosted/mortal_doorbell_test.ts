import { assertEquals } from "@std/assert";
import { Doorbell, initDoorbell, Ringer } from "../../src/memory/doorbell.ts";
import { DOORBELL_SLEEPING_WORD, doorbellBytes } from "../../src/memory/doorbell_layout.ts";
import { MortalDoorbell } from "../../src/hosted/mortal_doorbell.ts";

function bell() {
  const region = new SharedArrayBuffer(Math.ceil(doorbellBytes(1) / 8) * 8);
  initDoorbell(region, 0, 1);
  return { region, words: new Int32Array(region) };
}

Deno.test("who is gone from a doorbell is woken at once, and says nothing of its successor's sleep", async () => {
  const { region, words } = bell();
  const alive = setInterval(() => {}, 1000); // A park alone does not keep a process alive.
  const dead = new MortalDoorbell(region, 0, 1);
  dead.arm(0);
  const park = dead.park(60_000);
  dead.leave();
  const successor = new Doorbell(region, 0, 1);
  successor.arm(0);
  const sleep = successor.park(60_000);
  await park; // and no minute is waited for
  const visited: number[] = [];
  new Ringer(region, { doorbell: 0, seats: 1, seat: 0 }).ring();
  dead.wake();
  dead.disarm(0);
  dead.answer((seat) => visited.push(seat));
  assertEquals([words[DOORBELL_SLEEPING_WORD], visited], [1, []]);
  await sleep;
  successor.answer((seat) => visited.push(seat));
  assertEquals(visited, [0]);
  clearInterval(alive);
});
