import { NativeSelect, TextInput } from '@mantine/core';
import { SETTING_LENGTHS, SETTING_RANGES } from '../../api/limits';
import type { Tenant } from '../../api/types';
import { Form } from '../../forms/Form';
import { Panel } from '../../ui/Panel';
import { inWords, type Rule, type RuleGroup, textsOf, toChange } from './policy';
import { SaveBar } from './SaveBar';
import css from './Settings.module.css';
import { useTenantForm } from './useTenantForm';

interface PolicyFormProps {
  tenant: Tenant;
  title?: string;
  lead?: string;
  groups: RuleGroup[];
}

export function PolicyForm({ tenant, title, lead, groups }: PolicyFormProps) {
  const form = useTenantForm(tenant, textsOf(groups, tenant.settings), (edits) => toChange(groups, edits));
  return (
    <Panel title={title} lead={lead}>
      <Form onSend={form.submit} className={css.form}>
        {groups.map((group) => (
          <fieldset key={group.title ?? title} className={`${css.group} ${css.part}`}>
            {group.title && <legend>{group.title}</legend>}
            {group.rules.map((rule) => (
              <RuleField
                key={rule.key}
                rule={rule}
                standard={inWords(rule, tenant.defaults[rule.key])}
                value={form.values[rule.key] ?? ''}
                onChange={(value) => form.edit({ [rule.key]: value })}
                error={form.save.fieldProblem(rule.key)}
              />
            ))}
          </fieldset>
        ))}
        <SaveBar form={form} />
      </Form>
    </Panel>
  );
}

interface RuleFieldProps {
  rule: Rule;
  standard: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

function RuleField({ rule, standard, value, onChange, error }: RuleFieldProps) {
  const shared = {
    className: css.field,
    label: rule.label,
    description: `${rule.help} Default: ${standard}.`,
    value,
    error,
  };
  if (rule.kind === 'choice') {
    return (
      <NativeSelect
        {...shared}
        data={Object.entries(rule.choices).map(([value, label]) => ({ value, label }))}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  if (rule.kind === 'text') {
    return (
      <TextInput
        {...shared}
        placeholder={rule.placeholder}
        maxLength={SETTING_LENGTHS[rule.key]}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const [lowest, highest] = SETTING_RANGES[rule.key];
  const { least, most } = { least: lowest, most: highest, ...rule.range };
  return (
    <TextInput
      {...shared}
      type="number"
      inputMode="numeric"
      min={least}
      max={most ?? highest}
      required={rule.empty === undefined}
      withAsterisk={false}
      placeholder={rule.empty}
      rightSection={value !== '' && <span className={css.unit}>{rule.unit[1]}</span>}
      rightSectionWidth={84}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
