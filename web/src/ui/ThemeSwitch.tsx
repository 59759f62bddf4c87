import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { IconDeviceLaptop, IconMoon, IconSun } from '@tabler/icons-react';

const choices = [
  { value: 'light', name: 'Light', Icon: IconSun },
  { value: 'auto', name: 'Same as this computer', Icon: IconDeviceLaptop },
  { value: 'dark', name: 'Dark', Icon: IconMoon },
] as const;

export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label="Colours"
      size="xs"
      value={colorScheme}
      onChange={(value) => setColorScheme(value as (typeof choices)[number]['value'])}
      data={choices.map(({ value, name, Icon }) => ({
        value,
        label: (
          <span title={name} style={{ display: 'grid', placeItems: 'center', minHeight: 24, minWidth: 24 }}>
            <Icon size={16} role="img" aria-label={name} />
          </span>
        ),
      }))}
    />
  );
}
