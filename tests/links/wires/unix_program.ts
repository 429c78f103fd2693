/** Listens at a path and connects there, and prints that, or why not. Run as `unix_program.ts PATH`. */
import { linkWires } from "../../../src/links/wires.ts";

const address = { wire: "unix", path: Deno.args[0] ?? "" } as const;
const { signal } = new AbortController();
try {
  const listener = await linkWires().listen(address, () => {});
  const connection = await linkWires().dial(address, signal);
  (await listener.accept(signal)).close();
  connection.close();
  listener.close();
  console.log("linked");
} catch (error) {
  console.log((error as Error).message);
}
