import type { SETTING_LENGTHS, SETTING_RANGES } from '../../api/limits';
import type { Settings } from '../../api/types';
import { plural } from '../../ui/format';

/** All but those that have a form of their own. */
type PolicyKey = Exclude<keyof Settings, 'second_factor_roles'>;
type Value = Settings[PolicyKey];

interface Described<Key extends PolicyKey> {
  key: Key;
  label: string;
  help: string;
}

interface NumberRule extends Described<keyof typeof SETTING_RANGES> {
  kind: 'number';
  /** What an empty field means, where it may be empty. */
  empty?: string;
  /** What this server allows, where that is less than the setting itself. */
  range?: { least: number; most: number | null };
  unit: [one: string, many: string];
}

interface TextRule extends Described<keyof typeof SETTING_LENGTHS> {
  kind: 'text';
  placeholder: string;
}

/** A setting with a few values. The compiler notices a value without words, and words without a value. */
type ChoiceRule = {
  [Key in Exclude<PolicyKey, NumberRule['key'] | TextRule['key']>]: Described<Key> & {
    kind: 'choice';
    /** What each value means, in the order in which they are offered. */
    choices: Record<`${Settings[Key]}`, string>;
  };
}[Exclude<PolicyKey, NumberRule['key'] | TextRule['key']>];

export type Rule = NumberRule | ChoiceRule | TextRule;

export interface RuleGroup {
  /** Where a form has several. */
  title?: string;
  rules: Rule[];
}

export const PAIRING: RuleGroup[] = [
  {
    title: 'Codes',
    rules: [
      {
        kind: 'choice',
        key: 'pairing',
        label: 'Devices may be paired by code',
        help: 'Switched off, nobody can make a code, and those that wait are good for nothing. Paired devices go on.',
        choices: { on: 'Yes', off: 'No' },
      },
      {
        kind: 'number',
        key: 'code_minutes',
        label: 'A code is valid for',
        help: 'Shorter is safer, longer leaves more time to type.',
        unit: ['minute', 'minutes'],
      },
      {
        kind: 'choice',
        key: 'code_length',
        label: 'Length of a code',
        help: 'Eight characters are far harder to guess, and a little slower to type.',
        choices: { 6: '6 characters', 8: '8 characters' },
      },
      {
        kind: 'number',
        key: 'max_live_codes',
        label: 'Codes waiting at once',
        help: 'Those of everybody in the company together.',
        unit: ['code', 'codes'],
      },
      {
        kind: 'number',
        key: 'max_live_codes_per_person',
        label: 'Codes waiting at once, per person',
        help: 'Each code of a sheet counts.',
        unit: ['code', 'codes'],
      },
    ],
  },
  {
    title: 'Who must be approved',
    rules: [
      {
        kind: 'choice',
        key: 'approval',
        label: 'A manager approves a new device',
        help: 'Until then the device waits and can do nothing.',
        choices: {
          never: 'Never: the code is enough',
          typed: 'When the code was typed, not scanned',
          other_network: 'When the device is on another network',
          always: 'Always',
        },
      },
    ],
  },
  {
    title: 'Devices',
    rules: [
      {
        kind: 'number',
        key: 'max_devices_per_person',
        label: 'Devices one person may pair',
        help: 'Leave it empty for no limit.',
        empty: 'no limit',
        unit: ['device', 'devices'],
      },
      {
        kind: 'choice',
        key: 'device_limit_policy',
        label: 'When that limit is reached',
        help: 'A replaced device is signed out at once. Each new device replaces one; lowering the limit alone signs nobody out.',
        choices: { refuse: 'Refuse the new device', replace_idle: 'Replace the one not seen for longest' },
      },
      {
        kind: 'choice',
        key: 'device_key',
        label: 'A key that cannot be copied',
        help: '“Required” keeps out browsers that cannot hold one, such as on plain http.',
        choices: { optional: 'Used where the device can', required: 'Required of every device' },
      },
      {
        kind: 'number',
        key: 'credential_days',
        label: 'A device stays signed in for',
        help: 'Counted from when it last renewed. One that was off for longer must be paired again.',
        unit: ['day', 'days'],
      },
      {
        kind: 'text',
        key: 'app_url',
        label: 'Your own app',
        help: 'The https address that “Continue” opens on a paired device. Leave it empty to stay on the device’s own page.',
        placeholder: 'https://app.example.com',
      },
    ],
  },
  {
    title: 'Devices that show a code',
    rules: [
      {
        kind: 'choice',
        key: 'device_authorization',
        label: 'A device may show a code to be let in',
        help: 'For screens without a keyboard. Somebody who may pair devices types the code here and approves the device.',
        choices: { off: 'No', on: 'Yes' },
      },
      {
        kind: 'choice',
        key: 'number_matching',
        label: 'Compare a number with the device',
        help: 'Whoever approves picks the number on its screen. So nobody approves the device of a stranger by mistake.',
        choices: {
          off: 'Never',
          risky: 'When something is unusual, such as another network',
          always: 'Always: devices that cannot show one are refused',
        },
      },
      {
        kind: 'choice',
        key: 'prefilled_codes',
        label: 'A link may bring the code along',
        help: 'Typing it is safer: a link can come from a stranger.',
        choices: { false: 'No: it must be typed', true: 'Yes' },
      },
      {
        kind: 'text',
        key: 'user_code_mask',
        label: 'Form of these codes',
        help: 'A star stands for a letter, a 9 for a digit. It takes seven letters or ten digits at least.',
        placeholder: '****-****',
      },
    ],
  },
];

export const HELP: RuleGroup[] = [
  {
    rules: [
      {
        kind: 'text',
        key: 'support_contact',
        label: 'How to reach support',
        help: 'A phone number, an e-mail or web address, or words. Shown wherever somebody is told to ask support.',
        placeholder: '+43 1 234 567',
      },
    ],
  },
];

export const MAIL: RuleGroup[] = [
  {
    rules: [
      {
        kind: 'choice',
        key: 'digest_weekly',
        label: 'Weekly mail about what to follow up',
        help: 'Tells owners and admins which devices known for more than a week belong to nobody, and which customers have had no device for as long.',
        choices: { true: 'Send it', false: 'Do not send it' },
      },
    ],
  },
];

const rulesOf = (groups: RuleGroup[]) => groups.flatMap((group) => group.rules);

export function inWords(rule: Rule, value: Value): string {
  if (rule.kind === 'choice')
    return new Map(Object.entries(rule.choices)).get(String(value)) ?? String(value);
  if (rule.kind === 'text') return value ? String(value) : 'empty';
  return value === null ? (rule.empty ?? 'none') : plural(Number(value), ...rule.unit);
}

/** Fields hold text; the server takes numbers, booleans, and null for "no limit". */
function toSetting(rule: Rule, text: string): Value {
  if (rule.kind === 'number') return text === '' ? null : Number(text);
  if (rule.key === 'code_length') return Number(text) as Value;
  if (rule.key === 'digest_weekly' || rule.key === 'prefilled_codes') return text === 'true';
  return text.trim() as Value;
}

export type PolicyTexts = Partial<Record<PolicyKey, string>>;

/** The settings of this form, as texts. */
export function textsOf(groups: RuleGroup[], settings: Settings): PolicyTexts {
  return Object.fromEntries(
    rulesOf(groups).map(({ key }) => [key, settings[key] === null ? '' : String(settings[key])]),
  );
}

export function toChange(groups: RuleGroup[], edits: PolicyTexts): { settings: Partial<Settings> } {
  const edited = rulesOf(groups).filter((rule) => edits[rule.key] !== undefined);
  return {
    settings: Object.fromEntries(edited.map((rule) => [rule.key, toSetting(rule, edits[rule.key] ?? '')])),
  };
}
