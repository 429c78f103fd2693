import { faultsText } from "../../errors.ts";
import { UsageError } from "../usage_error.ts";
import type { FilledPod } from "./manifest.ts";

/**
 * Refuses pods that cannot run beside each other: elsewhere each has a network of its own, on one machine a port is one pod's.
 *
 * @throws {UsageError} with all ports that are meant twice
 */
export function checkPorts(pods: ReadonlyMap<string, FilledPod>): void {
  const uses = [...pods].flatMap(([name, { page, ports }]) => [
    ...(page === undefined ? [] : [{ port: page, name, use: `the page of pod "${name}"` }]),
    ...[...new Set(ports)].map((port) => ({ port, name, use: `pod "${name}"` })),
  ]);
  const faults = [...Map.groupBy(uses, ({ port }) => port)].flatMap(([port, same]) =>
    // A page that others reach, too, is one of the pod's ports.
    new Set(same.map(({ name }) => name)).size < 2
      ? []
      : [`port ${port} is that of ${same.map(({ use }) => use).join(" and ")}, give each its own`]
  );
  if (faults.length > 0) throw new UsageError(faultsText("run the pods on one machine", faults));
}
