/** As much of mqtt as is measured here. Its own types bring those of Node, and all of the project would be checked with them. */
export interface MqttClient {
  handleMessage: (packet: unknown, done: () => void) => void;
  once(event: "connect", listener: () => void): void;
  once(event: "error", listener: (error: Error) => void): void;
  publishAsync(topic: string, message: Uint8Array, options: { readonly qos: 1 }): Promise<unknown>;
  endAsync(): Promise<void>;
}

export interface ClientOptions {
  readonly protocolVersion: 5;
  readonly clientId: string;
  readonly clean: boolean;
  readonly reconnectPeriod: number;
  readonly properties: {
    readonly sessionExpiryInterval: number;
    readonly receiveMaximum: number;
  };
}

declare const mqtt: { connect(url: string, options: ClientOptions): MqttClient };
export default mqtt;
