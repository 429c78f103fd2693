/** What this process takes, read from Linux's own counters. */

/** Resident memory in bytes. */
export function residentBytes(): number {
  return Deno.memoryUsage().rss;
}

/** Processor time of all threads so far, in milliseconds, to 10 ms. */
export function processorMs(): number {
  return processorMsOf("/proc/self/stat");
}

/** Processor time of the first thread of another process so far, in milliseconds, to 10 ms. */
export function mainThreadMs(pid: number): number {
  return processorMsOf(`/proc/${pid}/task/${pid}/stat`);
}

function processorMsOf(path: string): number {
  const text = Deno.readTextFileSync(path);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
