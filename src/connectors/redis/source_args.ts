/** What `redisSource` is told by. */
export type RedisSourceArgs = {
  /** Where Redis is: `redis://HOST:PORT/DATABASE`, or `rediss://` for TLS. */
  readonly server: string;
  /** Who logs in; `""` is the default user of Redis. */
  readonly user: string;
  /** The environment variable that has the password; `""` for none. */
  readonly passwordEnv: string;
  /** A file with the certificates of who may have signed the server's, beside those that Deno trusts; `""` for none. */
  readonly caFile: string;
  /** The key of the stream. */
  readonly stream: string;
  /** The consumer group. Its members share the entries of the stream. */
  readonly group: string;
  /**
   * What this member of the group is called: the same after a restart, and nobody else's, for instance the name of the machine. With `""`
   * it makes up a name; then what it had under way when its process dies comes again only after `claimAfterMs`.
   */
  readonly consumer: string;
  /** Whether the stream and the group are made if they are not there. Otherwise that crashes the actor. */
  readonly create: boolean;
  /** Where a group that is made begins: `"0"` at the first entry, `"$"` behind the last one, or behind an id. */
  readonly from: string;
  /** The field that has the message; the others are its headers. `""` takes a whole entry as a JSON object, and so does an entry without the field. */
  readonly field: string;
  /** After how many milliseconds without a sign of life the entries of another member are taken over, at least 1000. */
  readonly claimAfterMs: number;
  /** Whether entries are deleted from the stream when they are settled: only where this is its one group. */
  readonly removeSettled: boolean;
};
