import { assertEquals } from "@std/assert";
import { portFlag, readFlags } from "../../examples/flags.ts";

const FLAGS = {
  port: portFlag,
  count: { value: 5, help: "" },
  dice: { value: 1, min: 1, help: "" },
};

function read(...argv: string[]): unknown {
  return readFlags(FLAGS, argv);
}

Deno.test("readFlags takes numbers from the flag's least to its greatest", () => {
  assertEquals(read(), { port: -1, count: 5, dice: 1 });
  assertEquals(read("--port=0", "--count=0", "--dice=1"), { port: 0, count: 0, dice: 1 });
  assertEquals(read("--port=65535", "--dice=99999"), { port: 65535, count: 5, dice: 99999 });
});

for (
  const [flag, given, wanted] of [
    ["port", "65536", "from 0 to 65535"],
    ["port", "70000", "from 0 to 65535"],
    ["port", "-1", "from 0 to 65535"],
    ["count", "-1", "from 0 on"],
    ["count", "1.5", "from 0 on"],
    ["dice", "0", "from 1 on"],
  ] as const
) {
  Deno.test(`readFlags refuses --${flag}=${given}, and says what to give`, () => {
    assertEquals(
      read(`--${flag}=${given}`),
      `Cannot read the command line: --${flag} is ${given}, give a whole number ${wanted}`,
    );
  });
}
