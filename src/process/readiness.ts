import { denoCommand } from "./deno_command.ts";

/** Why no actor can have a process of its own here, as the end of a sentence; `undefined` if it can. */
export function whyNoProcesses(): string | undefined {
  const { os, standalone } = Deno.build;
  if (os !== "linux") return `this is ${os}, and only Linux is supported`;
  if (standalone) {
    return "this program is compiled, and there is no Deno that could run them, run it with `deno run`";
  }
  return denoCommand() === undefined ? `it takes --allow-run=${Deno.execPath()}` : undefined;
}
