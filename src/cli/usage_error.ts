/** What was asked on the command line cannot be done. The message is one sentence for whoever typed it. */
export class UsageError extends Error {
  /** With that sentence. */
  constructor(sentence: string) {
    super(sentence);
    this.name = "UsageError";
  }
}
