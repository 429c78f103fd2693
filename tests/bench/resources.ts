/** What this process takes, read from Linux's own counters. */

/** Resident memory in bytes. */
export function residentBytes(): number {
  return Deno.memoryUsage().rss;
}

/** Processor time of all threads so far, in milliseconds, to 10 ms. */
export function processorMs(): number {
  const text = Deno.readTextFileSync("/proc/self/stat");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
