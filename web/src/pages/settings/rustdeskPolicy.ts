import type { RuleGroup } from './policy';

export const RUSTDESK: RuleGroup[] = [
  {
    title: 'Linking',
    rules: [
      {
        kind: 'choice',
        key: 'linking',
        label: 'Customers may link a device themselves',
        help: 'Switched off, only admins assign devices. Those that are linked stay so.',
        choices: { on: 'Yes', off: 'No' },
      },
      {
        kind: 'choice',
        key: 'rustdesk_id_format',
        label: 'Which RustDesk IDs are accepted',
        help: 'Most PCs have 9 digits, Android phones and iPhones always 10; some owners chose a name instead.',
        choices: {
          known: '9 digits, or the ID of any device that has reported here',
          strict9: 'Exactly 9 digits',
          any: 'Any ID: 6 to 10 digits, or a name',
        },
      },
      {
        kind: 'choice',
        key: 'link_proof',
        label: 'What proves that a device is the customer’s',
        help: 'Until then the request gives no rights and blocks nobody; it ends after a day.',
        choices: {
          none: 'Nothing: no proof is needed',
          seen: 'The device is online at this server',
          device: 'Their code or sign-in on the device itself',
        },
      },
    ],
  },
  {
    title: 'Signing in to the app',
    rules: [
      {
        kind: 'number',
        key: 'app_idle_days',
        label: 'The app stays signed in for',
        help: 'Counted from when it was last used. A new password, or signing out everywhere, ends it at once.',
        unit: ['day', 'days'],
      },
    ],
  },
  {
    title: 'Settings for the app',
    rules: [
      {
        kind: 'text',
        key: 'rustdesk_host',
        label: 'ID server',
        help: 'Leave it empty to stay with RustDesk’s public servers.',
        placeholder: 'id.example.com',
      },
      {
        kind: 'text',
        key: 'rustdesk_key',
        label: 'Key',
        help: 'The public key of your own ID server, from its file id_ed25519.pub.',
        placeholder: '44 characters that end in =',
      },
      {
        kind: 'text',
        key: 'rustdesk_relay',
        label: 'Relay server',
        help: 'Only when it is not the ID server itself.',
        placeholder: 'relay.example.com',
      },
    ],
  },
];

export const LAPSE: RuleGroup[] = [
  {
    rules: [
      {
        kind: 'choice',
        key: 'on_lapse',
        label: 'When a subscription ends',
        help: 'Either way nothing can be linked or changed until it is active again.',
        choices: { keep: 'The device stays linked', unlink: 'The device is unlinked' },
      },
    ],
  },
];
