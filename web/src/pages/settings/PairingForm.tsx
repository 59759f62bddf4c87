import { NativeSelect, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import type { Settings, Tenant } from '../../api/types';
import { fieldProblem } from '../../forms/explain';
import { Panel } from '../../ui/Panel';
import { inWords, POLICY, type PolicyTexts, type Rule, textsOf, toSetting } from './policy';
import { SaveBar } from './SaveBar';
import css from './Settings.module.css';
import { useTenantForm } from './useTenantForm';

const toChange = (edits: Partial<PolicyTexts>) => ({
  settings: Object.fromEntries(
    Object.entries(edits).map(([key, text]) => [key, toSetting(key, text ?? '')]),
  ) as Partial<Settings>,
});

export function PairingForm({ tenant }: { tenant: Tenant }) {
  const form = useTenantForm(tenant, textsOf(tenant.settings), toChange);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    form.submit();
  };
  return (
    <Panel title="Pairing" lead="How devices come in, and how long they may stay.">
      <form onSubmit={submit} className={css.form}>
        {POLICY.map((group) => (
          <fieldset key={group.title} className={css.group}>
            <legend>{group.title}</legend>
            {group.rules.map((rule) => (
              <RuleField
                key={rule.key}
                rule={rule}
                standard={inWords(rule, tenant.defaults[rule.key])}
                value={form.values[rule.key]}
                onChange={(value) => form.edit({ [rule.key]: value })}
                error={fieldProblem(form.save.error, rule.key)}
              />
            ))}
          </fieldset>
        ))}
        <SaveBar form={form} />
      </form>
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
        data={rule.choices}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      type="number"
      inputMode="numeric"
      min={rule.min}
      max={rule.max}
      required={rule.empty === undefined}
      withAsterisk={false}
      placeholder={rule.empty}
      rightSection={<span className={css.unit}>{rule.unit[1]}</span>}
      rightSectionWidth={84}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
