/**
 * Programs that their machine starts and keeps: the texts by which systemd, launchd and Windows do, printed, and units of systemd
 * installed and taken away again.
 *
 * @module
 */
export { type Installer, installUnit, uninstallUnit } from "./install.ts";
export {
  type InstallJob,
  parseInstall,
  parsePrint,
  parseUninstall,
  type PrintOptions,
  type ServiceScope,
  type UninstallOptions,
} from "./options.ts";
export { type PrintedService, printService } from "./print.ts";
export type { ProgramPlace } from "./program.ts";
export { StepError } from "./steps.ts";
