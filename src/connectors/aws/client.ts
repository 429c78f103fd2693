import type { NodeHttpHandler } from "npm:@smithy/node-http-handler@4.14.2";
import { MisconfiguredError } from "../wire.ts";
import { missingFaults } from "../arg_checks.ts";
import { fromEnvironment } from "../../client/environment.ts";

/** How a service of AWS, or one that speaks as it does, is reached. */
export interface AwsArgs extends Record<string, unknown> {
  /** The region: `eu-central-1`. */
  readonly region: string;
  /** The address of the service; `""` is that of AWS in the region. */
  readonly endpoint: string;
  /**
   * The name of the environment variable with the id of the access key. `""` has the SDK look for credentials, as of a role, where it does
   * so by default; it needs permissions of its own for that.
   */
  readonly accessKeyIdEnv: string;
  /** The name of the environment variable with the secret of the access key. */
  readonly secretAccessKeyEnv: string;
  /** The name of the environment variable with the session token of temporary credentials; `""` if there is none. */
  readonly sessionTokenEnv: string;
}

/** The args of every wire to AWS, as they are by default. */
export const AWS_ARGS: AwsArgs = {
  region: "",
  endpoint: "",
  accessKeyIdEnv: "AWS_ACCESS_KEY_ID",
  secretAccessKeyEnv: "AWS_SECRET_ACCESS_KEY",
  sessionTokenEnv: "",
};

/** What is wrong with them. */
export function awsFaults(args: AwsArgs): string[] {
  const isHalf = (args.accessKeyIdEnv === "") !== (args.secretAccessKeyEnv === "");
  return [
    ...missingFaults(args, "region"),
    ...(args.endpoint === "" || URL.canParse(args.endpoint)
      ? []
      : [`endpoint must be an address, as https://s3.example.com, but is ${args.endpoint}`]),
    ...(isHalf
      ? ["accessKeyIdEnv and secretAccessKeyEnv must both be given, or none of them"]
      : []),
  ];
}

/** How long a connection may take to be made, in milliseconds. */
const CONNECT_MS = 3000;
/** How often the SDK tries a request before its error counts. The source and the sink try again after that, with pauses that grow. */
const ATTEMPTS = 2;

/** How long a client waits for its service, in milliseconds. */
export interface AwsPatience {
  /** For an answer, from when it is asked for. `0` is as long as something comes or goes. */
  readonly answerMs: number;
  /** For something to come or go at all. */
  readonly idleMs: number;
}

/** What a client of the SDK is made with. */
export interface AwsConfig {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly maxAttempts: number;
  readonly retryMode: string;
  readonly defaultsMode: "standard";
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
  readonly requestHandler: NodeHttpHandler;
}

/** What a client of the SDK is made with: what it would look for by itself in files and variables is said. */
export async function awsConfig(
  args: AwsArgs,
  { answerMs, idleMs }: AwsPatience,
): Promise<AwsConfig> {
  const { NodeHttpHandler } = await import("npm:@smithy/node-http-handler@4.14.2");
  const accessKeyId = fromEnvironment("accessKeyIdEnv", args.accessKeyIdEnv);
  const secretAccessKey = fromEnvironment("secretAccessKeyEnv", args.secretAccessKeyEnv);
  const sessionToken = fromEnvironment("sessionTokenEnv", args.sessionTokenEnv);
  return {
    region: args.region,
    ...(args.endpoint !== "" && { endpoint: args.endpoint }),
    ...(accessKeyId !== undefined && secretAccessKey !== undefined && {
      credentials: {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken !== undefined && { sessionToken }),
      },
    }),
    maxAttempts: ATTEMPTS,
    retryMode: "standard",
    defaultsMode: "standard",
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECT_MS,
      requestTimeout: answerMs,
      throwOnRequestTimeout: true,
      socketTimeout: idleMs,
    }),
  };
}

const REFUSED = "allow it to the owner of the access key, or correct the key";

/** What a service says if it is not to be tried again, and what to do. */
const MISCONFIGURED: Readonly<Record<string, string>> = {
  NoSuchBucket: "make the bucket, or correct its name",
  QueueDoesNotExist: "make the queue, or correct its address",
  "AWS.SimpleQueueService.NonExistentQueue": "make the queue, or correct its address",
  InvalidAddress: "correct the address of the queue",
  AccessDenied: "allow it to the owner of the access key",
  AccessDeniedException: "allow it to the owner of the access key",
  AllAccessDisabled: "allow it to the owner of the access key",
  InvalidAccessKeyId:
    "set the environment variable that accessKeyIdEnv names to a key that there is",
  InvalidClientTokenId:
    "set the environment variable that accessKeyIdEnv names to a key that there is",
  UnrecognizedClientException:
    "set the environment variable that accessKeyIdEnv names to a key that there is",
  SignatureDoesNotMatch: "set the environment variable that secretAccessKeyEnv names to its secret",
  InvalidSignatureException:
    "set the environment variable that secretAccessKeyEnv names to its secret",
  ExpiredToken: "renew the credentials, and start again",
  PermanentRedirect: "give the region that the bucket is in",
  AuthorizationHeaderMalformed: "give the region that the bucket is in",
  NotCapable: "allow it",
  CredentialsProviderError: "name the environment variables, or give the process a role",
};

/** What the errors of the SDK have. */
export interface AwsFailure {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
}

/** An error of the SDK, as far as it is looked at. */
export function awsFailure(error: unknown): AwsFailure {
  const { name, message, $metadata } = error as {
    readonly name?: string;
    readonly message?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return { name: name ?? "Error", message: message ?? "", status: $metadata?.httpStatusCode };
}

/** An error of the SDK as one of a wire. */
export function awsError(doing: string, error: unknown): Error {
  if (error instanceof MisconfiguredError) return error;
  const { name, message, status } = awsFailure(error);
  const isRefused = (status === 401 || status === 403) &&
    !/throttl|overlimit|timetooskewed/i.test(name);
  const remedy = MISCONFIGURED[name] ?? (isRefused ? REFUSED : undefined);
  const what = message === "" ? name : `${name}: ${message}`;
  return remedy === undefined
    ? new Error(`Cannot ${doing}: ${what}`, { cause: error })
    : new MisconfiguredError(`Cannot ${doing}: ${what}; ${remedy}`, { cause: error });
}

/** The address that requests go to, as errors name it. */
export function awsAddress(args: AwsArgs): string {
  return args.endpoint === "" ? args.region : args.endpoint;
}
