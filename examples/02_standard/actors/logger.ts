import { defineActor, rx, text, u32 } from "@steady-state/deno/actor";

/** Counts the words, and logs how many of each it has seen. */
export const logger = defineActor(import.meta, "logger", {
  ports: { words: rx(text) },
  state: { fizz: u32, buzz: u32, fizzBuzz: u32, numbers: u32 },
  async run(actor) {
    const { ports: { words }, state, log } = actor;
    while (actor.isRunning(() => words.isClosedAndEmpty)) {
      await actor.wait(words.avail());
      for (const word of words.takeBatch()) {
        if (word === "Fizz") state.fizz++;
        else if (word === "Buzz") state.buzz++;
        else if (word === "FizzBuzz") state.fizzBuzz++;
        else state.numbers++;
      }
      log.debug("words so far", { ...state });
      actor.setStatus(`${state.fizz} Fizz, ${state.buzz} Buzz, ${state.fizzBuzz} FizzBuzz`);
    }
  },
});
