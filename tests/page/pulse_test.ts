import { assertEquals } from "@std/assert";
import { Pulse } from "../../static/feed/pulse.js";

Deno.test("Pulse corrects the lag by the server's clock, and counts ticks a second", () => {
  const pulse = new Pulse();
  // The server's clock is an hour ahead.
  pulse.greet({ now: 3_600_000, received: 0 });
  for (let s = 0; s <= 20; s++) pulse.beat({ s, t: 3_600_000 + s * 100 }, s * 100 + 3);
  assertEquals(pulse.lag(2003), 3);
  assertEquals(pulse.lag(2500), 500);
  assertEquals(Math.round(pulse.hz!), 10);
  assertEquals(pulse.text(2003), "tick 20 · 10 Hz · lag 3 ms");
  assertEquals(pulse.text(7450), "tick 20 · 10 Hz · lag 5.5 s");
});

Deno.test("Pulse says nothing of a pace that it does not know yet", () => {
  const pulse = new Pulse();
  assertEquals([pulse.lag(1_795_912_217_400), pulse.text(1_795_912_217_400)], [null, ""]);
  pulse.greet({ now: 0 });
  assertEquals([pulse.lag(1_795_912_217_400), pulse.text(1_795_912_217_400)], [null, ""]);
  pulse.beat({ s: 1, t: 100 }, 100);
  assertEquals([pulse.hz, pulse.text(100)], [null, "tick 1 · lag 0 ms"]);
});

Deno.test("Pulse says nothing of a lag between the hello of another server and its first values", () => {
  const pulse = new Pulse();
  pulse.greet({ now: 1000, received: 1000 });
  pulse.beat({ s: 7, t: 1000 }, 1000);
  assertEquals(pulse.lag(61_000), 60_000);
  pulse.greet({ now: 61_000, received: 61_000 });
  assertEquals([pulse.lag(61_500), pulse.text(61_500)], [null, ""]);
});
