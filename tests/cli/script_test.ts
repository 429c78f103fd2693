import { assertThrows } from "@std/assert";
import { checkScript } from "../../src/cli/script.ts";
import { UsageError } from "../../src/cli/usage_error.ts";

Deno.test("a script that is not there is told by the command that was to take it", () => {
  for (const verb of ["run", "install", "print"] as const) {
    assertThrows(
      () => checkScript("no_such_script.ts", verb),
      UsageError,
      `Cannot ${verb} "no_such_script.ts": there is no such file, give the script's path or address`,
    );
  }
});
