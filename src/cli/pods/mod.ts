/**
 * Pods: the processes of a graph that is distributed over several, as a manifest describes them. They are run on this machine, or printed
 * for who runs them elsewhere.
 *
 * @module
 */
export { kubernetesText } from "./kubernetes.ts";
export { type LoadedPods, loadPods } from "./load.ts";
export type { Pod, PodManifest } from "./manifest.ts";
export { type KubernetesOptions, parseKubernetes, parsePods, type PodsOptions } from "./options.ts";
export { systemdText, type UnitAccount } from "./systemd.ts";
export { bringUp } from "./up.ts";
