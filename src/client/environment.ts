import { MisconfiguredError } from "./misconfigured_error.ts";

/**
 * The value of the environment variable that an arg names, for instance a password.
 *
 * ```ts
 * import { fromEnvironment } from "@steady-state/deno/connectors";
 * import { assertEquals } from "@std/assert";
 *
 * Deno.env.set("BROKER_PASSWORD", "open sesame"); // as whoever starts the process does
 * assertEquals(fromEnvironment("passwordEnv", "BROKER_PASSWORD"), "open sesame");
 * assertEquals(fromEnvironment("passwordEnv", ""), undefined);
 * ```
 *
 * @param arg The name of the arg, for the error.
 * @param name The name of the variable; `""` is no variable, and gives `undefined`.
 * @throws {MisconfiguredError} if it is not set, or may not be read
 */
export function fromEnvironment(arg: string, name: string): string | undefined {
  if (name === "") return undefined;
  let value: string | undefined;
  try {
    value = Deno.env.get(name);
  } catch (error) {
    throw new MisconfiguredError(
      `Cannot read environment variable ${name}, which ${arg} names: allow it by --allow-env=${name}`,
      { cause: error },
    );
  }
  if (value !== undefined && value !== "") return value;
  throw new MisconfiguredError(
    `Cannot find environment variable ${name}, which ${arg} names: set it where the process is started`,
  );
}
