import { type Job, type KnownOptions, readJob, readOptions } from "../job.ts";
import { DEFAULTS, type Options, type Reader, RUN_OPTIONS } from "../options.ts";
import { UsageError } from "../usage_error.ts";

/** Whose a service is: the machine's, or that of whoever installs it. */
export type ServiceScope = "system" | "user";

/** What can be said of a program that its machine is to keep. */
export interface KeepOptions extends Options {
  /** Its name; chosen from the script if undefined. */
  readonly name: string | undefined;
  /** The account that it runs under; chosen by whoever keeps it if undefined. */
  readonly user: string | undefined;
  readonly scope: ServiceScope;
}

/** A program that its machine is to keep. */
export type ServiceJob = Job<KeepOptions>;

/** Who keeps programs on a machine. */
export type ServiceManager = "systemd" | "launchd" | "windows";

/** What is printed. */
export interface PrintOptions {
  readonly manager: ServiceManager;
  readonly job: ServiceJob;
}

/** Units of several programs, which a manifest describes. */
export interface UnitsOptions {
  /** The file of the manifest. */
  readonly file: string;
  /** Which of them; all, if there are none. */
  readonly names: readonly string[];
  readonly user: string | undefined;
  readonly scope: ServiceScope;
}

/** What can be said of a unit that is installed. */
export interface InstallOptions extends KeepOptions {
  /** Is it enabled and started as well? */
  readonly now: boolean;
  /** Is it only told what would be done? */
  readonly dryRun: boolean;
}

/** A program that is installed. */
export type InstallJob = Job<InstallOptions>;

/** What is uninstalled. */
export interface UninstallOptions {
  /** The unit's name. */
  readonly name: string;
  readonly scope: ServiceScope;
  /** Is it only told what would be done? */
  readonly dryRun: boolean;
}

const MANAGERS: readonly ServiceManager[] = ["systemd", "launchd", "windows"];

const SERVICE_DEFAULTS: KeepOptions = {
  ...DEFAULTS,
  name: undefined,
  user: undefined,
  scope: "system",
};

const SERVICE_VALUED: Readonly<Record<string, Reader<KeepOptions>>> = {
  ...RUN_OPTIONS,
  "--name": (value) => ({ name: readName("--name", value) }),
  "--user": (value, { scope }) => withOneAccount({ user: readName("--user", value), scope }),
  "--scope": (value, { user }) => withOneAccount({ user, scope: readScope(value) }),
};

const PRINT_LINE: KnownOptions<KeepOptions> = {
  defaults: SERVICE_DEFAULTS,
  valued: SERVICE_VALUED,
};

const INSTALL_LINE: KnownOptions<InstallOptions> = {
  defaults: { ...SERVICE_DEFAULTS, now: false, dryRun: false },
  valued: SERVICE_VALUED,
  switches: { "--now": { now: true }, "--dry-run": { dryRun: true } },
};

const UNINSTALL_LINE: KnownOptions<Omit<UninstallOptions, "name">> = {
  defaults: { scope: "system", dryRun: false },
  valued: { "--scope": (value) => ({ scope: readScope(value) }) },
  switches: { "--dry-run": { dryRun: true } },
};

/**
 * Reads what follows `print`; `undefined` if help is asked for.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parsePrint([word, ...args]: readonly string[]): PrintOptions | undefined {
  if (word === "--help" || word === "-h") return undefined;
  const manager = MANAGERS.find((name) => name === word);
  if (manager === undefined) {
    const given = word === undefined ? "it is not said for whom" : `"${word}" keeps no programs`;
    throw new UsageError(
      `Cannot print: ${given}, say systemd, launchd, windows or kubernetes, as in print systemd main.ts`,
    );
  }
  const job = readJob(`print ${manager}`, args, PRINT_LINE);
  return job && { manager, job };
}

/**
 * Reads what follows `print systemd` where units of several programs are asked for, by `--pods`; `undefined` if help is.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parseUnits(args: readonly string[]): UnitsOptions | undefined {
  const read = readOptions<Omit<UnitsOptions, "names">>("print systemd --pods", args, {
    defaults: { file: "", user: undefined, scope: "system" },
    valued: {
      "--pods": (file) => ({ file }),
      "--user": (value, { scope }) => withOneAccount({ user: readName("--user", value), scope }),
      "--scope": (value, { user }) => withOneAccount({ user, scope: readScope(value) }),
    },
  });
  return read && { ...read.options, names: read.rest };
}

/**
 * Reads what follows `install`; `undefined` if help is asked for.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parseInstall(args: readonly string[]): InstallJob | undefined {
  return readJob("install", args, INSTALL_LINE);
}

/**
 * Reads what follows `uninstall`; `undefined` if help is asked for.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parseUninstall(args: readonly string[]): UninstallOptions | undefined {
  const names: string[] = [];
  let options = UNINSTALL_LINE.defaults;
  for (let rest = args; rest.length > 0;) {
    const read = readOptions("uninstall", rest, { ...UNINSTALL_LINE, defaults: options });
    if (read === undefined) return undefined;
    options = read.options;
    names.push(...read.rest.slice(0, 1));
    rest = read.rest.slice(1);
  }
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) {
    throw new UsageError(
      `Cannot uninstall: ${
        name === undefined ? "no name is" : `${names.length} names are`
      } given, give that of the unit, as in uninstall shop`,
    );
  }
  return { name: readName("the name", name), ...options };
}

function readScope(value: string): ServiceScope {
  if (value === "system" || value === "user") return value;
  throw new UsageError(`Cannot read --scope "${value}": it is neither system nor user`);
}

/** A unit of one's own runs under one's own account. */
function withOneAccount(given: Pick<KeepOptions, "user" | "scope">): Partial<KeepOptions> {
  if (given.user === undefined || given.scope === "system") return given;
  throw new UsageError(
    `Cannot read --user "${given.user}": with --scope user the account is that of whoever installs it, leave --user out`,
  );
}

/** A name; units may be called by that of their file. */
function readName(option: string, value: string): string {
  const name = value.replace(/\.service$/, "");
  // Two dashes end a comment of XML.
  if (/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name) && !name.includes("--")) return name;
  throw new UsageError(
    `Cannot read ${option} "${value}": a name is of letters, digits, "_", "." and "-", but not of two dashes in a row`,
  );
}
