/**
 * An MQTT 5 broker as a source and as a sink: {@link mqttSource} subscribes to topics, {@link mqttSink} publishes, both with
 * acknowledgements. For `defineSource` and `defineSink`.
 *
 * @module
 */

export { type MqttItem, type MqttMessage, mqttSink, type MqttSinkArgs } from "./sink.ts";
export { type MqttPosition, mqttSource, type MqttSourceArgs } from "./source.ts";
