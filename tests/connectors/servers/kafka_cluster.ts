/**
 * A cluster of three brokers of Kafka, for runs by hand: each partition is at all of them, and two suffice.
 *
 * @module
 */
import { freePort, serverProgram } from "./find.ts";
import { answers, classPath, format, JAVA, makeTopic, noKafka, write } from "./kafka.ts";
import { ServerProcess } from "./server_process.ts";

/** How many brokers there are. */
export const BROKERS = 3;

/** A running cluster. */
export interface KafkaCluster extends AsyncDisposable {
  /** Where all of them are. */
  readonly servers: string;
  /** SIGKILL of one of them. */
  kill(broker: number): Promise<void>;
  /** Starts it again. */
  restart(broker: number): Promise<void>;
  topic(name: string, partitions: number): Promise<void>;
  write(records: readonly { topic: string; partition: number; value: string }[]): Promise<void>;
}

/** Starts one. Look at {@link noKafka} before. */
export async function startKafkaCluster(): Promise<KafkaCluster> {
  if (noKafka !== undefined) throw new Error(`Cannot start Kafka: ${noKafka}`);
  const folder = await Deno.makeTempDir({ prefix: "kafka-" });
  const nodes = Array.from({ length: BROKERS }, (_, i) => {
    const id = i + 1;
    return { id, plain: freePort(), controller: freePort(), file: `${folder}/${id}.properties` };
  });
  const servers = nodes.map(({ plain }) => `127.0.0.1:${plain}`);
  const voters = nodes.map(({ id, controller }) => `${id}@127.0.0.1:${controller}`).join(",");
  for (const { id, plain, controller, file } of nodes) {
    await Deno.writeTextFile(file, properties({ id, plain, controller, voters, folder }));
    await format(file);
  }
  const processes = await Promise.all(nodes.map(({ file }, i) =>
    ServerProcess.start({
      program: serverProgram("java")!,
      args: [...JAVA, "-cp", classPath(), "kafka.Kafka", file],
      answers: () => answers(servers[i]!),
    })
  ));
  const one = servers[0]!;
  return {
    servers: servers.join(","),
    kill: (broker) => processes[broker]!.kill(),
    restart: (broker) => processes[broker]!.restart(),
    topic: (name, partitions) =>
      makeTopic(one, name, partitions, { "min.insync.replicas": "2" }, BROKERS),
    // Each partition by itself: its leader may come to be another one's than that of the others.
    async write(records) {
      const parts = Map.groupBy(records, ({ partition }) => partition).values();
      await Promise.all([...parts].map((part) => write(one, part)));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(processes.map((process) => process[Symbol.asyncDispose]()));
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function properties(
  { id, plain, controller, voters, folder }: {
    readonly id: number;
    readonly plain: number;
    readonly controller: number;
    readonly voters: string;
    readonly folder: string;
  },
): string {
  const listeners = `PLAINTEXT://127.0.0.1:${plain}`;
  return `
process.roles=broker,controller
node.id=${id}
controller.quorum.voters=${voters}
listeners=${listeners},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=${listeners}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=${folder}/data-${id}
auto.create.topics.enable=false
offsets.topic.num.partitions=5
offsets.topic.replication.factor=3
transaction.state.log.replication.factor=3
transaction.state.log.min.isr=2
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
`;
}
