import { all, defineActor, rx, text, tx, u32 } from "@steady-state/deno/actor";

/** What FizzBuzz makes of a number. */
export function fizzBuzz(number: number): string {
  if (number % 15 === 0) return "FizzBuzz";
  if (number % 5 === 0) return "Buzz";
  if (number % 3 === 0) return "Fizz";
  return String(number);
}

/** At each beat, turns the numbers that are waiting into words. */
export const worker = defineActor(import.meta, "worker", {
  ports: { beats: rx(u32), numbers: rx(u32), words: tx(text) },
  async run(actor) {
    const { ports: { beats, numbers, words } } = actor;
    while (
      actor.isRunning((vote) =>
        vote("beats are drained", beats.isClosedAndEmpty) &&
        vote("numbers are drained", numbers.isClosedAndEmpty) &&
        words.close()
      )
    ) {
      // Once the heartbeat has ended, what is left is worked off without waiting for beats.
      const due = beats.isClosedAndEmpty ? numbers.avail() : beats.avail();
      if (!(await actor.wait(all(due, words.vacant())))) continue;
      beats.tryTake();
      for (const number of numbers.takeBatch(words.vacantUnits)) words.trySend(fizzBuzz(number));
    }
  },
});
