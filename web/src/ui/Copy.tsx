import { Button, type ButtonProps } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

interface CopyProps extends ButtonProps {
  text: string;
  children: string;
}

/** The old command works on plain http too, where browsers hide the clipboard API. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const box = document.createElement('textarea');
    box.value = text;
    (document.querySelector('[role="dialog"]') ?? document.body).append(box);
    box.select();
    const done = document.execCommand('copy');
    box.remove();
    return done;
  }
}

export function Copy({ text, children, ...button }: CopyProps) {
  const [outcome, setOutcome] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (outcome === 'idle') return;
    const timer = setTimeout(() => setOutcome('idle'), 2500);
    return () => clearTimeout(timer);
  }, [outcome]);
  const words = { idle: children, copied: 'Copied', failed: 'Select and copy it by hand' };
  return (
    <Button
      variant="default"
      leftSection={outcome === 'copied' ? <IconCheck size={18} /> : <IconCopy size={18} />}
      onClick={async () => setOutcome((await copy(text)) ? 'copied' : 'failed')}
      {...button}
    >
      <span aria-live="polite">{words[outcome]}</span>
    </Button>
  );
}
