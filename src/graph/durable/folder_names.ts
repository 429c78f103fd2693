/** The file that says which actors there are. */
export const INDEX = "index.json";
/** What several files are to be, while they are being changed. */
export const JOURNAL = "commit.json";

const OWN = new Set([INDEX, JOURNAL]);

/** Names that mean a device on Windows, whatever comes behind them. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const MOST_CHARACTERS = 100;

/** Whether that may be the name of an actor's file. */
export function isFileName(name: unknown): name is string {
  return typeof name === "string" && /^[A-Za-z0-9_-][A-Za-z0-9_~-]*\.json$/.test(name) &&
    !OWN.has(name.toLowerCase());
}

/**
 * A name for the file of an actor: its label as far as every file system takes it. That of another one may be as good as the same, so
 * the label itself stands in the file.
 *
 * @param taken The names that are taken, in lower case: some file systems tell no cases apart.
 */
export function fileNameOf(label: string, taken: ReadonlySet<string>): string {
  const plain = label.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, MOST_CHARACTERS);
  const stem = DEVICE.test(plain) ? `_${plain}` : plain;
  for (let n = 1;; n++) {
    const name = `${stem}${n === 1 ? "" : `~${n}`}.json`;
    if (!taken.has(name.toLowerCase()) && isFileName(name)) return name;
  }
}
