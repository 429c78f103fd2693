/** After how long another worker has what a dead one had, in milliseconds: as short as may be, for the runs' sake. */
export const ACK_WAIT_MS = 1000;
