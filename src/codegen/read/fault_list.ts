/** What is wrong with a drawing: everything, with where it is. */
export class FaultList {
  readonly #faults: { readonly line: number; readonly text: string }[] = [];

  /** Adds a fault: what is wrong, and what to write instead. */
  add(text: string, line?: number): void {
    this.#faults.push({ line: line ?? Infinity, text });
  }

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.#faults.length === 0;
  }

  /** All of them as sentences, by their lines; none twice. */
  get texts(): string[] {
    const ordered = this.#faults.toSorted((a, b) => a.line === b.line ? 0 : a.line - b.line);
    return [
      ...new Set(
        ordered.map(({ line, text }) => line === Infinity ? text : `line ${line}: ${text}`),
      ),
    ];
  }
}
