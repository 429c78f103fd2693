/** What a process is told that looks at a program. */
export interface OnlookerRequest {
  /** URL of the module that exports the kinds of the messages, or `null` if there is none. */
  readonly messages: string | null;
  /** What the line begins with that has the reply. */
  readonly mark: string;
}

/** The variable by which it is told. */
export const ONLOOKER_VARIABLE = "STEADY_STATE_ONLOOKER";
