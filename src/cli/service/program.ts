import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { IS_AT_JSR, PACKAGE_URL, VERSION } from "../../package.ts";
import { writeDuration } from "../duration.ts";
import { DEFAULTS, type Options } from "../options.ts";
import { isAddress } from "../script.ts";
import type { ServiceJob } from "./options.ts";

/** Where a program lives. All paths are absolute. */
export interface ProgramPlace {
  /** The path of Deno. */
  readonly execPath: string;
  readonly cwd: string;
}

/** A script's absolute path; an address stays one. */
export function scriptPath(script: string, cwd: string): string {
  return isAddress(script) ? script : resolve(cwd, script);
}

/** What a program is called: as it is said, or a script's own name, or that of its folder where every script is called so. */
export function serviceName({ options, script }: ServiceJob, cwd: string): string {
  if (options.name !== undefined) return options.name;
  const parts = scriptPath(script, cwd).replace(/[?#].*$/, "").split(/[/\\]/)
    .filter((part) => part !== "");
  const [folder = "", file = ""] = parts.slice(-2);
  const stem = file.replace(/\.[cm]?[jt]sx?$/, "");
  const name = /^(main|mod|index)$/.test(stem) ? folder : stem;
  return name.replace(/[^A-Za-z0-9_.]+/g, "-").replace(/^[-.]+|[-.]+$/g, "") || "program";
}

/** The words that follow Deno's path where `cli run` is to keep the program. */
export function runWords({ options, script, args }: ServiceJob, cwd: string): string[] {
  return [
    ...["run", "-A", addressOfCli(), "run", ...optionWords(options)],
    ...[scriptPath(script, cwd), ...args],
  ];
}

/** The options of `run`, but for those that hold anyway. */
function optionWords(options: Options): string[] {
  const { restarts, withinMs, firstMs, maxMs, onExit, graceMs, deno } = options;
  const words: [option: string, value: string, usual: string][] = [
    ["--restarts", `${restarts}`, `${DEFAULTS.restarts}`],
    ["--within", writeDuration(withinMs), writeDuration(DEFAULTS.withinMs)],
    [
      "--backoff",
      `${writeDuration(firstMs)}..${writeDuration(maxMs)}`,
      `${writeDuration(DEFAULTS.firstMs)}..${writeDuration(DEFAULTS.maxMs)}`,
    ],
    ["--on-exit", onExit, DEFAULTS.onExit],
    ["--grace", writeDuration(graceMs), writeDuration(DEFAULTS.graceMs)],
  ];
  const said = words.filter(([, value, usual]) => value !== usual)
    .map(([option, value]) => `${option}=${value}`);
  return [...said, ...deno.map((flag) => `--deno=${flag}`)];
}

/** This command, as another process can run it. */
export function addressOfCli(): string {
  if (IS_AT_JSR) return `jsr:@steady-state/deno@${VERSION}/cli`;
  const url = new URL("src/cli/main.ts", PACKAGE_URL);
  return url.protocol === "file:" ? fileURLToPath(url) : url.href;
}
