import { assertEquals, assertThrows } from "@std/assert";
import { choosePort, readEnvironment } from "../../src/telemetry/port.ts";

const unset = (): undefined => undefined;

Deno.test("choosePort: nobody says anything", () => {
  assertEquals(choosePort(undefined, unset), { port: 9900, explicit: false });
  assertEquals(choosePort(undefined, () => " "), { port: 9900, explicit: false });
});

Deno.test("choosePort: the option beats the variable", () => {
  assertEquals(choosePort(8000, () => "9000"), { port: 8000, explicit: true });
  assertEquals(choosePort(undefined, () => "9000"), { port: 9000, explicit: true });
});

Deno.test("choosePort: 0 is a port that was asked for", () => {
  assertEquals(choosePort(0, unset), { port: 0, explicit: true });
});

Deno.test("choosePort: asks for the variable by its name", () => {
  const asked: string[] = [];
  choosePort(undefined, (name) => void asked.push(name));
  assertEquals(asked, ["TELEMETRY_SERVER_PORT"]);
});

for (const port of [NaN, -1, 70_000, 1.5]) {
  Deno.test(`choosePort refuses the option ${port}`, () => {
    const error = assertThrows(
      () => choosePort(port, unset),
      RangeError,
      `Cannot serve telemetry on port ${port}: it is not a whole number from 0 to 65535, change option telemetry.port`,
    );
    assertEquals(error.stack, `RangeError: ${error.message}`);
  });
}

for (const text of ["abc", "70000", "99 00", "1e3", "-5"]) {
  Deno.test(`choosePort refuses the variable ${text}`, () => {
    const error = assertThrows(
      () => choosePort(undefined, () => text),
      RangeError,
      `Cannot serve telemetry on port "${text}": it is not a whole number from 0 to 65535, change TELEMETRY_SERVER_PORT`,
    );
    assertEquals(error.stack, `RangeError: ${error.message}`);
  });
}

Deno.test({
  name: "readEnvironment: a variable that may not be read is not set",
  permissions: { env: false },
  fn: () => assertEquals(readEnvironment("HOME"), undefined),
});

Deno.test({
  name: "readEnvironment reads a variable that may be read",
  permissions: { env: ["HOME"] },
  fn: () => assertEquals(typeof readEnvironment("HOME"), "string"),
});
