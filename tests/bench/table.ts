import { OURS, type Result } from "./results.ts";

/** Four digits, whatever the size. */
function short(value: number): string {
  if (value === 0) return "0";
  return value.toLocaleString("en", { maximumSignificantDigits: value >= 1000 ? 6 : 3 });
}

/** Prints some lines of the table: ours first, then each peer with how many times better ours is. */
export function printRows(results: readonly Result[]): void {
  for (const { case: letter, name, unit, ours, peers, ratios, spread, notRun } of results) {
    console.log(`\n(${letter}) ${name}, ${unit}`);
    const range = (who: string) => {
      const { min, max } = spread[who]!;
      return `${short(min)} to ${short(max)}`;
    };
    if (ours !== null) {
      console.log(`  ${OURS.padEnd(30)} ${short(ours).padStart(10)}            ${range(OURS)}`);
    }
    for (const [peer, value] of Object.entries(peers)) {
      const ratio = ratios[peer];
      const times = ratio === undefined || !Number.isFinite(ratio) ? "" : `${short(ratio)} ×`;
      console.log(
        `  ${peer.padEnd(30)} ${short(value).padStart(10)} ${times.padStart(10)} ${range(peer)}`,
      );
    }
    for (const [peer, why] of Object.entries(notRun)) {
      console.log(`  ${peer.padEnd(30)}    not run: ${why}`);
    }
  }
}
