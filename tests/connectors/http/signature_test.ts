import { assert, assertEquals, assertRejects } from "@std/assert";
import { httpSource } from "../../../src/connectors/http/mod.ts";
import { SignatureCheck } from "../../../src/connectors/http/signature.ts";
import { MisconfiguredError } from "../../../src/connectors/wire.ts";
import { openSource, pulled } from "../loopback_wires.ts";
import { freePort } from "../servers/find.ts";

Deno.test.sanitizer({ ops: true, resources: true });

// The example that the libraries of Standard Webhooks are tested by.
const STANDARD = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  seconds: 1_614_265_330,
  body: '{"test": 2432232314}',
  headers: {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  },
};

// The example of GitHub's documentation.
const GITHUB = {
  secret: "It's-a-Secret-to-Everybody",
  body: "Hello, World!",
};

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

async function hmacHex(secret: string, text: string): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytesOf(secret), algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, bytesOf(text))).toHex();
}

Deno.test("a signature of Standard Webhooks passes, with whatever else is there", async () => {
  const { secret, headers, body, seconds } = STANDARD;
  const now = seconds * 1000;
  const check = await SignatureCheck.of("standard", secret);
  assert(await check.passes(new Headers(headers), bytesOf(body), now));
  const more = { ...headers, "webhook-signature": `v1,AAAA v1a,x ${headers["webhook-signature"]}` };
  assert(await check.passes(new Headers(more), bytesOf(body), now));
  const both = await SignatureCheck.of("standard", `whsec_AAAA ${secret}`);
  assert(await both.passes(new Headers(headers), bytesOf(body), now));
  assertEquals(check.id(new Headers(headers), bytesOf(body)), headers["webhook-id"]);
});

Deno.test("a signature of Standard Webhooks does not pass when anything is changed", async () => {
  const { secret, headers, body, seconds } = STANDARD;
  const now = seconds * 1000;
  const check = await SignatureCheck.of("standard", secret);
  for (
    const change of [
      { "webhook-id": "msg_other" },
      { "webhook-timestamp": "1614265331" },
      { "webhook-timestamp": "soon" },
      { "webhook-signature": "" },
      { "webhook-signature": "v1,h0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" },
      { "webhook-signature": headers["webhook-signature"].replace("v1,", "v2,") },
    ]
  ) {
    const changed = new Headers({ ...headers, ...change });
    assertEquals(await check.passes(changed, bytesOf(body), now), false, JSON.stringify(change));
  }
  assertEquals(await check.passes(new Headers(headers), bytesOf(`${body} `), now), false);
  assertEquals(await check.passes(new Headers(), bytesOf(body), now), false);
  const other = await SignatureCheck.of("standard", "whsec_AAAA");
  assertEquals(await other.passes(new Headers(headers), bytesOf(body), now), false);
});

Deno.test("a signature of Standard Webhooks passes for five minutes, before and after", async () => {
  const { secret, headers, body, seconds } = STANDARD;
  const check = await SignatureCheck.of("standard", secret);
  const passes = (at: number) => check.passes(new Headers(headers), bytesOf(body), at * 1000);
  assertEquals(
    await Promise.all([-301, -300, 300, 301].map((later) => passes(seconds + later))),
    [false, true, true, false],
  );
});

Deno.test("a signature of GitHub passes, and its delivery is the id", async () => {
  const { secret, body } = GITHUB;
  const check = await SignatureCheck.of("github", secret);
  const signature = `sha256=${await hmacHex(secret, body)}`;
  const headers = new Headers({
    "x-hub-signature-256": signature,
    "x-github-delivery": "72d3162e",
  });
  assert(await check.passes(headers, bytesOf(body), 0));
  assertEquals(await check.passes(headers, bytesOf("Hello, World?"), 0), false);
  assertEquals(await check.passes(new Headers(), bytesOf(body), 0), false);
  assertEquals(check.id(headers, bytesOf(body)), "72d3162e");
});

Deno.test("a signature of Stripe passes for five minutes, and the event's id is the id", async () => {
  const secret = "whsec_stripe";
  const body = '{"id":"evt_1","type":"invoice.paid"}';
  const check = await SignatureCheck.of("stripe", secret);
  const v1 = await hmacHex(secret, `1000.${body}`);
  const headers = new Headers({ "stripe-signature": `t=1000,v1=00,v1=${v1},v0=11` });
  assertEquals(
    [
      await check.passes(headers, bytesOf(body), 1_300_000),
      await check.passes(headers, bytesOf(body), 1_301_000),
    ],
    [true, false],
  );
  assertEquals(check.id(headers, bytesOf(body)), "evt_1");
  assertEquals(check.id(headers, bytesOf("no json")), undefined);
});

Deno.test("httpSource takes what is signed, answers 401 to what is not, and tells nobody the secret", async () => {
  const port = freePort();
  const { secret } = STANDARD;
  Deno.env.set("TEST_HOOK_SECRET", secret);
  await using source = await openSource(httpSource, { port, secretEnv: "TEST_HOOK_SECRET" });
  const url = `http://127.0.0.1:${port}/`;
  const post = async (headers: Record<string, string>, body: string) => {
    const response = await fetch(url, { method: "POST", headers, body });
    return { status: response.status, text: await response.text() };
  };
  // Signed once, and long ago.
  const old = await post(STANDARD.headers, STANDARD.body);
  assertEquals(old.status, 401);
  assert(!old.text.includes(secret));
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = await crypto.subtle.importKey(
    "raw",
    Uint8Array.fromBase64(secret.slice("whsec_".length)),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const signed = await crypto.subtle.sign("HMAC", key, bytesOf(`msg_9.${timestamp}.{}`));
  const answer = post({
    "webhook-id": "msg_9",
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${new Uint8Array(signed).toBase64()}`,
    "idempotency-key": "of nobody",
  }, "{}");
  const messages = await pulled(source.wire, 1);
  assertEquals(messages[0]?.origin, "msg_9");
  assertEquals(messages[0]?.raw.headers?.["webhook-signature"], undefined);
  await source.wire.settle(messages);
  assertEquals((await answer).status, 202);
});

Deno.test("httpSource refuses a secret that is none, or is not there", async () => {
  const port = freePort();
  Deno.env.set("TEST_HOOK_SECRET", "not base64!");
  const secretEnv = "TEST_HOOK_SECRET";
  const none = await assertRejects(
    () => openSource(httpSource, { port, secretEnv }),
    MisconfiguredError,
  );
  assert(none.message.startsWith("Cannot check signatures: the secret that secretEnv names"));
  assert(!none.message.includes("not base64!"), "it tells the secret");
  Deno.env.delete(secretEnv);
  await assertRejects(() => openSource(httpSource, { port, secretEnv }), MisconfiguredError);
});
