/**
 * A storm by hand: `deno run -A tests/links/storm/main.ts --faults 500 --seed 1`, with toxiproxy where it is (`STEADY_SERVERS` names its
 * folder), or with `--deno` over a network in Deno alone. `--connects takes` has the taking pod connect, `--settled` acknowledges what is
 * settled only. It ends with 1 if a number is lost or there twice.
 */
import { noToxiproxy } from "../../connectors/servers/toxiproxy.ts";
import { denoNetwork, toxicNetwork } from "./network.ts";
import { storm } from "./storm.ts";

function given(name: string): string | undefined {
  const at = Deno.args.indexOf(`--${name}`);
  return at < 0 ? undefined : Deno.args[at + 1] ?? "";
}

const isDeno = Deno.args.includes("--deno") || noToxiproxy !== undefined;
const faults = Number(given("faults") ?? 100);
const begun = performance.now();
const result = await storm({
  seed: Number(given("seed") ?? 1),
  faults,
  network: isDeno ? denoNetwork : toxicNetwork,
  connects: given("connects") === "takes" ? "takes" : "sends",
  acknowledge: Deno.args.includes("--settled") ? "settled" : "received",
  told(fault, { count, lost, doubled }) {
    if (fault % 100 === 0) {
      console.log(`${fault} faults: ${count} taken, ${lost} lost, ${doubled} doubled`);
    }
  },
});
const { network, sent, taken } = result;
console.log(
  `${faults} faults by ${network} in ${((performance.now() - begun) / 1000).toFixed(0)} s: ` +
    `${sent.count} sent, ${taken.count} taken, ${taken.lost} lost, ${taken.doubled} doubled`,
);
console.log(JSON.stringify(result.faults));
const isExact = sent.count === taken.count && taken.lost === 0 && taken.doubled === 0;
const isSound = sent.crashes + taken.crashes === 0 && sent.end === "good" && taken.end === "good";
if (!isSound) {
  console.log(
    `An actor has died, or a graph has not ended well: ${JSON.stringify({ sent, taken })}`,
  );
}
Deno.exit(isExact && isSound ? 0 : 1);
