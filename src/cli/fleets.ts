import type { Command } from "./command_line.ts";
import { bringUp, kubernetesText, loadPods, systemdText } from "./pods/mod.ts";
import type { PrintedService } from "./service/mod.ts";

/** What can be asked of pods. */
export type PodsCommand = Extract<Command, { kind: "pods" | "printUnits" | "printKubernetes" }>;

/**
 * Does what a command asks of pods, and returns the exit code.
 *
 * @throws {UsageError} if the manifest makes no sense
 */
export async function obeyOfPods(
  command: PodsCommand,
  print: (service: PrintedService) => number,
): Promise<number> {
  const { file, names } = command.options;
  const loaded = await loadPods(file, names);
  switch (command.kind) {
    case "pods":
      return await bringUp(loaded);
    case "printUnits":
      return print(systemdText(loaded, command.options, Deno.execPath()));
    case "printKubernetes":
      return print({ text: kubernetesText(loaded, command.options.image) });
  }
}
