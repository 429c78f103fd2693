import { assertEquals } from "@std/assert";
import { choosePort, portFaults, readEnvironment } from "../../src/telemetry/http/port.ts";

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

Deno.test("portFaults: what is no port is refused, be it the option or the variable", () => {
  const advice = "give a whole number from 0 to 65535";
  for (const port of [NaN, -1, 70_000, 1.5]) {
    assertEquals(portFaults("option port", port, unset), [
      { error: RangeError, text: `option port is ${port}, ${advice}` },
    ]);
  }
  assertEquals(portFaults("option port", "9100" as never, unset), [
    { error: TypeError, text: `option port is "9100", ${advice}` },
  ]);
  for (const text of ["abc", "70000", "99 00", "1e3", "-5"]) {
    assertEquals(portFaults("option port", undefined, () => text), [
      { error: RangeError, text: `TELEMETRY_SERVER_PORT is "${text}", ${advice}` },
    ]);
  }
});

Deno.test("portFaults: 0 and 65535 are ports, and an option that is given stands before the variable", () => {
  for (const port of [0, 65535]) assertEquals(portFaults("option port", port, () => "abc"), []);
  for (const text of ["0", " 65535 ", ""]) {
    assertEquals(portFaults("option port", undefined, () => text), []);
  }
});

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
