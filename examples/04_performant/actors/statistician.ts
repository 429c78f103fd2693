import { any, cell, defineActor, f64, rx } from "@steady-state/deno/actor";

/** Sums up what comes, and says once a second how fast it came. */
export const statistician = defineActor(import.meta, "statistician", {
  ports: { fahrenheit: rx(f64) },
  state: { count: f64, sum: f64, min: cell(f64, Infinity), max: cell(f64, -Infinity) },
  async run(actor) {
    const { ports: { fahrenheit }, state, log } = actor;
    let reported = state.count;
    let since = actor.clock.now();
    while (actor.isRunning(() => fahrenheit.isClosedAndEmpty)) {
      await actor.wait(any(fahrenheit.avail(), actor.periodic(1000)));
      for (const slice of fahrenheit.peekSlices()) {
        let { sum, min, max } = state;
        for (let i = 0; i < slice.length; i++) {
          const value = slice[i] as number;
          sum += value;
          if (value < min) min = value;
          if (value > max) max = value;
        }
        Object.assign(state, { sum, min, max, count: state.count + slice.length });
        fahrenheit.advance(slice.length);
      }
      const now = actor.clock.now();
      if (now - since < 1000) continue;
      const millions = (state.count - reported) / (now - since) / 1000;
      log.info(`${millions.toFixed(1)} million readings a second`);
      actor.setStatus(`${millions.toFixed(0)} M/s`);
      reported = state.count;
      since = now;
    }
  },
});
