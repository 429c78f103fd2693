/** What was asked for could not be printed. */
export const EXIT_NOT_PRINTED = 1;

/** A project was, or is to be, brought in step with its drawing, and something is left for a person to choose. */
export const EXIT_CONFLICTS = 1;

/** A drawing and what was made from it differ. */
export const EXIT_DIFFERENT = 1;

/** Something was installed, or taken away, in part: systemd refused a step. */
export const EXIT_NOT_DONE = 1;

/** What was asked makes no sense, or the script is not there: nothing was started. */
export const EXIT_USAGE = 2;

/** Something that a graph needs does not work here. BSD's `sysexits.h` names 69 for what is not available. */
export const EXIT_UNFIT = 69;

/** The program died too often. BSD's `sysexits.h` names 75 for what may work later. */
export const EXIT_GAVE_UP = 75;

/** The program could not be started at all; what a shell reports for that. */
export const EXIT_NOT_STARTED = 126;

/** `run` of this package ended the process because threads of its graph could not be ended: see `src/runner.ts`. */
export const EXIT_ZOMBIE = 70;
