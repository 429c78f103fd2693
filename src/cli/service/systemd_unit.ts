import { writeDuration } from "../duration.ts";
import type { Policy } from "../options.ts";
import type { ServiceJob, ServiceScope } from "./options.ts";
import { type ProgramPlace, scriptPath, serviceName } from "./program.ts";

/** What a unit says besides, where its program is one of several. */
export interface UnitCompany {
  /** Units that are started before it, and ended after it. */
  readonly after: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The text of a unit with which systemd itself does what `run` does. What is left out of the hardening, Deno needs: memory
 * that is written and then executed (V8), and the system calls around it.
 */
export function systemdUnit(
  job: ServiceJob,
  { execPath, cwd }: ProgramPlace,
  company: UnitCompany = { after: [], env: {} },
): string {
  const { options, script, args } = job;
  const name = serviceName(job, cwd);
  const words = ["run", ...options.deno, scriptPath(script, cwd), ...args].map(quoteArgument);
  return `[Unit]
Description=${escapeSpecifiers(name)} (Deno)
${options.scope === "user" ? "" : "Wants=network-online.target\nAfter=network-online.target\n"}${
    company.after.length === 0 ? "" : afterLines(company.after)
  }# The first start counts too.
StartLimitIntervalSec=${writeDuration(options.withinMs)}
StartLimitBurst=${options.restarts + 1}

[Service]
Type=exec
ExecStart=${[quotePath(execPath), ...words].join(" ")}
WorkingDirectory=${escapeSpecifiers(cwd)}
SyslogIdentifier=${name}
${environmentLines(company.env)}
${restartLines(options)}

${endLines(options)}

${options.scope === "user" ? ownPlaces(name) : sharedPlaces(name, options.user)}
`;
}

/** A unit, with what to do with it and how to be rid of it again. */
export function printedUnit(
  job: ServiceJob,
  place: ProgramPlace,
  company?: UnitCompany,
): string {
  return `${directionsFor(serviceName(job, place.cwd), job.options.scope)}

${systemdUnit(job, place, company)}`;
}

/** What is ended after it takes what it has sent. */
function afterLines(after: readonly string[]): string {
  return `# It sends to them: it is ended before they are.\nAfter=${
    after.map((name) => `${name}.service`).join(" ")
  }\n`;
}

function environmentLines(env: Readonly<Record<string, string>>): string {
  return Object.entries(env).map(([name, value]) =>
    `Environment=${quotePath(`${name}=${value}`)}\n`
  ).join("");
}

function directionsFor(name: string, scope: ServiceScope): string {
  const [folder, systemctl] = scope === "user"
    ? ["~/.config/systemd/user/", "systemctl --user"]
    : ["/etc/systemd/system/", "systemctl"];
  const boot = scope === "user"
    ? "\n# It runs while you are logged in; from boot on after: loginctl enable-linger"
    : "";
  return `# ${name}.service, for ${folder}. Then:
#   ${systemctl} daemon-reload && ${systemctl} enable --now ${name}${boot}
# To remove it, and then its file:
#   ${systemctl} disable --now ${name}`;
}

/** A unit of one's own: it may do what one may oneself. */
function ownPlaces(name: string): string {
  return `# What it keeps goes to ~/.config/${name} ($STATE_DIRECTORY), or to ~/.local/state/${name} from systemd 254 on.
StateDirectory=${name}
NoNewPrivileges=yes

[Install]
WantedBy=default.target`;
}

/** A unit of the machine, shut off from what it does not need. */
function sharedPlaces(name: string, user: string | undefined): string {
  const account = user === undefined ? "DynamicUser=yes" : `User=${user}`;
  return `# What it keeps goes to /var/lib/${name} ($STATE_DIRECTORY); ReadWritePaths= allows more.
${account}
StateDirectory=${name}
CacheDirectory=${name}
Environment=DENO_DIR=%C/${name}
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
NoNewPrivileges=yes
# For a port below 1024: CAP_NET_BIND_SERVICE here, and in AmbientCapabilities=.
CapabilityBoundingSet=
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
# Not MemoryDenyWriteExecute=yes: V8 compiles at run time.

[Install]
WantedBy=multi-user.target`;
}

/** What whoever asked for a unit should know about it; undefined if there is nothing. */
export function unitNote(
  { options, script }: ServiceJob,
  { execPath, cwd }: ProgramPlace,
): string | undefined {
  if (options.user !== undefined || options.scope === "user") return undefined;
  const hidden = [execPath, scriptPath(script, cwd)].filter((path) =>
    /^\/(home|root)\//.test(path)
  );
  if (hidden.length === 0) return undefined;
  return `Note: the account that systemd makes cannot look into homes, so not at ${
    hidden.join(" and ")
  }; move it, or pass --user`;
}

function restartLines({ restarts, onExit, firstMs, maxMs }: Policy): string {
  if (restarts === 0) return "Restart=no";
  const restart = onExit === "always" ? "always" : "on-failure";
  const lines = [`Restart=${restart}`, `RestartSec=${writeDuration(firstMs)}`];
  const doublings = Math.ceil(Math.log2(maxMs / Math.max(firstMs, 1)));
  if (doublings > 0) {
    lines.push(
      "# From systemd 254 on the pause can grow:",
      `#RestartSteps=${doublings}`,
      `#RestartMaxDelaySec=${writeDuration(maxMs)}`,
    );
  }
  return lines.join("\n");
}

function endLines({ graceMs }: Policy): string {
  // A timeout of 0 would be none.
  if (graceMs === 0) {
    return "# It is killed without being asked.\nKillSignal=SIGKILL\nKillMode=mixed";
  }
  return `# The program alone is asked to end; what is left of its own processes is killed when it has.
KillSignal=SIGTERM
KillMode=mixed
TimeoutStopSec=${writeDuration(graceMs)}`;
}

/** `systemd.service(5)`, "Command lines": `%` begins a specifier, `$` a variable, and quotes hold C's escapes. */
function quoteArgument(word: string): string {
  return quotePath(word.replaceAll("$", "$$$$"));
}

/** The program's own path is not searched for variables, nor are those of its environment. */
function quotePath(word: string): string {
  const text = escapeSpecifiers(word);
  if (/^[A-Za-z0-9_./:=@,+%$-]+$/.test(text)) return text;
  const inner = text.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return `"${inner}"`;
}

function escapeSpecifiers(text: string): string {
  return text.replaceAll("%", "%%");
}
