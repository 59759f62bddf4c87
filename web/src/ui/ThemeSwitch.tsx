import { useMantineColorScheme } from '@mantine/core';
import { IconDeviceLaptop, IconMoon, IconSun } from '@tabler/icons-react';
import { useId } from 'react';
import css from './ThemeSwitch.module.css';

const choices = [
  { value: 'light', name: 'Light', Icon: IconSun },
  { value: 'auto', name: 'Same as this computer', Icon: IconDeviceLaptop },
  { value: 'dark', name: 'Dark', Icon: IconMoon },
] as const;

export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const group = useId();
  return (
    <fieldset className={css.switch} aria-label="Colours">
      {choices.map(({ value, name, Icon }) => (
        <label key={value} title={name}>
          <input
            type="radio"
            name={group}
            aria-label={name}
            checked={colorScheme === value}
            onChange={() => setColorScheme(value)}
          />
          <Icon size={17} stroke={1.8} aria-hidden="true" />
        </label>
      ))}
    </fieldset>
  );
}
