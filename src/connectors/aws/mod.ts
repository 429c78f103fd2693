/**
 * What wires to services of AWS have in common.
 *
 * @module
 */
export {
  AWS_ARGS,
  awsAddress,
  type AwsArgs,
  awsConfig,
  awsError,
  awsFailure,
  awsFaults,
} from "./client.ts";
export { forEachOfMany, inGroups, orAborted, sha256 } from "./many.ts";
