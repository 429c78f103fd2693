/**
 * What is wrong: rules, when they hold, and who is told.
 *
 * @module
 */
export { type AlertBook, withActive } from "./alert_book.ts";
export { AlertEngine } from "./alert_engine.ts";
export { AlertLog, type Alerts } from "./alert_log.ts";
export { JudgedValues } from "./judged_values.ts";
export { statName, valueText } from "./rule_text.ts";
export { standardAlerts, standardSourceAlerts } from "./standard_rules.ts";
export { Teller } from "./teller.ts";
export { Webhook } from "./webhook.ts";
export { checkWebhookPermission, WEBHOOK_OPTIONS, type WebhookOptions } from "./webhook_options.ts";
