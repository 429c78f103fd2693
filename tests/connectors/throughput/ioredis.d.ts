/** As much of ioredis as is measured here. Its own types bring those of Node, and all of the project would be checked with them. */
export interface Pipeline {
  xadd(stream: string, id: string, field: string, value: Uint8Array): void;
  exec(): Promise<[Error | null, unknown][] | null>;
}

export class Redis {
  constructor(
    url: string,
    options: { readonly lazyConnect: boolean; readonly retryStrategy: () => null },
  );
  connect(): Promise<void>;
  disconnect(): void;
  pipeline(): Pipeline;
  del(...keys: string[]): Promise<number>;
  xgroup(...parts: string[]): Promise<unknown>;
  xack(stream: string, group: string, ...ids: Uint8Array[]): Promise<number>;
  xreadgroupBuffer(
    ...parts: (string | number)[]
  ): Promise<[Uint8Array, [Uint8Array, Uint8Array[]][]][]>;
}
