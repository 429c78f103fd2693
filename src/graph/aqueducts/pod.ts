/** What a pod is called by its partners, and what tells it from all others. */
export interface PodNames {
  readonly pod: string;
  readonly podId: string;
}

/** The names of the pod that a graph of that name is in this process. */
export function podNames(graph: string): PodNames {
  return { pod: `${graph} (process ${Deno.pid}${hostText()})`, podId: crypto.randomUUID() };
}

/** The name of the machine, where it may be asked for: nobody is asked for a permission because of it. */
function hostText(): string {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
  return state === "granted" ? ` on ${Deno.hostname()}` : "";
}
