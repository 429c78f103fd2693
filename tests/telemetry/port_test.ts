import { assertEquals, assertMatch } from "@std/assert";
import { HERE, partOf } from "../../src/option_faults.ts";
import { telemetryFaults } from "../../src/telemetry/telemetry_faults.ts";
import { servedAs } from "../../src/telemetry/telemetry_options.ts";
import {
  checkPort,
  choosePort,
  PORT_VARIABLE,
  portVariableFaults,
  readEnvironment,
} from "../../src/telemetry/http/port.ts";

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

Deno.test("what is no port is refused, be it the option or the variable", () => {
  const advice = "give a whole number from 0 to 65535";
  const place = partOf(HERE, "port");
  for (const port of [NaN, -1, 70_000, 1.5]) {
    assertEquals(checkPort(port, place), [
      { error: RangeError, text: `option port is ${port}, ${advice}` },
    ]);
  }
  assertEquals(checkPort("9100", place), [
    { error: TypeError, text: `option port is "9100", ${advice}` },
  ]);
  for (const text of ["abc", "70000", "99 00", "1e3", "-5"]) {
    assertEquals(portVariableFaults(() => text), [
      { error: RangeError, text: `TELEMETRY_SERVER_PORT is "${text}", ${advice}` },
    ]);
  }
});

Deno.test("0 and 65535 are ports, and an option that is given stands before the variable", () => {
  for (const port of [0, 65535]) {
    assertEquals(checkPort(port, HERE), []);
    assertEquals(
      telemetryFaults({ port }, undefined, (name) => name === PORT_VARIABLE ? "abc" : undefined),
      [],
    );
  }
  for (const text of ["0", " 65535 ", ""]) assertEquals(portVariableFaults(() => text), []);
});

Deno.test({
  name: "readEnvironment: a variable that may not be read is not set",
  permissions: { env: false },
  fn: () => assertEquals(readEnvironment("PATH"), undefined),
});

Deno.test({
  name: "readEnvironment reads a variable that may be read",
  permissions: { env: ["PATH"] },
  fn: () => assertEquals(typeof readEnvironment("PATH"), "string"),
});

Deno.test("the variable names the interface where the option does not, and is held to the same rule", () => {
  const set = (name: string) => name === "TELEMETRY_SERVER_IP" ? " 0.0.0.0 " : undefined;
  const token = "0123456789abcdef";
  assertEquals(servedAs({ token }, 1, set).hostname, "0.0.0.0");
  assertEquals(servedAs({ hostname: "::1" }, 1, set).hostname, "::1");
  assertEquals(servedAs({}, 1, unset).hostname, "127.0.0.1");
  assertEquals(telemetryFaults({ token }, undefined, set), []);
  const [fault, ...others] = telemetryFaults({}, undefined, set);
  assertEquals(others, []);
  assertMatch(fault!.text, /^TELEMETRY_SERVER_IP is "0\.0\.0\.0" and there is no token, /);
});
