import { printLine } from "../../printer.ts";
import { onEndSignal } from "../../signals.ts";
import { realMachine } from "../machine.ts";
import { type Passed, ProcessSupervisor } from "../process_supervisor.ts";
import { keepFleet, type KeptPod } from "./fleet.ts";
import { type LoadedPods, scriptOf } from "./load.ts";
import type { FilledPod } from "./manifest.ts";
import { endingOrder } from "./order.ts";
import { checkPorts } from "./ports.ts";

/**
 * Runs pods, each as a process that is started again when it dies, and resolves with the exit code for all of them. What they print is
 * printed with the pod's name before each line.
 *
 * @throws {UsageError} if two of them have one port; none is started then
 */
export async function bringUp({ pods, folder }: LoadedPods): Promise<number> {
  checkPorts(pods);
  const width = Math.max(...[...pods.keys()].map(({ length }) => length));
  const kept = new Map(
    [...pods].map(([name, pod]) => [name, keep(name, pod, folder, width)]),
  );
  const groups = endingOrder(pods).map((group) => group.map((name) => kept.get(name) as KeptPod));
  return await keepFleet(groups, onEndSignal);
}

function keep(name: string, pod: FilledPod, folder: string, width: number): KeptPod {
  let pass: (signal: Passed) => void = () => {};
  const machine = realMachine(
    { options: pod, script: scriptOf(pod, folder), args: pod.args },
    {
      cwd: folder,
      env: pod.env,
      onLine: (line) => printLine(`${name.padEnd(width)} | ${line}`),
    },
  );
  const supervisor = new ProcessSupervisor(name, pod, {
    ...machine,
    onSignal(listener) {
      pass = listener;
      return () => pass = () => {};
    },
  });
  return { name, signal: (signal) => pass(signal), over: supervisor.run() };
}
