import { assertEquals } from "@std/assert";
import { systemClock } from "../../src/world.ts";
import { Announcer } from "../../src/graph/report/announcer.ts";
import type { DeadLetter } from "../../src/graph/letters/dead_letters.ts";

const LETTER: DeadLetter = {
  time: 0,
  actor: "WORKER",
  generation: 2,
  port: "work",
  lane: 1,
  number: 17,
  message: 5,
  reason: "3 deaths",
  deaths: 3,
  cause: null,
};

Deno.test("the log and those who listen are told the lane of a message that is given up by its label", () => {
  const logged: string[] = [];
  const told: (string | undefined)[] = [];
  const announcer = new Announcer("info", ({ text }) => void logged.push(text), {
    onCrash() {},
    onDeadLetter: null,
    onAlert: null,
  }, systemClock);
  announcer.listen(({ detail }) => void told.push(detail));
  announcer.tellLetter(LETTER);
  announcer.tellLetter({ ...LETTER, lane: null });
  announcer.tellLetter({ ...LETTER, port: null, lane: null });
  const details = [
    "message 17 of port work[1]: 3 deaths",
    "message 17 of port work: 3 deaths",
    "3 deaths",
  ];
  assertEquals(told, details);
  assertEquals(logged, details.map((detail) => `dead letter: ${detail}`));
});

Deno.test("a letter is an error of the log, unless the graph's owner hears of letters", () => {
  for (const [isHeard, expected] of [[true, "debug"], [false, "error"]] as const) {
    const levels: string[] = [];
    const heard: DeadLetter[] = [];
    new Announcer("debug", ({ level }) => void levels.push(level), {
      onCrash() {},
      onDeadLetter: isHeard ? (letter) => void heard.push(letter) : null,
      onAlert: null,
    }, systemClock).tellLetter(LETTER);
    assertEquals([levels, heard.length], [[expected], isHeard ? 1 : 0]);
  }
});
