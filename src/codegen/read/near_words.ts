/** Finds what somebody may have meant who made a typing error. */

/** Which of `known` the word is, or is nearly; `undefined` if it is none of them. */
export function closest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const name of known) {
    const limit = name.length < 6 ? 1 : 2;
    if (Math.abs(word.length - name.length) > limit) continue;
    const distance = distanceOf(word.toLowerCase(), name.toLowerCase());
    if (distance <= limit && distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** How many letters have to be put in, left out, changed, or exchanged with the next. */
function distanceOf(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, before[j - 2]! + 1);
      }
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
