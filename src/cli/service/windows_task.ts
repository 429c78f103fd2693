import { UsageError } from "../usage_error.ts";
import type { ServiceJob } from "./options.ts";
import { type ProgramPlace, runWords, serviceName } from "./program.ts";
import { escapeXml } from "./xml.ts";

/** The account of Windows that may do little, and that needs no password. */
const LOCAL_SERVICE = "S-1-5-19";

/**
 * The text of a task by which the task scheduler of Windows keeps `cli run`, which keeps the program. A service of Windows answers
 * to whoever controls it, which no program of Deno does.
 *
 * @param account whose it is with scope `user`, if that is known
 * @throws {UsageError} if it is not known and has to be
 */
export function windowsTask(
  job: ServiceJob,
  { execPath, cwd }: ProgramPlace,
  account: string | undefined,
): string {
  const { scope, user } = job.options;
  if (scope === "user" && account === undefined) {
    throw new UsageError(
      "Cannot print windows: with --scope user the task is yours, and who you are is not known here; " +
        "print it on the machine that it is for, with --allow-env=USERNAME",
    );
  }
  const name = serviceName(job, cwd);
  const own = scope === "user" ? `\n      <UserId>${escapeXml(account!)}</UserId>` : "";
  const trigger = scope === "user" ? "LogonTrigger" : "BootTrigger";
  return `<?xml version="1.0"?>
<!--
  In a file shop.xml, say; then, as whoever may:
    schtasks /Create /TN ${name} /XML shop.xml
    schtasks /Run /TN ${name}
  To remove it:
    schtasks /End /TN ${name}
    schtasks /Delete /TN ${name}
-->
<Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task" version="1.2">
  <RegistrationInfo>
    <Description>${name} (Deno)</Description>
  </RegistrationInfo>
  <Triggers>
    <${trigger}>
      <Enabled>true</Enabled>${own}
    </${trigger}>
  </Triggers>
  <Principals>
    <Principal id="Author">
${principalOf(scope === "user" ? account : user, scope === "user")}
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${escapeXml(execPath)}</Command>
      <Arguments>${escapeXml(runWords(job, cwd).map(quoteForWindows).join(" "))}</Arguments>
      <WorkingDirectory>${escapeXml(cwd)}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
`;
}

/** Who it runs as. `S4U` is an account without its password, which then reaches no files of other machines. */
function principalOf(account: string | undefined, isLoggedOn: boolean): string {
  if (account === undefined) return `      <UserId>${LOCAL_SERVICE}</UserId>`;
  const type = isLoggedOn ? "InteractiveToken" : "S4U";
  return `      <UserId>${escapeXml(account)}</UserId>\n      <LogonType>${type}</LogonType>`;
}

/** A word as programs of Windows take it out of their line: backslashes count only before a quotation mark. */
export function quoteForWindows(word: string): string {
  if (word !== "" && !/[\s"]/.test(word)) return word;
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
}
