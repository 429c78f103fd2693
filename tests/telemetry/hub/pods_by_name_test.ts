import { assertEquals } from "@std/assert";
import { NameWatch, type Resolve } from "../../../src/telemetry/hub/pods_by_name.ts";
import type { PodReach } from "../../../src/telemetry/hub/pod_reach.ts";

/** What a roster is told. */
class ToldRoster {
  readonly followed: string[] = [];
  readonly unwanted: string[] = [];
  follow({ place }: PodReach): void {
    this.followed.push(place);
  }
  unwant(place: string): void {
    this.unwanted.push(place);
  }
}

/** Has a watch look once, and gives what the roster was told. */
async function look(name: string, resolve: Resolve): Promise<ToldRoster> {
  const roster = new ToldRoster();
  const looked = Promise.withResolvers<void>();
  const watch = new NameWatch({ name, port: 9901 }, roster, async (...asked) => {
    try {
      return await resolve(...asked);
    } finally {
      setTimeout(looked.resolve, 0);
    }
  });
  await looked.promise;
  await new Promise((resolve) => setTimeout(resolve, 0));
  watch.close();
  return roster;
}

Deno.test("all addresses of a name are pods", async () => {
  const { followed } = await look("shop.internal", (_, type) => {
    if (type === "A") return Promise.resolve(["10.0.0.1", "10.0.0.2"]);
    // One with addresses of both kinds is one pod.
    return Promise.resolve(["fd00::1"]);
  });
  assertEquals(followed, ["10.0.0.1:9901", "10.0.0.2:9901"]);
});

Deno.test("a name with addresses of one kind alone is asked for the other in vain", async () => {
  const { followed } = await look("shop.internal", (_, type) => {
    if (type === "AAAA") return Promise.resolve(["fd00::1"]);
    return Promise.reject(new Deno.errors.NotFound("no record found"));
  });
  assertEquals(followed, ["[fd00::1]:9901"]);
});

Deno.test("a service tells the ports of its pods, too", async () => {
  const { followed } = await look("_page._tcp.shop", (name, type) => {
    if (type === "SRV") {
      return Promise.resolve([
        { target: "one.shop.", port: 7001 },
        { target: "two.shop.", port: 7002 },
      ]);
    }
    if (type === "AAAA") return Promise.resolve([]);
    return Promise.resolve([name === "one.shop" ? "10.0.0.1" : "10.0.0.2"]);
  });
  assertEquals(followed, ["10.0.0.1:7001", "10.0.0.2:7002"]);
});
