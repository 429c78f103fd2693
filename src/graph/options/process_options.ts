import type { ProcessPermissions, ProcessSettings } from "../../protocol/mod.ts";
import {
  type Check,
  flag,
  isObject,
  misuse,
  parts,
  placed,
  type Schema,
  shown,
  whole,
} from "../../option_faults.ts";

/** The heap of an engine that is smaller does not even start; one that is larger no machine has. */
const LEAST_MEMORY_MB = 32;
const MOST_MEMORY_MB = 1_048_576;

/** What a process of actors may do, and how much memory it may take. */
export interface ProcessOptions {
  /**
   * What its actors may do: exactly that, whatever the program itself may. To load their modules they need no permission. `"all"` is all that
   * Deno lets anybody do, as `-A`; to run programs, or to load native libraries, is as much.
   *
   * @default {nothing}
   */
  readonly permissions?: ProcessPermissions | "all";
  /**
   * How much memory of its own it may take, in MiB: its heap, typed arrays and buffers; not what it shares with others, such as the program
   * and the graph's channels. An actor that takes more ends the process, which starts again: the crash is reported as `out of memory`. The
   * engine limits its heap by itself; the rest is looked at twenty times a second, so for a moment a process may have more. Without any
   * actor it has some 25 MiB.
   *
   * @default {what the engine thinks right for the machine}
   */
  readonly maxMemoryMb?: number;
  /**
   * Whether another process waits to take its place when it dies, so that its actors run again in a third of the time. No code of
   * theirs is run in it before. It takes as much memory as a process without actors.
   *
   * @default {false}
   */
  readonly spare?: boolean;
}

/** `true`, `false`, or a list of what exactly. */
function listOf<T>(what: string, allowsUrls: boolean): Check<boolean | readonly T[]> {
  return (value, place) => {
    if (typeof value === "boolean") return flag(value, place);
    const textOf = (one: unknown) =>
      allowsUrls && one instanceof URL ? decodeURIComponent(one.pathname) : one;
    const isValue = (text: unknown) =>
      typeof text === "string" && text !== "" && !text.includes(",");
    // Deno separates them by commas, and has no other way to say them.
    const fits = Array.isArray(value) &&
      value.every((one) => isValue(textOf(one)));
    return fits ? [] : [
      misuse(
        `${placed(place)} is ${
          shown(value)
        }, give true, false or an array of ${what}, none with a comma${
          what === "paths" ? ": name the folder above it, or a link to it" : ""
        }`,
      ),
    ];
  };
}

/** What is known of {@link ProcessPermissions}. */
export const PROCESS_PERMISSIONS: Schema<ProcessPermissions> = {
  read: { check: listOf("paths", true) },
  write: { check: listOf("paths", true) },
  net: { check: listOf("hosts", false) },
  env: { check: listOf("names", false) },
  run: { check: listOf("programs", true) },
  sys: { check: listOf("names", false) },
  ffi: { check: listOf("paths", true) },
  import: { check: listOf("hosts", false) },
};

const checkPermissions = parts<ProcessPermissions>(
  PROCESS_PERMISSIONS,
  `give "all" or { ${Object.keys(PROCESS_PERMISSIONS).join(", ")} }`,
);

/** What is known of {@link ProcessOptions}. */
export const PROCESS_OPTIONS: Schema<ProcessOptions, "spare"> = {
  permissions: {
    check: (value, place) => value === "all" ? [] : checkPermissions(value, place),
  },
  maxMemoryMb: {
    check: whole(LEAST_MEMORY_MB, MOST_MEMORY_MB, "MiB as a whole number"),
  },
  spare: { check: flag, default: false },
};

/** What was given, where faulty options are left out: the start reports those. */
export function soundProcess(
  { permissions, maxMemoryMb, spare }: ProcessOptions,
): Omit<ProcessSettings, "name"> {
  return {
    permissions: permissions === "all" || isObject(permissions) ? permissions : {},
    maxMemoryMb: maxMemoryMb ?? null,
    spare: spare === true,
  };
}
