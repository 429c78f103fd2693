/** Tries everything that a graph needs or can use, and says what does not work with the flags that this process has. */
import { VERSION } from "../../package.ts";
import type { Finding } from "./finding.ts";
import type { DoctorOptions } from "./options.ts";
import { cores, deno, graph, memory, read } from "./runtime.ts";
import {
  connection,
  durable,
  environment,
  files,
  hangs,
  hangUp,
  page,
  processes,
} from "./surroundings.ts";

/** Tries it all. */
export async function examine({ write, connect, telemetry }: DoctorOptions): Promise<Finding[]> {
  return [
    deno(),
    await memory(),
    cores(),
    read(),
    await graph(),
    ...(telemetry ? [await page(), environment()] : []),
    await hangs(),
    await durable(),
    ...(write.length === 0 ? [files(undefined)] : write.map(files)),
    ...connect.map(connection),
    processes(),
    hangUp(),
  ];
}

/** Whether all that is needed works. */
export function isFit(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state !== "fails");
}

/** The findings for people, one line each. */
export function describeFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.map(({ name, state, text, mend }) =>
    `${state.padEnd(5)}  ${name.padEnd(width)}  ${text}${mend === null ? "" : `; ${mend}`}`
  );
  return [...lines, "", summary(findings)].join("\n");
}

/** The findings for programs. */
export function findingsAsJson(findings: readonly Finding[]): string {
  const head = { fit: isFit(findings), package: VERSION, deno: Deno.version.deno };
  return JSON.stringify({ ...head, findings }, null, 2);
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: Finding["state"]) =>
    findings.filter(({ state }) => state === wanted).length;
  const left = count("off");
  const others = left === 0 ? "" : `; ${left} ${left === 1 ? "thing is" : "things are"} off`;
  if (isFit(findings)) return `All that is needed works${others}`;
  const needed = count("fails");
  return `${needed} ${needed === 1 ? "thing" : "things"} that ${
    needed === 1 ? "is" : "are"
  } needed ${needed === 1 ? "does" : "do"} not work${others}`;
}
