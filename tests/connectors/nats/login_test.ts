import { assertEquals, assertRejects } from "@std/assert";
import { nkeys } from "@nats-io/nats-core";
import { MisconfiguredError } from "../../../src/connectors/mod.ts";
import { natsPrograms, noNats, startNats } from "../servers/nats.ts";
import { NatsBed, opening, pullAll, textOf } from "./nats_bed.ts";
import { natsSink } from "../../../src/connectors/nats/mod.ts";

const ignore = noNats !== undefined;
const name = (what: string) => noNats === undefined ? what : `${what}: ${noNats}`;

/** Sets environment variables until it is disposed of. */
function environment(values: Readonly<Record<string, string>>): Disposable {
  for (const [variable, value] of Object.entries(values)) Deno.env.set(variable, value);
  return {
    [Symbol.dispose]() {
      for (const variable of Object.keys(values)) Deno.env.delete(variable);
    },
  };
}

for (const program of natsPrograms) {
  Deno.test(`nats ${program.version}: a token lets in, and no other`, async () => {
    await using bed = await NatsBed.make({ login: { token: "open sesame" }, program });
    using _right = environment({ NATS_TEST_TOKEN: "open sesame", NATS_TEST_WRONG: "open barley" });
    await bed.publish("in");
    const [message] = await pullAll(await bed.source({ tokenEnv: "NATS_TEST_TOKEN" }), 1);
    assertEquals(textOf(message!), "in");
    const refused = await assertRejects(
      () => bed.source({ tokenEnv: "NATS_TEST_WRONG" }),
      MisconfiguredError,
    );
    assertEquals(
      refused.message,
      `Cannot connect to NATS at 127.0.0.1:${bed.server.port}: the server refuses the token in NATS_TEST_WRONG (Authorization Violation); check what it lets in, and the environment variables of the login`,
    );
    await assertRejects(() => bed.source(), MisconfiguredError, "refuses who has no login");
    await assertRejects(
      () => bed.source({ tokenEnv: "NATS_TEST_NOT_SET" }),
      MisconfiguredError,
      "Cannot find environment variable NATS_TEST_NOT_SET, which tokenEnv names",
    );
  });
}

Deno.test({
  name: name("nats: a user with a password is let in, and not with another"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make({ login: { user: "ali", password: "baba" } });
    using _set = environment({ NATS_TEST_PASSWORD: "baba", NATS_TEST_WRONG: "cassim" });
    await bed.sink({ user: "ali", passwordEnv: "NATS_TEST_PASSWORD" });
    await assertRejects(
      () => bed.sink({ user: "ali", passwordEnv: "NATS_TEST_WRONG" }),
      MisconfiguredError,
      'the server refuses user "ali" with the password in NATS_TEST_WRONG',
    );
  },
});

Deno.test({
  name: name("nats: an NKey lets in, and not another"),
  ignore,
  async fn() {
    const [mine, other] = [nkeys.createUser(), nkeys.createUser()];
    const seed = (pair: typeof mine) => new TextDecoder().decode(pair.getSeed());
    using _set = environment({
      NATS_TEST_SEED: seed(mine),
      NATS_TEST_OTHER: seed(other),
      NATS_TEST_NONSENSE: "SUSAN",
    });
    await using server = await startNats({ nkey: mine.getPublicKey() });
    const open = async (nkeySeedEnv: string) => {
      const wire = await natsSink.create({ ...natsSink.args, servers: server.url, nkeySeedEnv });
      try {
        await wire.open(opening());
      } finally {
        await wire.close();
      }
    };
    await open("NATS_TEST_SEED");
    await assertRejects(
      () => open("NATS_TEST_OTHER"),
      MisconfiguredError,
      "the server refuses the NKey in NATS_TEST_OTHER",
    );
    await assertRejects(
      () => open("NATS_TEST_NONSENSE"),
      MisconfiguredError,
      "does not hold the seed of a user's NKey",
    );
  },
});
