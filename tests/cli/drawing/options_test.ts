import { assertEquals, assertThrows } from "@std/assert";
import {
  parseCheckOptions,
  parseDrawOptions,
  parsePromptOptions,
} from "../../../src/cli/drawing/mod.ts";
import { UsageError } from "../../../src/cli/usage_error.ts";

const words = (line: string) => line.split(" ").filter(Boolean);

Deno.test("the line of check names a drawing and a program, in whichever order", () => {
  const files = { drawing: "graph.dot", main: "main.ts" };
  assertEquals(parseCheckOptions([]), files);
  assertEquals(parseCheckOptions(words("a.gv b.ts")), { drawing: "a.gv", main: "b.ts" });
  assertEquals(parseCheckOptions(words("b.ts")), { drawing: "graph.dot", main: "b.ts" });
  assertEquals(parseCheckOptions(words("b.ts A.DOT")), { drawing: "A.DOT", main: "b.ts" });
  assertEquals(parseCheckOptions(words("--messages=kinds.ts")), { ...files, messages: "kinds.ts" });
  assertEquals(parseCheckOptions(words("--against http://h:1/page?token=x#a --token t")), {
    ...{ ...files, against: "http://h:1/page/", token: "t" },
  });
  assertEquals(parseCheckOptions(words("b.ts -- --lanes 3")), {
    ...{ ...files, main: "b.ts", args: ["--lanes", "3"] },
  });
  assertEquals(parseCheckOptions(words("a.dot -h")), undefined);
});

Deno.test("the lines of draw and prompt name one file", () => {
  assertEquals(parseDrawOptions([]), { main: "main.ts" });
  assertEquals(parseDrawOptions(words("a.ts --keep a.dot --messages k.ts")), {
    ...{ main: "a.ts", keep: "a.dot", messages: "k.ts" },
  });
  assertEquals(parseDrawOptions(words("a.ts -- --help -- x")), {
    ...{ main: "a.ts", args: ["--help", "--", "x"] },
  });
  assertEquals(parseDrawOptions(words("--")), { main: "main.ts", args: [] });
  assertEquals(parseDrawOptions(["--help"]), undefined);
  assertEquals(parsePromptOptions([]), {});
  assertEquals(parsePromptOptions(["a.dot"]), { drawing: "a.dot" });
  assertEquals(parsePromptOptions(["-h"]), undefined);
});

Deno.test("what makes no sense is refused with what to do about it", () => {
  const lines: [() => unknown, says: string][] = [
    [() => parseCheckOptions(words("a.dot b.dot")), "as in check graph.dot main.ts"],
    [() => parseCheckOptions(words("a.ts b.ts")), "as in check graph.dot main.ts"],
    [() => parseCheckOptions(words("--strict")), '"--strict" is not an option of check'],
    [() => parseCheckOptions(words("--against ftp://h")), "as in --against http://127.0.0.1:9900"],
    [() => parseCheckOptions(words("--against 9900")), "as in --against http://127.0.0.1:9900"],
    [() => parseCheckOptions(words("--against")), "Cannot read --against: it has no value"],
    [() => parseCheckOptions(words("--token x")), "--token is for --against"],
    [() => parseCheckOptions(words("--against http://h -- x")), "leave one of them out"],
    [() => parsePromptOptions(words("-- x")), 'no program for what stands behind "--"'],
    [() => parseDrawOptions(words("a.ts b.ts")), "more than one program is given"],
    [() => parseDrawOptions(words("--against x")), "is not an option of draw"],
    [() => parsePromptOptions(words("a.dot b.dot")), "more than one drawing is given"],
    [() => parsePromptOptions(words("--keep=a")), '"--keep=a" is not an option of prompt'],
  ];
  for (const [parse, says] of lines) assertThrows(parse, UsageError, says);
});
