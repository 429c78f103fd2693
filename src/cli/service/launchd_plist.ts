import { UsageError } from "../usage_error.ts";
import type { ServiceJob, ServiceScope } from "./options.ts";
import { type ProgramPlace, runWords, serviceName } from "./program.ts";
import { escapeXml } from "./xml.ts";

/** launchd waits so much longer than `cli run` does before it kills what is left. */
const MORE_GRACE_S = 5;

/**
 * The text of a file by which launchd keeps `cli run`, which keeps the program: launchd knows no limit of restarts.
 *
 * @throws {UsageError} if it would run as root without anybody having said so
 */
export function launchdPlist(job: ServiceJob, { execPath, cwd }: ProgramPlace): string {
  const { scope, user, graceMs } = job.options;
  if (scope === "system" && user === undefined) {
    throw new UsageError(
      "Cannot print launchd: what launchd keeps for the machine runs as root where no account is named, " +
        "give one by --user, or say --scope user",
    );
  }
  const label = serviceName(job, cwd);
  const words = [execPath, ...runWords(job, cwd)]
    .map((word) => `    <string>${escapeXml(word)}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
${directionsFor(label, scope)}
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${label}</string>
${user === undefined ? "" : `  <key>UserName</key>\n  <string>${user}</string>\n`}\
  <key>ProgramArguments</key>
  <array>
${words.join("\n")}
  </array>
  <key>WorkingDirectory</key>
  <string>${escapeXml(cwd)}</string>
  <key>RunAtLoad</key>
  <true/>
  <key>ExitTimeOut</key>
  <integer>${Math.ceil(graceMs / 1000) + MORE_GRACE_S}</integer>
  <key>StandardOutPath</key>
  <string>${escapeXml(logOf(label, scope, cwd))}</string>
  <key>StandardErrorPath</key>
  <string>${escapeXml(logOf(label, scope, cwd))}</string>
</dict>
</plist>
`;
}

function logOf(label: string, scope: ServiceScope, cwd: string): string {
  return scope === "user" ? `${cwd}/${label}.log` : `/Library/Logs/${label}.log`;
}

/** What to do with the file, and how to be rid of it again. */
function directionsFor(label: string, scope: ServiceScope): string {
  const [folder, domain, sudo] = scope === "user"
    ? ["~/Library/LaunchAgents", "gui/$UID", ""]
    : ["/Library/LaunchDaemons", "system", "sudo "];
  return `<!--
  ${folder}/${label}.plist. Then:
    ${sudo}launchctl bootstrap ${domain} ${folder}/${label}.plist
  To remove it, and then its file:
    ${sudo}launchctl bootout ${domain}/${label}
-->`;
}
