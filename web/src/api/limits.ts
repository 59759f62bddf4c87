// Made from the models of the API by `make generate`; nobody edits this file.

/** The lowest and the highest value of a setting. */
export const SETTING_RANGES = {
  max_live_codes: [1, 50],
  max_live_codes_per_person: [1, 50],
  code_minutes: [1, 15],
  max_devices_per_person: [1, 1000],
  credential_days: [1, 3650],
  app_idle_days: [1, 365],
  session_days: [1, 30],
  trail_days: [30, 36500],
} as const;

/** The longest text of a setting, in characters. */
export const SETTING_LENGTHS = {
  rustdesk_host: 200,
  rustdesk_key: 200,
  rustdesk_relay: 200,
  support_contact: 200,
  app_url: 500,
  user_code_mask: 24,
} as const;

/** The longest name, in characters. */
export const NAME_LENGTH = 100;

/** The most devices that one request removes. */
export const MOST_REMOVED = 100;
