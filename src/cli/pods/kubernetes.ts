import { isAbsolute, relative } from "node:path";
import { isAddress } from "../script.ts";
import { UsageError } from "../usage_error.ts";
import { type LoadedPods, scriptOf } from "./load.ts";
import type { FilledPod } from "./manifest.ts";
import { yamlText, type YamlValue } from "./yaml.ts";

/** Kubernetes waits so much longer than the program may take to end before it kills it, in seconds. */
const MORE_GRACE_S = 5;

/** Where files that outlive a pod are. */
const STATE_FOLDER = "/var/lib/pod";

/**
 * What has Kubernetes keep the pods: for each a Deployment, or a StatefulSet where it keeps files, of one copy; and a Service where it has
 * ports. The order of their starts does not matter.
 *
 * @param image the image of all: the folder of the manifest is its working directory
 * @throws {UsageError} if a program is not in the folder of the manifest, and so not in the image
 */
export function kubernetesText({ pods, folder }: LoadedPods, image: string): string {
  const strangers = [...pods].filter(([, pod]) => isOutside(scriptOf(pod, folder), folder));
  if (strangers.length > 0) {
    throw new UsageError(
      `Cannot print kubernetes: the program of ${
        strangers.map(([name]) => `"${name}"`).join(", ")
      } is not in the folder of the manifest, which is what the image has; move it there`,
    );
  }
  const objects = [...pods].flatMap(([name, pod]) => [
    workload(name, pod, { image, folder }),
    ...(pod.ports.length === 0 && !pod.durable ? [] : [service(name, pod)]),
  ]);
  return `# ${
    [...pods.keys()].join(", ")
  }. Then: kubectl apply -f FILE; to remove it: kubectl delete -f FILE\n${
    objects.map((object) => `---\n${yamlText(object)}`).join("")
  }`;
}

function isOutside(script: string, folder: string): boolean {
  if (isAddress(script)) return false;
  const path = relative(folder, script);
  return path.startsWith("..") || isAbsolute(path);
}

/** What has a pod run, and has it run again. */
function workload(
  name: string,
  pod: FilledPod,
  { image, folder }: { readonly image: string; readonly folder: string },
): YamlValue {
  const labels = { app: name };
  const spec = {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        // Longer than the program's own patience with what does not end; 0 is SIGKILL at once.
        terminationGracePeriodSeconds: pod.graceMs === 0
          ? 0
          : Math.ceil(pod.graceMs / 1000) + MORE_GRACE_S,
        containers: [container(name, pod, { image, folder })],
      },
    },
  };
  const { durable } = pod;
  return {
    apiVersion: "apps/v1",
    kind: durable ? "StatefulSet" : "Deployment",
    metadata: { name, labels },
    spec: durable
      ? { serviceName: name, ...spec, volumeClaimTemplates: [claim()] }
      // A second one beside the first would read and write the same.
      : { ...spec, strategy: { type: "Recreate" } },
  };
}

function container(
  name: string,
  pod: FilledPod,
  { image, folder }: { readonly image: string; readonly folder: string },
): YamlValue {
  const script = scriptOf(pod, folder);
  const path = isAddress(script) ? script : relative(folder, script).replaceAll("\\", "/");
  const env = {
    ...pod.env,
    ...(pod.durable ? { STATE_DIRECTORY: STATE_FOLDER } : {}),
  };
  return {
    name,
    image,
    command: ["deno", "run", ...pod.deno, path, ...pod.args],
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
    ports: pod.ports.map((port) => ({ containerPort: port })),
    ...(pod.page === undefined ? {} : probes(pod.page)),
    ...(pod.durable ? { volumeMounts: [{ name: "state", mountPath: STATE_FOLDER }] } : {}),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    },
  };
}

/**
 * Whether its host answers, and whether its links have partners. The page listens on loopback, where nobody but the pod itself can ask.
 */
function probes(port: number): Readonly<Record<string, YamlValue>> {
  const probe = (path: string) => {
    const ask = `if (!(await fetch("http://127.0.0.1:${port}${path}")).ok) Deno.exit(1)`;
    return { exec: { command: ["deno", "eval", ask] }, timeoutSeconds: 5 };
  };
  return {
    startupProbe: { ...probe("/healthz"), periodSeconds: 2, failureThreshold: 30 },
    livenessProbe: { ...probe("/healthz"), periodSeconds: 20, failureThreshold: 3 },
    readinessProbe: { ...probe("/readyz"), periodSeconds: 10, failureThreshold: 2 },
  };
}

function service(name: string, pod: FilledPod): YamlValue {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: {
      selector: { app: name },
      // Others find the pod itself under this name, not a balance of several.
      clusterIP: "None",
      // A pod whose links have no partner yet is not ready, and its partners find it all the same: else neither would ever be.
      publishNotReadyAddresses: true,
      ...(pod.ports.length === 0
        ? {}
        : { ports: pod.ports.map((port) => ({ name: `p${port}`, port })) }),
    },
  };
}

function claim(): YamlValue {
  return {
    metadata: { name: "state" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  };
}
