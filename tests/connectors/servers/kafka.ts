/**
 * A real Kafka, for tests: one broker that is its own controller, with its data in a temporary folder.
 *
 * @module
 */
import { Admin, Producer } from "@platformatic/kafka";
import { freePort, serverFile, serverProgram } from "./find.ts";
import { ServerProcess } from "./server_process.ts";

/** Why there is no Kafka here, or `undefined` if there is. */
export const noKafka: string | undefined = serverFile("kafka/libs") === undefined
  ? "there is no kafka/libs in STEADY_SERVERS"
  : serverProgram("java") === undefined
  ? "there is no java on PATH"
  : undefined;

/** The version, as the name of its jar has it. */
export const kafkaVersion: string | undefined = noKafka === undefined ? versionOfJars() : undefined;

/** Who may log in at {@link KafkaServer.login}, by PLAIN and by SCRAM-SHA-256. */
export const KAFKA_LOGIN = { user: "steady", password: "right" };

/** A way to the broker that goes through a proxy: where the broker listens for it, and where clients are told to connect. */
export interface ProxiedListener {
  readonly listen: number;
  readonly advertised: number;
}

/** A record as tests write it. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition?: number;
  readonly value: string | Uint8Array;
}

/** A running broker. It keeps its topics over {@link KafkaServer.restart}. */
export interface KafkaServer extends AsyncDisposable {
  /** Where it is, for whoever comes without a login. */
  readonly servers: string;
  /** Where it is by the way through the proxy, if there is one. */
  readonly proxied: string;
  /** Where it asks for a login. */
  readonly login: string;
  /** Where it speaks TLS, by the certificate in this file. `undefined` where there is no openssl to make one. */
  readonly encrypted: { readonly servers: string; readonly caFile: string } | undefined;
  readonly version: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM: it ends in good order. */
  stop(): Promise<void>;
  /** After that, at the same ports, with the same topics. */
  restart(): Promise<void>;
  /** SIGSTOP: connections stay, and are not answered. */
  pause(): void;
  resume(): void;
  /** Makes a topic, and resolves once the broker knows it. */
  topic(
    name: string,
    partitions: number,
    configs?: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Writes records straight to it. */
  write(records: readonly KafkaRecord[]): Promise<void>;
}

/** Starts one. Look at {@link noKafka} before. */
export async function startKafka(proxied?: ProxiedListener): Promise<KafkaServer> {
  if (noKafka !== undefined) throw new Error(`Cannot start Kafka: ${noKafka}`);
  const folder = await Deno.makeTempDir({ prefix: "kafka-" });
  const ports = {
    plain: freePort(),
    login: freePort(),
    encrypted: freePort(),
    controller: freePort(),
  };
  const caFile = await makeCertificate(folder);
  const file = `${folder}/kraft.properties`;
  await Deno.writeTextFile(
    file,
    properties({ folder, ports, proxied, isEncrypted: caFile !== undefined }),
  );
  await format(file);
  const servers = `127.0.0.1:${ports.plain}`;
  const process = await ServerProcess.start({
    program: serverProgram("java")!,
    args: [...JAVA, "-cp", classPath(), "kafka.Kafka", file],
    answers: () => answers(servers),
  });
  return {
    servers,
    proxied: `127.0.0.1:${proxied?.advertised ?? 0}`,
    login: `127.0.0.1:${ports.login}`,
    encrypted: caFile === undefined
      ? undefined
      : { servers: `127.0.0.1:${ports.encrypted}`, caFile },
    version: kafkaVersion ?? "",
    kill: () => process.kill(),
    stop: () => process.stop(),
    restart: () => process.restart(),
    pause: () => process.pause(),
    resume: () => process.resume(),
    topic: (name, partitions, configs) => makeTopic(servers, name, partitions, configs ?? {}),
    write: (records) => write(servers, records),
    async [Symbol.asyncDispose]() {
      await process[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** What Java is told that runs a broker. */
export const JAVA = [
  "-Xmx512m",
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
];

/** Where the jars are. */
export function classPath(): string {
  return `${serverFile("kafka/libs")}/*`;
}

function versionOfJars(): string | undefined {
  for (const { name } of Deno.readDirSync(serverFile("kafka/libs")!)) {
    const version = /^kafka-clients-(.*)\.jar$/.exec(name)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

/** Makes the folder of a broker, as its properties say. */
export async function format(file: string): Promise<void> {
  const { user, password } = KAFKA_LOGIN;
  const { success, stdout, stderr } = await new Deno.Command(serverProgram("java")!, {
    args: [
      ...JAVA,
      "-cp",
      classPath(),
      "kafka.tools.StorageTool",
      "format",
      "-t",
      "c3RlYWR5LXN0YXRlLTAwMQ",
      "-c",
      file,
      "--add-scram",
      `SCRAM-SHA-256=[name=${user},password=${password}]`,
    ],
  }).output();
  if (success) return;
  const text = new TextDecoder();
  throw new Error(
    `Cannot format the folder of Kafka:\n${text.decode(stdout)}${text.decode(stderr)}`,
  );
}

/** Makes a certificate for 127.0.0.1, and returns its file. */
async function makeCertificate(folder: string): Promise<string | undefined> {
  const openssl = serverProgram("openssl");
  if (openssl === undefined) return undefined;
  const [key, certificate] = [`${folder}/key.pem`, `${folder}/certificate.pem`];
  const { success, stderr } = await new Deno.Command(openssl, {
    args: [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"],
      ...["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
    ],
  }).output();
  if (!success) throw new Error(`Cannot make a certificate: ${new TextDecoder().decode(stderr)}`);
  const both = await Promise.all([key, certificate].map((file) => Deno.readTextFile(file)));
  await Deno.writeTextFile(`${folder}/store.pem`, both.join(""));
  return certificate;
}

function properties({ folder, ports, proxied, isEncrypted }: {
  readonly folder: string;
  readonly ports: Readonly<Record<"plain" | "login" | "encrypted" | "controller", number>>;
  readonly proxied: ProxiedListener | undefined;
  readonly isEncrypted: boolean;
}): string {
  const listeners = [
    `PLAINTEXT://127.0.0.1:${ports.plain}`,
    `LOGIN://127.0.0.1:${ports.login}`,
    ...(isEncrypted ? [`ENCRYPTED://127.0.0.1:${ports.encrypted}`] : []),
  ];
  const through = (port: number) => proxied === undefined ? [] : [`PROXIED://127.0.0.1:${port}`];
  const listening = [...listeners, ...through(proxied?.listen ?? 0)];
  const advertised = [...listeners, ...through(proxied?.advertised ?? 0)];
  const modules = "org.apache.kafka.common.security";
  return `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${ports.controller}
listeners=${[...listening, `CONTROLLER://127.0.0.1:${ports.controller}`].join(",")}
advertised.listeners=${advertised.join(",")}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT,LOGIN:SASL_PLAINTEXT,ENCRYPTED:SSL
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.name.login.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256
listener.name.login.plain.sasl.jaas.config=${modules}.plain.PlainLoginModule required user_${KAFKA_LOGIN.user}="${KAFKA_LOGIN.password}";
listener.name.login.scram-sha-256.sasl.jaas.config=${modules}.scram.ScramLoginModule required;
${
    isEncrypted
      ? `listener.name.encrypted.ssl.keystore.type=PEM
listener.name.encrypted.ssl.keystore.location=${folder}/store.pem`
      : ""
  }
log.dirs=${folder}/data
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=5
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=5
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
`;
}

/** A client that asks once, and does not wait long. */
function settings(servers: string) {
  return { clientId: "test", bootstrapBrokers: [servers], retries: 20, retryDelay: 200 };
}

/** Whether a broker answers. */
export async function answers(servers: string): Promise<boolean> {
  const admin = new Admin({ ...settings(servers), retries: 0, connectTimeout: 1_000 });
  try {
    return (await admin.metadata({})).brokers.size > 0;
  } catch {
    return false;
  } finally {
    await admin.close();
  }
}

/** Makes a topic. */
export async function makeTopic(
  servers: string,
  name: string,
  partitions: number,
  configs: Readonly<Record<string, string>>,
  replicas = 1,
): Promise<void> {
  const admin = new Admin(settings(servers));
  try {
    await admin.createTopics({
      topics: [name],
      partitions,
      replicas,
      configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
    });
    await admin.metadata({ topics: [name] });
  } finally {
    await admin.close();
  }
}

/** Writes records. */
export async function write(
  servers: string,
  records: readonly KafkaRecord[],
): Promise<void> {
  const producer = new Producer({ ...settings(servers), idempotent: true, retries: 300 });
  try {
    await producer.send({
      messages: records.map(({ value, ...where }) => ({
        ...where,
        value: Buffer.from(value as string),
      })),
    });
  } finally {
    await producer.close();
  }
}
